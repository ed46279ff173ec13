package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Caller's sound: first what a line has taken and no turn is known to hold, then what no line has
 * taken yet. A ring that grows up to its bound and drops the oldest beyond it. Positions count
 * bytes since it was made. On the loop.
 */
final class HeldAudio {
    private static final int PIECE = 4_800;
    private static final byte[] NONE = {};

    private final int bound;
    private byte[] ring = NONE;
    private int head;
    private long start;
    private long cursor;
    private long end;
    private long highest;

    HeldAudio(int bound) {
        this.bound = Math.max(bound, PIECE);
    }

    /** Whether nothing waits for a line. */
    boolean isEmpty() {
        return cursor == end;
    }

    /** Up to where a line has taken it. */
    long taken() {
        return cursor;
    }

    /** How many bytes wait for a line. */
    long waiting() {
        return end - cursor;
    }

    /** How many bytes wait that no line has had yet. */
    long fresh() {
        return end - Math.max(cursor, highest);
    }

    /** Keeps all of {@code audio}; returns how many bytes had to go for it that no line had. */
    int add(ByteBuffer audio) {
        int dropped = 0;
        if (audio.remaining() > bound) {
            dropped = audio.remaining() - bound;
            audio.position(audio.position() + dropped);
        }
        dropped += room(audio.remaining());
        append(audio, audio.position(), audio.remaining());
        audio.position(audio.limit());
        return dropped;
    }

    /** A line has taken this right away. Nothing waits. Allocates nothing once it has grown. */
    void took(ByteBuffer audio, int from, int length) {
        int kept = Math.min(length, bound);
        room(kept);
        append(audio, from + length - kept, kept);
        cursor = end;
    }

    private int room(int length) {
        int size = (int) (end - start);
        if (size + length > ring.length && ring.length < bound) {
            grow(size + length);
        }
        int excess = size + length - ring.length;
        if (excess <= 0) {
            return 0;
        }
        long before = cursor;
        advance(start + excess);
        cursor = Math.max(cursor, start);
        return (int) (cursor - before);
    }

    private void append(ByteBuffer audio, int from, int length) {
        if (length == 0) {
            return;
        }
        int tail = (head + (int) (end - start)) % ring.length;
        int first = Math.min(length, ring.length - tail);
        audio.get(from, ring, tail, first);
        audio.get(from + first, ring, 0, length - first);
        end += length;
    }

    private void grow(int needed) {
        byte[] larger =
                new byte[Math.min(bound, Math.max(needed, Math.max(PIECE, ring.length * 2)))];
        int size = (int) (end - start);
        int first = Math.min(size, ring.length - head);
        System.arraycopy(ring, head, larger, 0, first);
        System.arraycopy(ring, 0, larger, first, size - first);
        ring = larger;
        head = 0;
    }

    private void advance(long position) {
        head = (int) ((head + position - start) % ring.length);
        start = position;
    }

    /** The oldest sound that waits, up to 100 ms of it in one piece; null when there is none. */
    @Nullable ByteBuffer peek() {
        if (cursor == end) {
            return null;
        }
        int at = (int) ((head + cursor - start) % ring.length);
        int length = (int) Math.min(PIECE, Math.min(end - cursor, ring.length - at));
        return ByteBuffer.wrap(ring, at, length).slice();
    }

    /** A line has taken so many of the oldest bytes that waited. */
    void took(int bytes) {
        cursor += bytes;
    }

    /** What lies before a position and was taken will not be needed again. */
    void forget(long position) {
        long to = Math.min(position, cursor);
        if (to > start) {
            advance(to);
        }
    }

    /**
     * What a line has taken from a position on waits again.
     *
     * @return how many bytes
     */
    long again(long position) {
        long to = Math.max(start, Math.min(position, cursor));
        long bytes = cursor - to;
        highest = Math.max(highest, cursor);
        cursor = to;
        return bytes;
    }

    /** Sound from one position to another; null when a part of it is gone. */
    @Nullable AudioClip clip(AudioFormat format, long from, long to) {
        if (from < start || to > end || from >= to) {
            return null;
        }
        byte[] bytes = new byte[(int) (to - from)];
        int at = (int) ((head + from - start) % ring.length);
        int first = Math.min(bytes.length, ring.length - at);
        System.arraycopy(ring, at, bytes, 0, first);
        System.arraycopy(ring, 0, bytes, first, bytes.length - first);
        return AudioClip.of(format, bytes);
    }
}
