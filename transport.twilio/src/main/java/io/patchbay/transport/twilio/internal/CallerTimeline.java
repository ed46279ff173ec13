package io.patchbay.transport.twilio.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lays the caller's sound along the time of the stream: what the carrier left out becomes silence,
 * so that words keep their distance, and a caller of whom nothing comes for a while is silent, so
 * that the model notices the end of a turn. On the connection's loop; allocates nothing per frame.
 */
final class CallerTimeline {

    /** More is not filled up: the time was spent elsewhere. */
    private static final long MOST_GAP_MICROS = 10_000_000;

    /** Somebody whose sound is so far ahead of the clock does not speak. */
    private static final long MOST_SOUND_MICROS = 30_000_000;

    /** Timestamps can say anything: no more silence at once is made of what they say. */
    private static final long MOST_SILENCE_MICROS = 20_000_000;

    private static final Duration BEAT = Duration.ofMillis(20);
    private static final int PIECE_MILLIS = 20;

    /** Where the sound goes. */
    interface Hearer {

        /** Takes sound, all of it; false when it has no room for it. */
        boolean hear(ByteBuffer sound);

        /** Bytes for which there is room. */
        int room();

        /** Whether anybody hears it by now. */
        boolean awake();
    }

    private final SerialLoop loop;
    private final AudioFormat format;
    private final Hearer hearer;
    private final @Nullable Duration inactivity;
    private final ByteBuffer silence;
    private final Runnable beat = this::beat;
    private SerialLoop.@Nullable Timer timer;

    /** How much sound, and how much silence, there may be; the clock adds to both. */
    private long soundLeft = MOST_SOUND_MICROS;

    private long silenceLeft = MOST_SILENCE_MICROS;
    private long added;

    /** The time of the stream at which the next sound is expected; -1 when unknown. */
    private long next = -1;

    /** Until when, by the clock, there is sound. */
    private long covered;

    /** How much of the gap that is open was filled already, because nothing came. */
    private long filled;

    private boolean inactive;

    /**
     * Nothing was said yet.
     *
     * @param inactivity after which there is silence; null for never
     */
    CallerTimeline(
            SerialLoop loop, AudioFormat format, Hearer hearer, @Nullable Duration inactivity) {
        this.loop = loop;
        this.format = format;
        this.hearer = hearer;
        this.inactivity = inactivity;
        byte[] piece = new byte[format.bytes(PIECE_MILLIS)];
        Arrays.fill(piece, silence(format));
        silence = ByteBuffer.wrap(piece);
        added = loop.nanoTime();
        covered = added;
        arm();
    }

    /** One byte of silence. */
    static byte silence(AudioFormat format) {
        return switch (format.encoding()) {
            case PCMU -> (byte) 0xff;
            case PCMA -> (byte) 0xd5;
            default -> 0;
        };
    }

    /**
     * Sound of the caller.
     *
     * @param timestamp milliseconds of the stream at which it begins; -1 when unknown
     * @return false when it is more than anybody can say
     */
    boolean take(long timestamp, ByteBuffer sound) {
        long micros = format.micros(sound.remaining());
        long at = timestamp * 1_000;
        if (timestamp < 0 || next >= 0 && at < next) {
            next = -1;
        } else {
            if (next >= 0 && at - next > filled) {
                fill(Math.min(at - next, MOST_GAP_MICROS) - filled);
            }
            next = at + micros;
        }
        filled = 0;
        inactive = false;
        addTime();
        soundLeft -= micros;
        boolean heard = soundLeft >= 0 && hearer.hear(sound);
        covered = loop.nanoTime();
        if (timer == null) {
            arm();
        }
        return heard;
    }

    /** A new stream on the same line. */
    void restart() {
        next = -1;
        filled = 0;
        inactive = false;
        covered = loop.nanoTime();
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void addTime() {
        long now = loop.nanoTime();
        long micros = (now - added) / 1_000;
        added += micros * 1_000;
        soundLeft = Math.min(MOST_SOUND_MICROS, soundLeft + micros);
        silenceLeft = Math.min(MOST_SILENCE_MICROS, silenceLeft + micros);
    }

    private void fill(long micros) {
        addTime();
        long left = format.bytes(Math.min(micros, silenceLeft) / 1_000);
        left = Math.min(left, hearer.room());
        while (left > 0) {
            silence.clear().limit((int) Math.min(left, silence.capacity()));
            left -= silence.remaining();
            silenceLeft -= format.micros(silence.remaining());
            if (!hearer.hear(silence)) {
                return; // silence that finds no room is no loss
            }
        }
    }

    // ---- when nothing comes

    private void arm() {
        Duration patience = inactivity;
        if (patience != null) {
            timer = loop.schedule(beat, patience);
        }
    }

    private void beat() {
        Duration patience = inactivity;
        if (patience == null) {
            return;
        }
        long now = loop.nanoTime();
        if (!hearer.awake()) {
            covered = now;
        }
        long since = now - covered;
        if (!inactive && since < patience.toNanos()) {
            timer = loop.schedule(beat, patience.minusNanos(since));
            return;
        }
        inactive = true;
        long millis = since / 1_000_000 / PIECE_MILLIS * PIECE_MILLIS;
        fill(millis * 1_000);
        filled += millis * 1_000;
        covered += millis * 1_000_000;
        timer = loop.schedule(beat, BEAT);
    }
}
