package io.patchbay.net.internal;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One reusable heap buffer for whoever needs it now, so that connections keep none of their own.
 *
 * <p>Belongs to one thread. Who comes while it is taken, or needs more than is worth keeping, gets
 * a buffer that the collector takes.
 */
final class Scratch {

    private static final int SMALLEST = 16 << 10;
    private static final int LARGEST_KEPT = 256 << 10;

    private ByteBuffer kept = ByteBuffer.allocate(0);
    private @Nullable Object holder;

    /** A cleared buffer with room for {@code bytes}, until {@code by} gives it back. */
    ByteBuffer take(Object by, int bytes) {
        if (bytes > LARGEST_KEPT || holder != null && holder != by) {
            return ByteBuffer.allocate(bytes);
        }
        if (kept.capacity() < bytes) {
            kept = ByteBuffer.allocate(Math.max(SMALLEST, Integer.highestOneBit(bytes - 1) << 1));
        }
        holder = by;
        return kept.clear();
    }

    /** Gives the buffer back, if {@code by} has it. */
    void giveBack(Object by) {
        if (holder == by) {
            holder = null;
        }
    }
}
