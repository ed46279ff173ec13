package io.patchbay.console.internal.watch;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.G711;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The peaks of one side of a conversation, one for each 50 ms, by the time at which they are heard.
 * What is generated ahead of its time waits here, can be moved and taken back. One thread at a
 * time.
 */
final class LevelTrack {

    static final long SLOT_NANOS = 50_000_000;

    /**
     * One sample of so many is looked at, since this is done for all that is ever heard: a prime,
     * with which no tone of a round frequency keeps step.
     */
    private static final int STRIDE = 7;

    /** No more than ten minutes are kept ahead. */
    private static final int MOST_SLOTS = 12_000;

    private float[] peaks = new float[64];

    /** The number of the first slot that was not taken, and how many follow. */
    private long first;

    private int count;

    /** Until when there is sound. */
    private long end;

    LevelTrack(long now) {
        first = now / SLOT_NANOS;
        end = now;
    }

    long first() {
        return first;
    }

    long end() {
        return end;
    }

    /**
     * Adds sound behind what is there, or at {@code from} when that is later. What Opus holds is
     * not known here.
     */
    void add(long from, ByteBuffer bytes, AudioFormat format) {
        long begin = Math.max(end, from);
        int samples = bytes.remaining() / format.frameBytes();
        int next = 0;
        while (next < samples) {
            long slot = (begin + nanos(next, format)) / SLOT_NANOS;
            long left = (slot + 1) * SLOT_NANOS - begin;
            long within = (left * format.sampleRate() + 999_999_999) / 1_000_000_000;
            int until = (int) Math.min(samples, within);
            put(slot, peak(bytes, format, next, until));
            next = until;
        }
        end = begin + nanos(samples, format);
    }

    private static long nanos(int samples, AudioFormat format) {
        return samples * 1_000_000_000L / format.sampleRate();
    }

    private static float peak(ByteBuffer bytes, AudioFormat format, int from, int until) {
        int start = bytes.position();
        int size = format.frameBytes() / format.channels();
        int peak = 0;
        for (int i = from; i < until; i += STRIDE) {
            int at = start + i * format.frameBytes();
            for (int channel = 0; channel < format.channels(); channel++) {
                peak = Math.max(peak, loudness(bytes, at + channel * size, format.encoding()));
            }
        }
        return Math.min(1, peak / 32_767f);
    }

    private static int loudness(ByteBuffer bytes, int at, AudioFormat.Encoding encoding) {
        return Math.abs(
                switch (encoding) {
                    case PCM16 -> (bytes.get(at) & 0xFF) | (bytes.get(at + 1) << 8);
                    case PCMU -> G711.MU_LAW.decode(bytes.get(at));
                    case PCMA -> G711.A_LAW.decode(bytes.get(at));
                    case OPUS -> 0;
                });
    }

    private void put(long slot, float peak) {
        long place = Math.max(0, slot - first);
        if (place >= MOST_SLOTS) {
            return;
        }
        int index = (int) place;
        if (index >= peaks.length) {
            peaks = Arrays.copyOf(peaks, Math.min(MOST_SLOTS, Math.max(index + 1, count * 2)));
        }
        count = Math.max(count, index + 1);
        peaks[index] = Math.max(peaks[index], peak);
    }

    /** Nothing of what begins at {@code time} will be heard. */
    void cut(long time) {
        int from = (int) Math.min(count, Math.max(0, time / SLOT_NANOS + 1 - first));
        Arrays.fill(peaks, from, count, 0);
        count = from;
        end = Math.min(end, Math.max(time, first * SLOT_NANOS));
    }

    /** What begins at {@code from} will be heard so much later. */
    void shift(long from, long by) {
        int at = (int) Math.min(count, Math.max(0, from / SLOT_NANOS + 1 - first));
        int slots = (int) Math.min(MOST_SLOTS, by / SLOT_NANOS);
        int moved = Math.min(count - at, MOST_SLOTS - at - slots);
        if (moved <= 0 || slots == 0) {
            return;
        }
        if (at + slots + moved > peaks.length) {
            peaks = Arrays.copyOf(peaks, at + slots + moved);
        }
        System.arraycopy(peaks, at, peaks, at + slots, moved);
        Arrays.fill(peaks, at, at + slots, 0);
        count = at + slots + moved;
        end += by;
    }

    /** Takes the peaks of the next slots. */
    float[] take(int slots) {
        float[] taken = Arrays.copyOf(Arrays.copyOf(peaks, Math.min(count, slots)), slots);
        int left = Math.max(0, count - slots);
        System.arraycopy(peaks, count - left, peaks, 0, left);
        Arrays.fill(peaks, left, count, 0);
        count = left;
        first += slots;
        return taken;
    }
}
