package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcPeer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The texts of one link on their way out: queued on the loop, sent by a worker. */
final class LinkTexts {

    private static final System.Logger LOG = System.getLogger(LinkTexts.class.getName());

    /** How soon the engine's window is looked at again while text waits for it. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    /** How long a last word may take to leave. */
    private static final long LAST_WORDS_NANOS = 200_000_000;

    private static final long LOOK_NANOS = 2_000_000;

    /** What comes of it. */
    interface Events {

        /** Runs {@code task} on the loop, later. */
        void later(Runnable task, Duration delay);

        /** There is room again. On a worker. */
        void writable();

        /** The engine does not take text any more. On a worker. */
        void broken(RuntimeException why);
    }

    private final TextOutbox outbox;
    private final PeerCalls peer;
    private final Events events;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicBoolean pausing = new AtomicBoolean();
    private final Consumer<RtcPeer> drain = this::drain;
    private final Runnable again =
            () -> {
                pausing.set(false);
                ask();
            };

    LinkTexts(long bound, PeerCalls peer, Events events) {
        this.outbox = new TextOutbox(bound);
        this.peer = peer;
        this.events = events;
    }

    /** Queues a copy; false when too much waits. On the loop. */
    boolean send(ByteBuffer utf8) {
        if (!outbox.add(utf8)) {
            return false;
        }
        ask();
        return true;
    }

    /** Bytes that wait. From any thread. */
    long pending() {
        return outbox.pending();
    }

    /**
     * Sends what waits, before the end: who says something and hangs up means to be heard. On a
     * worker, which waits a little.
     */
    void lastWords(RtcPeer to) {
        long start = System.nanoTime();
        try {
            while (outbox.drain(to) && System.nanoTime() - start < LAST_WORDS_NANOS) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the last texts could not be sent", e);
        }
    }

    private void ask() {
        if (asked.compareAndSet(false, true)) {
            peer.call(drain);
        }
    }

    private void drain(RtcPeer to) {
        // before the queue is looked at: what comes after that asks again
        asked.set(false);
        try {
            if (outbox.drain(to) && pausing.compareAndSet(false, true)) {
                events.later(again, PAUSE);
            }
        } catch (RuntimeException e) {
            events.broken(e);
            return;
        }
        if (outbox.writableAgain()) {
            events.writable();
        }
    }
}
