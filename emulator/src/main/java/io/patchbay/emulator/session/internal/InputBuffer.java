package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import java.util.Arrays;

/**
 * Sound that the client sent and that is not committed yet. Positions are milliseconds since the
 * first sound of the session.
 */
final class InputBuffer {
    private static final int FIRST_CAPACITY = 16 * 1024;

    private AudioFormat format;
    private byte[] data = new byte[0];
    private int length;

    /** Where this format began, and how many of its bytes were taken or dropped since. */
    private long epochMillis;

    private long gone;

    InputBuffer(AudioFormat format) {
        this.format = format;
    }

    AudioFormat format() {
        return format;
    }

    /** Changes the format; what is buffered in another one is dropped. */
    void format(AudioFormat changed) {
        if (!changed.equals(format)) {
            epochMillis = endMillis();
            gone = 0;
            length = 0;
            format = changed;
        }
    }

    void append(byte[] bytes, int count) {
        if (length + count > data.length) {
            data =
                    Arrays.copyOf(
                            data,
                            Math.max(FIRST_CAPACITY, Math.max(length + count, 2 * data.length)));
        }
        System.arraycopy(bytes, 0, data, length, count);
        length += count;
    }

    int bytes() {
        return length;
    }

    long millis() {
        return format.millis(length);
    }

    /** Where the buffered sound begins. */
    long startMillis() {
        return epochMillis + format.millis(gone);
    }

    /** Where the buffered sound ends: everything received so far. */
    long endMillis() {
        return epochMillis + format.millis(gone + length);
    }

    /** Takes the sound between two positions; what lies before is dropped. */
    AudioClip take(long fromMillis, long toMillis) {
        int from = offset(fromMillis);
        int to = Math.max(from, offset(toMillis));
        AudioClip clip = new AudioClip(Arrays.copyOfRange(data, from, to), format);
        drop(to);
        return clip;
    }

    /** Takes everything; a sample whose second half has not come yet stays. */
    AudioClip takeAll() {
        int whole = whole(length);
        AudioClip clip = new AudioClip(Arrays.copyOf(data, whole), format);
        drop(whole);
        return clip;
    }

    void clear() {
        drop(whole(length));
    }

    /** Drops the oldest, so that only the newest {@code millis} are left. */
    void keepNewest(long millis) {
        int keep = format.bytes(millis);
        // in steps, so that not every append moves what is kept
        if (length > 2 * keep) {
            drop(whole(length - keep));
        }
    }

    private int whole(int bytes) {
        return bytes - bytes % format.frameBytes();
    }

    private int offset(long positionMillis) {
        long bytes = format.bytes(Math.max(0, positionMillis - epochMillis)) - gone;
        return (int) Math.max(0, Math.min(length, bytes));
    }

    private void drop(int bytes) {
        System.arraycopy(data, bytes, data, 0, length - bytes);
        length -= bytes;
        gone += bytes;
        if (length == 0 && data.length > 4 * FIRST_CAPACITY) {
            data = new byte[0];
        }
    }
}
