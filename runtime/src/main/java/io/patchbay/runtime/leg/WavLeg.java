package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.LegCapabilities.Verb;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A caller made of files: it speaks what a WAV file or a raw stream holds, in real time, is silent
 * afterwards, and hears into a WAV file.
 *
 * <p>Whole frames of 20 ms go out from {@link #join} until {@link #close}, paced by the session's
 * own clock. The file that is written is the time line of what was played, from the join on,
 * silence included; the played position is exact, because it counts what was written. Files are
 * read and written on other threads, with bounded buffers.
 */
public final class WavLeg implements CallerLeg {

    /** How long a frame lasts. */
    private static final long FRAME_MICROS = 20_000;

    /** What is made up for at once when the loop was late; more is left out of the time line. */
    private static final long MOST_LATE_MICROS = 1_000_000;

    private static final String FILE = "a file has no telephone at its other end";

    private final String id;
    private final LegCapabilities capabilities;
    private final @Nullable FrameAhead input;
    private final @Nullable BlockWriter output;
    private final TimelineSink sink;
    private final ByteBuffer silence;
    private final ByteBuffer heard;
    private final CompletableFuture<Void> inputEnded = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile @Nullable SerialLoop loop;
    private volatile boolean muted;
    private @Nullable Listener listener;
    private SerialLoop.@Nullable Timer timer;
    private long start;
    private long playedMicros;
    private long sentBytes;

    WavLeg(
            String id,
            AudioFormat inputFormat,
            @Nullable FrameAhead input,
            @Nullable BlockWriter output,
            AudioFormat outputFormat) {
        this.id = id;
        this.input = input;
        this.output = output;
        capabilities =
                new LegCapabilities(
                        inputFormat,
                        Map.of(
                                Verb.SEND_DTMF, FILE,
                                Verb.RECEIVE_DTMF, FILE,
                                Verb.HOLD, FILE,
                                Verb.TRANSFER, FILE));
        sink = new TimelineSink(outputFormat);
        silence = ByteBuffer.allocate(inputFormat.bytes(20)).asReadOnlyBuffer();
        heard = ByteBuffer.allocate(outputFormat.bytes(20));
        if (input == null) {
            inputEnded.complete(null);
        }
    }

    /** Starts with a caller that is silent and deaf. */
    public static WavLegBuilder builder() {
        return new WavLegBuilder();
    }

    @Override
    public String id() {
        return id;
    }

    /** Always {@code wav}. */
    @Override
    public String kind() {
        return "wav";
    }

    @Override
    public LegCapabilities capabilities() {
        return capabilities;
    }

    /** {@inheritDoc} The caller begins to speak with this. */
    @Override
    public void join(SerialLoop loop, Listener listener) {
        if (this.loop != null || closing.get()) {
            throw new IllegalStateException("this leg has joined a session before, or is closed");
        }
        this.listener = listener;
        this.loop = loop;
        start = loop.nanoTime();
        loop.execute(this::mediaUp);
        schedule(loop);
    }

    private void mediaUp() {
        Listener told = listener;
        if (told != null) {
            told.onMediaUp();
        }
    }

    private void schedule(SerialLoop loop) {
        long due = start + (playedMicros + FRAME_MICROS) * 1_000;
        timer =
                loop.schedule(
                        () -> tick(loop), Duration.ofNanos(Math.max(0, due - loop.nanoTime())));
    }

    private void tick(SerialLoop loop) {
        long now = (loop.nanoTime() - start) / 1_000;
        long late = now - playedMicros - MOST_LATE_MICROS;
        if (late > 0) {
            start += late * 1_000;
            now -= late;
        }
        Listener told = listener;
        while (told != null && playedMicros + FRAME_MICROS <= now) {
            playedMicros += FRAME_MICROS;
            speak(told);
            hear();
            told = listener;
        }
        if (told != null) {
            schedule(loop);
        }
    }

    private void speak(Listener told) {
        while (capabilities.inputFormat().micros(sentBytes) < playedMicros) {
            ByteBuffer frame = input == null ? null : input.poll();
            if (frame == null) {
                endInput(told);
            }
            ByteBuffer sent = frame == null || muted ? silence.clear() : frame;
            sentBytes += sent.remaining();
            told.onAudio(sent);
        }
    }

    private void endInput(Listener told) {
        if (input == null || inputEnded.isDone() || !input.ended()) {
            return;
        }
        IOException failure = input.failure();
        if (failure == null) {
            inputEnded.complete(null);
        } else {
            inputEnded.completeExceptionally(failure);
        }
        told.onInputEnd();
    }

    private void hear() {
        sink.play(heard);
        if (output != null) {
            output.write(heard);
        }
    }

    @Override
    public AudioSink sink() {
        return sink;
    }

    @Override
    public boolean muted() {
        return muted;
    }

    /** {@inheritDoc} What the file says meanwhile is lost, as with a person. */
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

    /**
     * Completes on the loop when the last frame of the file was sent; at once without one. Fails
     * with an {@link IOException} when reading failed.
     */
    public CompletionStage<Void> inputEnded() {
        return inputEnded.minimalCompletionStage();
    }

    /**
     * Completes after the leg was closed, when the written file is whole. Fails with an {@link
     * IOException} when it is not. Without such a file it is complete from the start.
     */
    public CompletionStage<Void> written() {
        return output == null ? CompletableFuture.completedStage(null) : output.written();
    }

    @Override
    public void close(CloseReason reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        SerialLoop joined = loop;
        if (joined == null) {
            release();
            return;
        }
        try {
            joined.execute(() -> leave(reason));
        } catch (RejectedExecutionException e) {
            // the loop is gone, and with it whoever would be told
            release();
        }
    }

    private void leave(CloseReason reason) {
        Listener told = listener;
        listener = null;
        if (timer != null) {
            timer.cancel();
        }
        release();
        if (told != null) {
            told.onClosed(reason);
        }
    }

    private void release() {
        sink.close();
        if (input != null) {
            input.close();
        }
        if (output != null) {
            output.close();
        }
    }
}
