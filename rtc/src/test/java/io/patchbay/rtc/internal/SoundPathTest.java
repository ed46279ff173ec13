package io.patchbay.rtc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.rtc.RtcEngine;
import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcPeer;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.rtc.RtcThreads;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The way of one frame through a link, both ways: loop, ring, pacer, peer; peer, ring, loop. */
class SoundPathTest {

    private static final int FRAMES = 10_000;

    private final Bench bench = new Bench();
    private final RtcLink link =
            RtcLink.open(bench, RtcSettings.defaults(), bench.loop, new Ear(bench));

    @Test
    void a_frame_of_sound_allocates_nothing_in_either_direction() {
        bench.loop.run();
        bench.listener().onState(RtcState.CONNECTED);
        bench.loop.run();
        ByteBuffer out = ByteBuffer.allocate(480);
        ByteBuffer in = ByteBuffer.allocate(960);
        exchange(out, in);
        long before = allocated();
        exchange(out, in);
        long bytes = allocated() - before;
        assertTrue(bytes < FRAMES, bytes + " bytes for " + FRAMES + " frames each way");
        assertEquals(2L * FRAMES * 480, bench.pushed);
        assertEquals(2L * FRAMES * 960, bench.heard);
        assertEquals(2L * FRAMES * 10_000, link.out().sentMicros());
    }

    private void exchange(ByteBuffer out, ByteBuffer in) {
        RtcPeer.Listener engine = bench.listener();
        for (int i = 0; i < FRAMES; i++) {
            if (!link.out().offer(out.clear())) {
                throw new AssertionError("not taken");
            }
            bench.tick();
            engine.onAudio(in.clear(), 48_000, 1);
            bench.loop.run();
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private record Ear(Bench bench) implements RtcLink.Listener {

        @Override
        public void onTextOpen() {}

        @Override
        public void onText(ByteBuffer utf8) {}

        @Override
        public void onAudio(ByteBuffer frame) {
            bench.heard += frame.remaining();
        }

        @Override
        public void onEnded(RtcException failure) {
            throw new AssertionError(failure);
        }
    }

    /** An engine whose peer counts, on threads that are this one. */
    private static final class Bench implements RtcEngine, RtcThreads, RtcPeer {

        private final Loop loop = new Loop();
        private long pushed;
        private long heard;
        private @Nullable Runnable tick;
        private RtcPeer.@Nullable Listener listener;

        RtcPeer.Listener listener() {
            RtcPeer.Listener engine = listener;
            if (engine == null) {
                throw new AssertionError("no peer was opened");
            }
            return engine;
        }

        void tick() {
            Runnable pacing = tick;
            if (pacing == null) {
                throw new AssertionError("nothing is paced");
            }
            pacing.run();
        }

        @Override
        public String name() {
            return "bench";
        }

        @Override
        public Optional<String> unavailable() {
            return Optional.empty();
        }

        @Override
        public RtcPeer open(RtcSettings settings, RtcPeer.Listener engine) {
            listener = engine;
            return this;
        }

        @Override
        public Optional<RtcThreads> threads() {
            return Optional.of(this);
        }

        @Override
        public void work(Runnable call) {
            loop.execute(call);
        }

        @Override
        public Pace pace(Runnable pacing) {
            tick = pacing;
            return () -> tick = null;
        }

        @Override
        public void push(ByteBuffer frame) {
            pushed += frame.remaining();
        }

        @Override
        public CompletionStage<String> offer() {
            throw new AssertionError();
        }

        @Override
        public CompletionStage<String> answer(String offer) {
            throw new AssertionError();
        }

        @Override
        public CompletionStage<Void> accept(String answer) {
            throw new AssertionError();
        }

        @Override
        public CompletionStage<String> restart() {
            throw new AssertionError();
        }

        @Override
        public void sendText(ByteBuffer utf8) {
            throw new AssertionError();
        }

        @Override
        public long bufferedText() {
            return 0;
        }

        @Override
        public int maxText() {
            return 1;
        }

        @Override
        public void close() {}
    }

    /** A loop that runs when it is told to. */
    private static final class Loop implements SerialLoop {

        private final Queue<Runnable> tasks = new ArrayDeque<>();

        void run() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Timer schedule(Runnable task, Duration delay) {
            throw new AssertionError("nothing waits here");
        }

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public long nanoTime() {
            return 0;
        }
    }
}
