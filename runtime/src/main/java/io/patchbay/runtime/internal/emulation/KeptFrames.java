package io.patchbay.runtime.internal.emulation;

import java.nio.ByteBuffer;

/**
 * The newest of the caller's sound, in order. It grows up to a bound, and then forgets the oldest.
 */
final class KeptFrames {
    private final int bound;
    private byte[] ring;
    private int first;
    private int length;
    private ByteBuffer window;

    /** Room for so many bytes at first, and for as many as {@code bound} when they are needed. */
    KeptFrames(int capacity, int bound) {
        this.bound = bound;
        this.ring = new byte[capacity];
        this.window = ByteBuffer.wrap(ring);
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Takes all of {@code sound}; says how much had to be forgotten for it. */
    int add(ByteBuffer sound) {
        int more = sound.remaining();
        if (length + more > ring.length) {
            grow(length + more);
        }
        int lost = Math.max(0, length + more - ring.length);
        drop(Math.min(lost, length));
        if (more > ring.length) {
            sound.position(sound.limit() - ring.length);
            more = ring.length;
        }
        int at = (first + length) % ring.length;
        int piece = Math.min(more, ring.length - at);
        sound.get(ring, at, piece);
        sound.get(ring, 0, more - piece);
        length += more;
        return lost;
    }

    private void grow(int needed) {
        int size = Math.min(bound, Math.max(needed, ring.length * 2));
        if (size <= ring.length) {
            return;
        }
        byte[] larger = new byte[size];
        int piece = Math.min(length, ring.length - first);
        System.arraycopy(ring, first, larger, 0, piece);
        System.arraycopy(ring, 0, larger, piece, length - piece);
        ring = larger;
        window = ByteBuffer.wrap(ring);
        first = 0;
    }

    /** The oldest that lies in one piece, at most so much; valid until the next call. */
    ByteBuffer peek(int most) {
        int piece = Math.min(Math.min(most, length), ring.length - first);
        return window.limit(first + piece).position(first);
    }

    /** Forgets so much of the oldest. */
    void drop(int bytes) {
        first = (first + bytes) % ring.length;
        length -= bytes;
    }

    /** Forgets all but the newest. */
    void keep(int bytes) {
        if (length > bytes) {
            drop(length - bytes);
        }
    }
}
