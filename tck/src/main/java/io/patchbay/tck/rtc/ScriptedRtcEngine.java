package io.patchbay.tck.rtc;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcThreads;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebRTC engine without network and codec: everything goes well until a script says otherwise.
 * Two peers, of one engine or of two in this JVM, are connected by their session descriptions;
 * sound pushed and text sent on one side arrive at the other. A peer whose far end is none of these
 * is driven by hand.
 *
 * <pre>{@code
 * VirtualLoop loop = new VirtualLoop();
 * ScriptedRtcEngine engine = ScriptedRtcEngine.on(loop);
 * engine.fail(RtcStep.ACCEPT, new RtcException(Kind.DESCRIPTION, "no audio in the answer"));
 * RtcLink link = RtcLink.open(engine, RtcSettings.defaults(), loop, listener);
 * }</pre>
 *
 * <p>Peers check how they are used: two calls at once, a frame of another length than 10 ms, sound
 * before the connection or after the end are found by {@link #verify}. From any thread.
 */
public final class ScriptedRtcEngine implements RtcEngine {

    /** A script for one step of one peer. */
    private record Turn(@Nullable RtcException failure) {}

    private final Executor engineThread;
    private final Optional<RtcThreads> threads;
    private final Map<RtcStep, List<Turn>> script = new EnumMap<>(RtcStep.class);
    private final List<ScriptedRtcPeer> peers = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private @Nullable String unavailable;

    private ScriptedRtcEngine(Executor engineThread, Optional<RtcThreads> threads) {
        this.engineThread = engineThread;
        this.threads = threads;
    }

    /** An engine with a thread of its own, for tests with loops of the real kind. */
    public static ScriptedRtcEngine create() {
        ThreadPoolExecutor thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        1,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            Thread made = new Thread(task, "scripted-rtc");
                            made.setDaemon(true);
                            return made;
                        });
        thread.allowCoreThreadTimeOut(true);
        return new ScriptedRtcEngine(thread, Optional.empty());
    }

    /**
     * An engine whose every thread is {@code loop}: blocking calls and callbacks are tasks of it,
     * and sound leaves when its clock is moved.
     */
    public static ScriptedRtcEngine on(VirtualLoop loop) {
        return new ScriptedRtcEngine(loop, Optional.of(new VirtualThreads(loop)));
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Optional<String> unavailable() {
        synchronized (script) {
            return Optional.ofNullable(unavailable);
        }
    }

    /** It does not work on this machine, because of {@code why}. */
    public ScriptedRtcEngine withoutSupport(String why) {
        synchronized (script) {
            unavailable = why;
        }
        return this;
    }

    /** The next {@code step} of any peer fails. */
    public ScriptedRtcEngine fail(RtcStep step, RtcException failure) {
        synchronized (script) {
            script.computeIfAbsent(step, s -> new ArrayList<>()).add(new Turn(failure));
        }
        return this;
    }

    /**
     * The next {@code step} of any peer does not come to an end.
     *
     * @throws IllegalArgumentException for {@link RtcStep#OPEN}
     */
    public ScriptedRtcEngine hold(RtcStep step) {
        if (step == RtcStep.OPEN) {
            throw new IllegalArgumentException("a peer is made at once or not at all; use fail");
        }
        synchronized (script) {
            script.computeIfAbsent(step, s -> new ArrayList<>()).add(new Turn(null));
        }
        return this;
    }

    @Override
    public RtcPeer open(RtcSettings settings, RtcPeer.Listener listener) {
        play(
                RtcStep.OPEN,
                () -> {},
                why -> {
                    throw why;
                });
        ScriptedRtcPeer peer = new ScriptedRtcPeer(this, settings, listener);
        synchronized (script) {
            if (unavailable != null) {
                throw new RtcException(RtcException.Kind.UNAVAILABLE, unavailable);
            }
            peers.add(peer);
        }
        return peer;
    }

    @Override
    public Optional<RtcThreads> threads() {
        return threads;
    }

    /** All peers that were made, in order. */
    public List<ScriptedRtcPeer> peers() {
        synchronized (script) {
            return List.copyOf(peers);
        }
    }

    /**
     * The peer that was made last.
     *
     * @throws AssertionError when there is none
     */
    public ScriptedRtcPeer peer() {
        List<ScriptedRtcPeer> made = peers();
        if (made.isEmpty()) {
            throw new AssertionError("no peer was opened; has the loop run?");
        }
        return made.get(made.size() - 1);
    }

    /**
     * Everything that was opened is closed, and peers were used as their contract says.
     *
     * @throws AssertionError saying what is wrong
     */
    public void verify() {
        synchronized (script) {
            if (!violations.isEmpty()) {
                throw new AssertionError(
                        "the engine was not used as it must be: " + String.join("; ", violations));
            }
        }
        long open = peers().stream().filter(peer -> !peer.isClosed()).count();
        if (open > 0) {
            throw new AssertionError(open + " of " + peers().size() + " peers were not closed");
        }
    }

    void violation(String what) {
        synchronized (script) {
            violations.add(what);
        }
    }

    /** Runs {@code callback} on the engine's thread. */
    void call(Runnable callback) {
        engineThread.execute(callback);
    }

    /** What the script has for this step; null when it goes well. */
    private @Nullable Turn turn(RtcStep step) {
        synchronized (script) {
            List<Turn> turns = script.get(step);
            return turns == null || turns.isEmpty() ? null : turns.remove(0);
        }
    }

    /** Runs {@code well}, or {@code failed}, or neither. */
    void play(RtcStep step, Runnable well, Consumer<RtcException> failed) {
        Turn turn = turn(step);
        if (turn == null) {
            well.run();
        } else if (turn.failure() != null) {
            failed.accept(turn.failure());
        }
    }

    /** Threads that are one loop, and a clock that the test moves. */
    private record VirtualThreads(VirtualLoop loop) implements RtcThreads {

        private static final Duration FRAME = Duration.ofMillis(10);

        @Override
        public void work(Runnable call) {
            loop.execute(call);
        }

        @Override
        public Pace pace(Runnable tick) {
            return new VirtualPace(loop, tick);
        }
    }

    private static final class VirtualPace implements RtcThreads.Pace {

        private final VirtualLoop loop;
        private final Runnable tick;
        private SerialLoop.Timer timer;

        VirtualPace(VirtualLoop loop, Runnable tick) {
            this.loop = loop;
            this.tick = tick;
            this.timer = loop.schedule(this::next, Duration.ZERO);
        }

        private void next() {
            timer = loop.schedule(this::next, VirtualThreads.FRAME);
            tick.run();
        }

        @Override
        public void stop() {
            timer.cancel();
        }
    }
}
