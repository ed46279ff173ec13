package io.patchbay.console.internal.watch;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.G711;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The peaks of one side of a conversation, one for each 50 ms, by the time at which they are heard.
 * What is generated ahead of its time waits here, can be moved and taken back. One thread at a
 * time.
 */
final class LevelTrack {

    static final long SLOT_NANOS = 50_000_000;

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
     * Adds sound behind what is there, or at {@code from} when that is later.
     *
     * @return whether its level is known: that of Opus is not
     */
    boolean add(long from, AudioChunk chunk) {
        AudioFormat format = chunk.format();
        if (format.encoding() == AudioFormat.Encoding.OPUS) {
            return false;
        }
        ByteBuffer bytes = chunk.bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long begin = Math.max(end, from);
        int samples = bytes.remaining() / format.frameBytes();
        for (int i = 0; i < samples; i++) {
            long at = begin + i * 1_000_000_000L / format.sampleRate();
            put(at / SLOT_NANOS, peak(bytes, format));
        }
        end = begin + samples * 1_000_000_000L / format.sampleRate();
        return true;
    }

    private static float peak(ByteBuffer bytes, AudioFormat format) {
        int peak = 0;
        for (int channel = 0; channel < format.channels(); channel++) {
            int sample =
                    switch (format.encoding()) {
                        case PCM16 -> bytes.getShort();
                        case PCMU -> G711.MU_LAW.decode(bytes.get());
                        case PCMA -> G711.A_LAW.decode(bytes.get());
                        case OPUS -> 0;
                    };
            peak = Math.max(peak, Math.abs(sample));
        }
        return Math.min(1, peak / 32_767f);
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
