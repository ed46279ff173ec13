package io.patchbay.transport.browser.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sound on its way from the loop of a connection to that of its session: one thread puts, one
 * takes; neither locks nor allocates.
 */
final class SoundRing {

    private final byte[] bytes;
    private final int mask;
    private final AtomicLong put = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    /** A ring of this many bytes, a power of two. */
    SoundRing(int size) {
        bytes = new byte[size];
        mask = size - 1;
    }

    /** Takes all of it, or nothing and says false. */
    boolean put(ByteBuffer sound) {
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
    ByteBuffer take(ByteBuffer into) {
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
