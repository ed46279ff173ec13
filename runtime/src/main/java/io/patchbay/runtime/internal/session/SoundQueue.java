package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Sound that waits to be played, in one format, with the item that each stretch belongs to. A ring
 * of bytes that grows while an answer is generated faster than it is played, up to a bound.
 */
final class SoundQueue {
    /** A stretch of sound of one item part. */
    static final class Run {
        final @Nullable String responseId;
        final @Nullable String itemId;
        final int contentIndex;
        private int bytes;
        private boolean complete;

        Run(@Nullable String responseId, @Nullable String itemId, int contentIndex) {
            this.responseId = responseId;
            this.itemId = itemId;
            this.contentIndex = contentIndex;
        }

        private boolean belongs(@Nullable String item, int index) {
            return contentIndex == index && (itemId == null ? item == null : itemId.equals(item));
        }
    }

    private final ArrayDeque<Run> runs = new ArrayDeque<>(2);
    private final int maxBytes;
    private byte[] ring = new byte[0];
    private int head;
    private int size;

    SoundQueue(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes all of {@code sound}.
     *
     * @return false when it is full: nothing was taken
     */
    boolean add(
            ByteBuffer sound,
            @Nullable String responseId,
            @Nullable String itemId,
            int contentIndex) {
        int length = sound.remaining();
        if (size + length > ring.length && !grow(size + length)) {
            return false;
        }
        Run last = runs.peekLast();
        if (last == null || !last.belongs(itemId, contentIndex)) {
            if (last != null) {
                last.complete = true;
                if (last.bytes == 0) {
                    runs.pollLast(); // all of it is gone already: it would block what follows
                }
            }
            last = new Run(responseId, itemId, contentIndex);
            runs.addLast(last);
        }
        int tail = (head + size) % ring.length;
        int first = Math.min(length, ring.length - tail);
        sound.get(ring, tail, first);
        sound.get(ring, 0, length - first);
        size += length;
        last.bytes += length;
        return true;
    }

    private boolean grow(int needed) {
        if (needed > maxBytes) {
            return false;
        }
        byte[] larger = new byte[Math.min(maxBytes, Math.max(4_096, needed * 2))];
        copy(larger, size);
        ring = larger;
        head = 0;
        return true;
    }

    private void copy(byte[] into, int length) {
        int first = Math.min(length, ring.length - head);
        System.arraycopy(ring, head, into, 0, first);
        System.arraycopy(ring, 0, into, first, length - first);
    }

    /** The stretch that is first in the queue; null when there is none. */
    @Nullable Run first() {
        return runs.peekFirst();
    }

    /** Nothing more comes for what is here: its last, short frame may go too. */
    void complete() {
        Run last = runs.peekLast();
        if (last != null) {
            last.complete = true;
            dropEmpty();
        }
    }

    /**
     * Copies the next frame, without taking it away.
     *
     * @param frame where it goes; at most its length, shorter only at the end of a stretch
     * @return its bytes; 0 when there is no whole frame yet
     */
    int peek(byte[] frame) {
        Run run = runs.peekFirst();
        if (run == null || run.bytes < frame.length && !run.complete) {
            return 0;
        }
        int length = Math.min(frame.length, run.bytes);
        copy(frame, length);
        return length;
    }

    /** Takes away what {@link #peek} showed. */
    void remove(int bytes) {
        Run run = runs.peekFirst();
        if (run == null) {
            return;
        }
        run.bytes -= bytes;
        size -= bytes;
        head = size == 0 ? 0 : (head + bytes) % ring.length;
        dropEmpty();
    }

    private void dropEmpty() {
        for (Run run = runs.peekFirst();
                run != null && run.bytes == 0 && run.complete;
                run = runs.peekFirst()) {
            runs.pollFirst();
        }
        if (runs.isEmpty() && ring.length > 65_536) {
            ring = new byte[0]; // a long answer is over; its memory goes with it
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How long all that waits is, in microseconds. */
    long micros(AudioFormat format) {
        return format.millis(size) * 1_000;
    }

    void clear() {
        runs.clear();
        size = 0;
        head = 0;
        dropEmpty();
    }
}
