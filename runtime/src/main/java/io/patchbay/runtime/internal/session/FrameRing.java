package io.patchbay.runtime.internal.session;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way from any threads to the loop: a ring of bytes in which a producer claims room
 * with one compare-and-set and publishes with one ordered write. Lock-free, and without allocation.
 */
final class FrameRing {
    private static final int CELL = 64;

    private final byte[] bytes;

    /**
     * Of each cell that begins a frame its length plus one, or minus the padding; 0 is unwritten.
     */
    private final AtomicIntegerArray headers;

    private final int cells;
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong head = new AtomicLong();
    private final ByteBuffer window;

    /**
     * A ring.
     *
     * @param capacity in bytes, a power of two
     */
    FrameRing(int capacity) {
        this.bytes = new byte[capacity];
        this.window = ByteBuffer.wrap(bytes);
        this.cells = capacity / CELL;
        this.headers = new AtomicIntegerArray(cells);
    }

    /**
     * Puts a frame in. Any thread.
     *
     * @return false when there is no room, as for one larger than half of the ring: nothing was
     *     consumed
     */
    boolean offer(ByteBuffer frame) {
        int length = frame.remaining();
        if (length == 0) {
            return true;
        }
        int needed = (length + CELL - 1) / CELL;
        if (needed > cells / 2) {
            return false;
        }
        while (true) {
            long from = tail.get();
            int start = (int) (from & (cells - 1));
            // a frame lies in one piece: what is left before the end is skipped when too short
            int padding = start + needed > cells ? cells - start : 0;
            if (from + padding + needed - head.get() > cells) {
                return false;
            }
            if (!tail.compareAndSet(from, from + padding + needed)) {
                continue;
            }
            if (padding > 0) {
                headers.setRelease(start, -padding);
                start = 0;
            }
            frame.get(bytes, start * CELL, length);
            headers.setRelease(start, length + 1);
            return true;
        }
    }

    /** The oldest frame; null when there is none yet. On the loop; valid until {@link #remove}. */
    @Nullable ByteBuffer peek() {
        while (true) {
            int start = (int) (head.get() & (cells - 1));
            int header = headers.getAcquire(start);
            if (header == 0) {
                return null;
            }
            if (header > 0) {
                return window.clear().position(start * CELL).limit(start * CELL + header - 1);
            }
            headers.setRelease(start, 0);
            head.setRelease(head.get() - header);
        }
    }

    /** Takes the oldest frame away. On the loop. */
    void remove() {
        int start = (int) (head.get() & (cells - 1));
        int length = headers.getAcquire(start) - 1;
        headers.setRelease(start, 0);
        head.setRelease(head.get() + (length + CELL - 1) / CELL);
    }
}
