package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.AudioSink.Offer;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The session's side of one leg: calls it on the loop, and keeps what it tells. */
final class LegCall implements CallerLeg.Listener, AudioSink.Listener {

    /** Four minutes of sound; no test needs more. */
    private static final int MOST = 1 << 24;

    private static final long FRAME_NANOS = 20_000_000;

    final CallerLeg leg;
    final LentLoop loop;
    final List<String> news = new CopyOnWriteArrayList<>();
    final List<String> offLoop = new CopyOnWriteArrayList<>();
    final List<Integer> frames = new CopyOnWriteArrayList<>();
    final List<CloseReason> ends = new CopyOnWriteArrayList<>();
    final AtomicInteger spaces = new AtomicInteger();
    final AtomicInteger drained = new AtomicInteger();
    private final ByteArrayOutputStream sound = new ByteArrayOutputStream();

    LegCall(CallerLeg leg, LentLoop loop) {
        this.leg = leg;
        this.loop = loop;
    }

    void join() {
        leg.sink().listen(this);
        leg.join(loop, this);
    }

    private void told(String what) {
        if (!loop.inLoop()) {
            offLoop.add(what + " on " + Thread.currentThread().getName());
        }
        if (news.isEmpty() || !news.get(news.size() - 1).equals(what)) {
            news.add(what);
        }
    }

    @Override
    public void onAudio(ByteBuffer frame) {
        told("sound");
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        frames.add(bytes.length);
        synchronized (sound) {
            if (sound.size() < MOST) {
                sound.writeBytes(bytes);
            }
        }
    }

    @Override
    public void onMediaUp() {
        told("up");
    }

    @Override
    public void onDtmf(String key) {
        told("key");
    }

    @Override
    public void onHold(boolean on) {
        told("hold");
    }

    @Override
    public void onInputEnd() {
        told("end of sound");
    }

    @Override
    public void onClosed(CloseReason reason) {
        ends.add(reason);
        news.add("closed");
    }

    @Override
    public void onSpace() {
        spaces.incrementAndGet();
    }

    @Override
    public void onPosition(PlayedPosition position) {
        // what a leg says when it is asked counts as well
    }

    @Override
    public void onDrained() {
        drained.incrementAndGet();
    }

    /** What the caller said, from byte {@code from} on. */
    byte[] heard(int from) {
        synchronized (sound) {
            byte[] all = sound.toByteArray();
            return java.util.Arrays.copyOfRange(all, Math.min(from, all.length), all.length);
        }
    }

    long loudMillis() {
        return Speech.loudMillis(leg.capabilities().inputFormat(), heard(0));
    }

    <T> T on(Patience patience, Supplier<T> task) {
        Patience.Outcome<T> outcome = patience.outcome(loop.call(task));
        T value = outcome.value();
        if (value == null) {
            throw Finding.of(
                    "what a session asks of a leg on its loop is answered at once",
                    "" + outcome,
                    "do not block the loop, and throw nothing that the contract does not name",
                    outcome.failure());
        }
        return value;
    }

    /** Offers a frame of 20 ms, once. */
    Offer offer(Patience patience, String itemId) {
        return on(
                patience,
                () -> {
                    AudioFormat format = leg.sink().format();
                    try (LentChunk chunk = new LentChunk(format, itemId, Speech.loud(format, 20))) {
                        return leg.sink().offer(chunk);
                    }
                });
    }

    /** Speaks so many frames to the caller, when they are due or as fast as the leg takes them. */
    void speak(Patience patience, String itemId, int count) {
        boolean due = leg.sink().pacing() == AudioSink.Pacing.RUNTIME;
        for (int i = 0; i < count; i++) {
            if (due) {
                LockSupport.parkNanos(FRAME_NANOS);
            }
            int before = spaces.get();
            while (offer(patience, itemId) == Offer.FULL) {
                int seen = before;
                if (!patience.until(() -> spaces.get() != seen)) {
                    throw Finding.of(
                            "a sink that was full says so when it has room again",
                            "frame " + i + " was not taken, and onSpace did not come",
                            "call AudioSink.Listener.onSpace() when there is room",
                            null);
                }
                before = spaces.get();
            }
        }
    }

    @Nullable PlayedPosition position(Patience patience) {
        return on(patience, () -> java.util.Optional.ofNullable(leg.sink().position()))
                .orElse(null);
    }

    CompletionStage<Void> control(CallerLeg.Control control) {
        return loop.call(() -> leg.control(control)).thenCompose(stage -> stage);
    }
}
