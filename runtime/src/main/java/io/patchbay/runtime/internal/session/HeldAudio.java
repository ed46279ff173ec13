package io.patchbay.runtime.internal.session;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Caller's sound that no line takes yet: a ring that grows up to its bound and drops the oldest
 * beyond it. On the loop.
 */
final class HeldAudio {
    private static final int PIECE = 4_800;

    private final int bound;
    private byte[] ring = new byte[PIECE];
    private int head;
    private volatile int size;

    HeldAudio(int bound) {
        this.bound = Math.max(bound, PIECE);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Bytes. Any thread. */
    int size() {
        return size;
    }

    /** Keeps all of {@code audio}; returns how many bytes had to go for it. */
    int add(ByteBuffer audio) {
        int dropped = 0;
        if (audio.remaining() > bound) {
            dropped = audio.remaining() - bound;
            audio.position(audio.position() + dropped);
        }
        int length = audio.remaining();
        if (size + length > ring.length && ring.length < bound) {
            grow(size + length);
        }
        int excess = size + length - ring.length;
        if (excess > 0) {
            remove(excess);
            dropped += excess;
        }
        int tail = (head + size) % ring.length;
        int first = Math.min(length, ring.length - tail);
        audio.get(ring, tail, first);
        audio.get(ring, 0, length - first);
        size += length;
        return dropped;
    }

    private void grow(int needed) {
        byte[] larger = new byte[Math.min(bound, Math.max(needed, ring.length * 2))];
        int first = Math.min(size, ring.length - head);
        System.arraycopy(ring, head, larger, 0, first);
        System.arraycopy(ring, 0, larger, first, size - first);
        ring = larger;
        head = 0;
    }

    /** The oldest sound, up to 100 ms of it in one piece; null when there is none. */
    @Nullable ByteBuffer peek() {
        if (size == 0) {
            return null;
        }
        return ByteBuffer.wrap(ring, head, Math.min(PIECE, Math.min(size, ring.length - head)))
                .slice();
    }

    /** Forgets the oldest bytes. */
    void remove(int bytes) {
        head = (head + bytes) % ring.length;
        size -= bytes;
    }
}
