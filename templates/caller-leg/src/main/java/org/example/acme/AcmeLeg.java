package org.example.acme;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One caller: says what the file holds at the pace of sound, is silent afterwards, and hangs up
 * when the agent has been silent for a while, too.
 */
final class AcmeLeg implements CallerLeg {

    static final AudioFormat FORMAT = AudioFormat.PCM16_24K;

    private static final String FILE = "a file has no telephone at its other end";
    private static final LegCapabilities CAPABILITIES =
            new LegCapabilities(
                    FORMAT,
                    Map.of(
                            Verb.SEND_DTMF, FILE,
                            Verb.RECEIVE_DTMF, FILE,
                            Verb.HOLD, FILE,
                            Verb.TRANSFER, FILE));
    private static final long FRAME_NANOS = 20_000_000;

    /** A loop that was late by more does not catch up. */
    private static final long MOST_LATE_NANOS = 1_000_000_000;

    private final String id;
    private final ByteBuffer speech;
    private final Duration patience;
    private final Consumer<byte[]> heard;
    private final ByteBuffer frame = ByteBuffer.allocate(FORMAT.bytes(20));
    private final AcmeEar ear = new AcmeEar(FORMAT);
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean muted;
    private volatile @Nullable SerialLoop loop;
    private @Nullable Listener listener;
    private SerialLoop.@Nullable Timer timer;
    private long due;
    private long quietSince;
    private boolean saidAll;

    /**
     * A caller.
     *
     * @param heard takes what the caller heard, once, when the call is over
     */
    AcmeLeg(String id, byte[] speech, Duration patience, Consumer<byte[]> heard) {
        this.id = id;
        this.speech = ByteBuffer.wrap(speech);
        this.patience = patience;
        this.heard = heard;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String kind() {
        return "acme";
    }

    @Override
    public LegCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of("file", id);
    }

    @Override
    public void join(SerialLoop loop, Listener listener) {
        if (this.loop != null || closing.get()) {
            throw new IllegalStateException("this leg has joined a session before, or is closed");
        }
        this.loop = loop;
        this.listener = listener;
        due = loop.nanoTime();
        quietSince = due;
        // not from here: the session is not ready for news before this call returns
        loop.execute(
                () -> {
                    if (this.listener != null) {
                        listener.onMediaUp();
                        beat(loop);
                    }
                });
    }

    /** A frame every 20 ms, counted from the first so that no delay adds up. */
    private void beat(SerialLoop loop) {
        if (loop.nanoTime() - due > MOST_LATE_NANOS) {
            due = loop.nanoTime();
        }
        Listener told = listener;
        while (told != null && loop.nanoTime() - due >= 0) {
            due += FRAME_NANOS;
            told.onAudio(nextFrame());
            if (!saidAll && !speech.hasRemaining()) {
                saidAll = true;
                told.onInputEnd();
            }
            hangUpWhenQuiet(loop);
            told = listener;
        }
        if (told != null) {
            timer =
                    loop.schedule(
                            () -> beat(loop), Duration.ofNanos(Math.max(0, due - loop.nanoTime())));
        }
    }

    /** Whole frames always: what is missing is silence, and a muted caller is silent. */
    private ByteBuffer nextFrame() {
        frame.clear();
        int length = Math.min(frame.remaining(), speech.remaining());
        if (!muted) {
            frame.put(0, speech, speech.position(), length).position(length);
        }
        speech.position(speech.position() + length);
        while (frame.hasRemaining()) {
            frame.put((byte) 0);
        }
        return frame.flip();
    }

    private void hangUpWhenQuiet(SerialLoop loop) {
        if (!saidAll || ear.heardSince()) {
            quietSince = loop.nanoTime();
        } else if (loop.nanoTime() - quietSince > patience.toNanos()) {
            close(CloseReason.NORMAL);
        }
    }

    @Override
    public AudioSink sink() {
        return ear;
    }

    @Override
    public boolean muted() {
        return muted;
    }

    @Override
    public void mute(boolean on) {
        muted = on;
    }

    @Override
    public CompletionStage<Void> control(Control control) {
        if (control instanceof Control.HangUp) {
            close(CloseReason.NORMAL);
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.failedFuture(new UnsupportedOperationException(FILE));
    }

    @Override
    public void close(CloseReason reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        SerialLoop joined = loop;
        if (joined != null) {
            try {
                joined.execute(() -> leave(reason));
                return;
            } catch (RejectedExecutionException e) {
                // the loop has ended, and with it whoever would be told
                listener = null;
            }
        }
        heard.accept(ear.heard());
    }

    private void leave(CloseReason reason) {
        Listener told = listener;
        listener = null;
        if (timer != null) {
            timer.cancel();
        }
        heard.accept(ear.heard());
        if (told != null) {
            told.onClosed(reason);
        }
    }
}
