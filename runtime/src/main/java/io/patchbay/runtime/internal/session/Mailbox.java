package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Hands things from the session's loop to a worker, one after the other and in order. When the
 * receiver falls behind by more than the bound, the oldest of what waits is dropped and counted;
 * the loop never waits.
 *
 * @param <T> what is handed over
 */
final class Mailbox<T> {
    private static final int BATCH = 256;
    private static final Duration RETRY = Duration.ofMillis(20);

    private final Executor workers;
    private final SerialLoop loop;
    private final int bound;
    private final Consumer<? super T> receiver;
    private final Runnable onDropped;
    private final ConcurrentLinkedQueue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable drain = this::drain;
    private boolean behind;

    Mailbox(
            Executor workers,
            SerialLoop loop,
            int bound,
            Consumer<? super T> receiver,
            Runnable onDropped) {
        this.workers = workers;
        this.loop = loop;
        this.bound = bound;
        this.receiver = receiver;
        this.onDropped = onDropped;
    }

    /**
     * Hands {@code value} over. On the loop.
     *
     * @return true when something was dropped for the first time since the receiver had caught up
     */
    boolean offer(T value) {
        waiting.add(value);
        boolean dropped = false;
        if (size.incrementAndGet() > bound && waiting.poll() != null) {
            size.decrementAndGet();
            dropped = true;
            onDropped.run();
        } else if (size.get() < bound / 2) {
            behind = false;
        }
        schedule();
        boolean first = dropped && !behind;
        behind |= dropped;
        return first;
    }

    /** What waits. Any thread. */
    int size() {
        return Math.max(0, size.get());
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            try {
                workers.execute(drain);
            } catch (RejectedExecutionException e) {
                // the pool is full at this moment; what waits is bounded, so try again soon
                scheduled.set(false);
                retry();
            }
        }
    }

    private void retry() {
        try {
            loop.schedule(this::schedule, RETRY);
        } catch (RejectedExecutionException e) {
            waiting.clear(); // the runtime is gone: nobody is left to hear
        }
    }

    private void drain() {
        try {
            for (int i = 0; i < BATCH; i++) {
                T value = waiting.poll();
                if (value == null) {
                    break;
                }
                size.decrementAndGet();
                receiver.accept(value);
            }
        } finally {
            // also when the receiver failed: the rest is still to be heard
            scheduled.set(false);
            if (!waiting.isEmpty()) {
                schedule();
            }
        }
    }
}
