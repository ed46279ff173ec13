package io.patchbay.audio;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.audio.PlayedPosition.Precision;
import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a far end hears over packets. A few frames wait in a {@link PacedSound}, which a flush drops
 * to the last; the rest is on its way, so that the position is what has left less the way's length.
 *
 * <p>Made on any thread; everything else on the session's loop, where {@link #start} begins it.
 * Before that it is full.
 */
public final class PacedSink implements AudioSink {

    private final AudioFormat format;
    private final long wayMicros;
    private final Playhead head = new Playhead();
    private @Nullable SerialLoop loop;
    private @Nullable PacedSound out;
    private @Nullable Listener listener;
    private SerialLoop.@Nullable Timer timer;

    /** What had left when the current head began to count, less what was flushed since. */
    private long before;

    private long emptyNanos;
    private boolean empty = true;
    private boolean paused;
    private boolean refused;

    /**
     * For sound of one kind.
     *
     * @param format PCM16, mono, at the rate of the sound's pacer
     * @param way from the pacer to the ear, as a rule: network, and the far end's jitter buffer
     * @throws IllegalArgumentException for another format, or a negative time
     */
    public PacedSink(AudioFormat format, Duration way) {
        if (format.encoding() != AudioFormat.Encoding.PCM16 || format.channels() != 1) {
            throw new IllegalArgumentException("format must be mono PCM16, not " + format);
        }
        if (way.isNegative()) {
            throw new IllegalArgumentException("way must not be negative: " + way);
        }
        this.format = format;
        this.wayMicros = way.toNanos() / 1_000;
    }

    /** Sound may leave from now on. Called once. */
    public void start(SerialLoop at, PacedSound to) {
        loop = at;
        out = to;
        emptyNanos = at.nanoTime();
        if (paused) {
            to.pause();
        }
        space();
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public Pacing pacing() {
        return Pacing.SINK;
    }

    @Override
    public long latencyMillis() {
        return wayMicros / 1_000;
    }

    @Override
    public void listen(Listener told) {
        listener = told;
    }

    @Override
    public Offer offer(AudioChunk chunk) {
        PacedSound to = out;
        long micros = chunk.micros();
        if (to == null || paused || !to.offer(chunk.bytes())) {
            refused = true;
            return Offer.FULL;
        }
        empty = false;
        head.add(chunk.itemId(), chunk.contentIndex(), micros);
        return Offer.ACCEPTED;
    }

    /** The pacer has room again. */
    public void space() {
        Listener told = listener;
        if (refused && !paused && told != null) {
            refused = false;
            told.onSpace();
        }
    }

    /** The pacer has sent all; it is heard when it has come there. */
    public void sent() {
        SerialLoop at = loop;
        if (at == null || empty) {
            return;
        }
        empty = true;
        emptyNanos = at.nanoTime();
        stopTimer();
        timer =
                at.schedule(
                        () -> {
                            Listener told = listener;
                            if (empty && told != null) {
                                told.onDrained();
                            }
                        },
                        Duration.ofNanos(wayMicros * 1_000));
    }

    /** Microseconds of what was sent that have come to the ear. */
    private long played() {
        PacedSound to = out;
        SerialLoop at = loop;
        if (to == null || at == null) {
            return 0;
        }
        long left = to.sentMicros() - before;
        long way = wayMicros;
        if (empty) {
            way -= Math.min(way, (at.nanoTime() - emptyNanos) / 1_000);
        }
        return Math.max(0, left - way);
    }

    @Override
    public void flush(@Nullable String itemId) {
        PacedSound to = out;
        SerialLoop at = loop;
        if (to == null || at == null) {
            return;
        }
        // what is on its way is heard all the same, and counts as heard when it was cut here
        to.flush();
        head.cut(to.sentMicros() - before);
        before = to.sentMicros() - head.sent();
        if (!empty) {
            empty = true;
            emptyNanos = at.nanoTime();
        }
        stopTimer();
        refused = false;
    }

    @Override
    public void pause() {
        if (!paused) {
            paused = true;
            if (out != null) {
                out.pause();
            }
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            if (out != null) {
                out.resume();
            }
            space();
        }
    }

    @Override
    public @Nullable PlayedPosition position() {
        return head.position(played(), Precision.ESTIMATED);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void close() {
        listener = null;
        out = null;
        stopTimer();
    }
}
