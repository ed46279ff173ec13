package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;

/**
 * When the caller's sound went onto the line, so that a provider's "speech ended at 1240 ms" can be
 * told on the session's clock. Remembers about the last ten seconds. On the loop; nothing is
 * allocated per frame.
 */
final class SentSound {
    private static final int MARKS = 256;
    private static final long APART_MICROS = 40_000;

    private static final long[] NONE = {};

    // a session in which nobody speaks does without
    private long[] micros = NONE;
    private long[] nanos = NONE;
    private long sent;
    private int next;
    private int count;

    /** A line begins: its provider counts from here. */
    void clear() {
        sent = 0;
        count = 0;
    }

    /** So many bytes went onto the line at {@code now}. */
    void add(int bytes, AudioFormat format, long now) {
        if (format.encoding() == AudioFormat.Encoding.OPUS) {
            return; // packets do not say how long they are
        }
        if (micros.length == 0) {
            micros = new long[MARKS];
            nanos = new long[MARKS];
        }
        sent += bytes * 1_000_000L / Math.max(1, format.bytes(1_000));
        int last = (next + MARKS - 1) % MARKS;
        if (count > 1 && sent - micros[(last + MARKS - 1) % MARKS] < APART_MICROS) {
            micros[last] = sent; // the mark moves on until it is far enough from the one before
            nanos[last] = now;
            return;
        }
        micros[next] = sent;
        nanos[next] = now;
        next = (next + 1) % MARKS;
        count = Math.min(MARKS, count + 1);
    }

    /** When the frame at {@code millis} of the line's sound was sent; -1 when that is not known. */
    long when(long millis) {
        if (count == 0 || millis * 1_000 > sent) {
            return -1;
        }
        long found = -1;
        for (int i = 1; i <= count; i++) {
            int at = (next + MARKS - i) % MARKS;
            if (micros[at] < millis * 1_000) {
                return found;
            }
            found = nanos[at];
        }
        return count < MARKS ? found : -1;
    }
}
