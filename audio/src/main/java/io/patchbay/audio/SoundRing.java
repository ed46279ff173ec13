package io.patchbay.audio;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sound on its way from the loop of a connection to that of its session: one thread puts, one
 * takes; neither locks nor allocates.
 */
public final class SoundRing {

    private final byte[] bytes;
    private final int mask;
    private final AtomicLong put = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    /**
     * An empty ring.
     *
     * @param size in bytes, a power of two
     * @throws IllegalArgumentException when it is none
     */
    public SoundRing(int size) {
        if (Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("size must be a power of two, not " + size);
        }
        bytes = new byte[size];
        mask = size - 1;
    }

    /** Bytes for which there is room at least. From the thread that puts. */
    public int room() {
        return (int) (bytes.length - (put.get() - taken.get()));
    }

    /** Whether nothing waits. From the thread that takes. */
    public boolean isEmpty() {
        return put.get() == taken.get();
    }

    /** Takes all of it, or nothing and says false. */
    public boolean put(ByteBuffer sound) {
        long at = put.get();
        int length = sound.remaining();
        if (length > bytes.length - (at - taken.get())) {
            return false;
        }
        int index = (int) (at & mask);
        int first = Math.min(length, bytes.length - index);
        sound.get(bytes, index, first);
        sound.get(bytes, 0, length - first);
        put.set(at + length);
        return true;
    }

    /** Fills {@code into} with what there is, and flips it. */
    public ByteBuffer take(ByteBuffer into) {
        into.clear();
        long at = taken.get();
        int length = (int) Math.min(into.remaining(), put.get() - at);
        int index = (int) (at & mask);
        int first = Math.min(length, bytes.length - index);
        into.put(bytes, index, first);
        into.put(bytes, 0, length - first);
        taken.set(at + length);
        return into.flip();
    }
}
