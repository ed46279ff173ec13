package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcPeer;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Texts that wait to be sent: the loop adds, a worker hands them to the peer as far as its window
 * is open. An engine that is given more than it can send loses the channel, or everything.
 */
final class TextOutbox {

    /** What an engine may hold at once, in bytes: more than a round trip needs. */
    static final long WINDOW = 256 << 10;

    /** What a message costs beside its bytes: empty ones must not queue without end. */
    static final int MESSAGE_BYTES = 64;

    private final Queue<byte[]> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong queued = new AtomicLong();
    private final long bound;

    /** What the engine held when it was last asked. */
    private volatile long buffered;

    private volatile boolean refused;

    TextOutbox(long bound) {
        this.bound = bound;
    }

    /**
     * Queues a copy; false when too much waits. A message longer than the bound is taken when none
     * waits. On the loop.
     */
    boolean add(ByteBuffer utf8) {
        int bytes = utf8.remaining();
        if (!hasRoom(bytes)) {
            refused = true;
            if (!hasRoom(bytes)) {
                return false;
            }
            refused = false;
        }
        byte[] copy = new byte[bytes];
        utf8.get(utf8.position(), copy);
        queued.addAndGet(bytes + MESSAGE_BYTES);
        queue.add(copy);
        return true;
    }

    private boolean hasRoom(int bytes) {
        long waiting = pending();
        return waiting == 0 || waiting + bytes + MESSAGE_BYTES <= bound;
    }

    /** Bytes that wait, here and in the engine. From any thread. */
    long pending() {
        return queued.get() + buffered;
    }

    /** Sends what the peer's window takes. On a worker. Returns whether anything waits still. */
    boolean drain(RtcPeer peer) {
        long inEngine = peer.bufferedText();
        while (inEngine < WINDOW) {
            @Nullable byte[] next = queue.poll();
            if (next == null) {
                break;
            }
            peer.sendText(ByteBuffer.wrap(next));
            inEngine = peer.bufferedText();
            buffered = inEngine;
            queued.addAndGet(-next.length - MESSAGE_BYTES);
        }
        buffered = inEngine;
        return pending() > 0;
    }

    /** Whether somebody was refused and half of the bound is free again; says so once. */
    boolean writableAgain() {
        if (refused && pending() <= bound / 2) {
            refused = false;
            return true;
        }
        return false;
    }
}
