package io.patchbay.net.internal;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The order of what a stream that is not ours says. As the contract wants it, it goes straight on.
 * What comes from a wrong thread, while the stream is being called, or while nobody reads, waits
 * for its turn, within a bound; what comes after the end is dropped.
 */
final class Arrivals {

    private static final long MOST_WAITING = 4L << 20;

    /** What a piece costs beside its bytes: small ones must not queue without end. */
    private static final int PIECE_BYTES = 128;

    /** Whoever hears the stream; asked on the loop, but for {@link #calling}. */
    interface Hearer {

        /** Whether the stream is being called just now. On the loop's thread. */
        boolean calling();

        /** Whether more is wanted. */
        boolean wants();

        /** The stream has broken its contract. */
        void fail(String reason);
    }

    private final NettyLoop loop;
    private final Hearer hearer;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean writable = new AtomicBoolean();
    private final Runnable drain = this::drain;

    Arrivals(NettyLoop loop, Hearer hearer) {
        this.loop = loop;
        this.hearer = hearer;
    }

    /** Whether all is over, so that what comes is dropped. */
    boolean ended() {
        return ended.get();
    }

    private boolean inTurn() {
        return loop.inLoop() && !hearer.calling() && waiting.isEmpty();
    }

    /** Whether the next piece may be handled at once. */
    boolean straight() {
        return inTurn() && hearer.wants();
    }

    /** Whether a piece of so many bytes may wait; if not, that is the end. From any thread. */
    boolean reserve(int bytes) {
        int cost = bytes + PIECE_BYTES;
        long before = waitingBytes.getAndAdd(cost);
        if (before > 0 && before + cost > MOST_WAITING) {
            end(() -> hearer.fail(tooMuch()));
            return false;
        }
        return true;
    }

    private static String tooMuch() {
        return "the stream of the fetch went on while nobody wanted more than the "
                + MOST_WAITING
                + " bytes that wait; it must heed reading(false)";
    }

    /** Handles a piece, for which there is a reservation, later. */
    void later(int bytes, Runnable handling) {
        waiting.add(
                () -> {
                    waitingBytes.addAndGet(-bytes - PIECE_BYTES);
                    handling.run();
                });
        drainSoon();
    }

    /** There is room again. */
    void writable(Runnable handling) {
        if (inTurn()) {
            handling.run();
        } else if (writable.compareAndSet(false, true)) {
            execute(
                    () -> {
                        writable.set(false);
                        handling.run();
                    });
        }
    }

    /** Handles the end, the first one. */
    void end(Runnable handling) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        if (inTurn()) {
            handling.run();
        } else {
            waiting.add(handling);
            drainSoon();
        }
    }

    /** Lets what waits go on, after what the loop is doing. */
    void drainSoon() {
        if (!waiting.isEmpty()) {
            execute(drain);
        }
    }

    private void drain() {
        while (hearer.wants() || ended.get()) {
            Runnable next = waiting.poll();
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    private void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            ended.set(true); // the loops were closed, and all connections with them
            waiting.clear();
        }
    }
}
