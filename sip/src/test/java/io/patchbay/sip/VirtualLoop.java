package io.patchbay.sip;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/** A loop whose clock the test moves. */
public final class VirtualLoop implements SerialLoop {
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Delayed> delayed =
            new PriorityQueue<>(
                    Comparator.comparingLong((Delayed d) -> d.at).thenComparingLong(d -> d.order));
    private long now = 7_000_000_000L;
    private long order;

    private static final class Delayed {
        private final long at;
        private final long order;
        private final Runnable task;

        Delayed(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }
    }

    @Override
    public void execute(Runnable task) {
        ready.add(task);
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        Delayed entry = new Delayed(now + delay.toNanos(), order++, task);
        delayed.add(entry);
        return () -> delayed.remove(entry);
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    /** Lets time pass without anything being done, as a loop that is busy. */
    public void stall(Duration time) {
        now += time.toNanos();
    }

    /** Runs what is due now. */
    public void run() {
        for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
            task.run();
        }
    }

    /** Lets time pass. */
    public void advance(Duration time) {
        long until = now + time.toNanos();
        run();
        while (!delayed.isEmpty() && delayed.peek().at <= until) {
            Delayed next = delayed.remove();
            now = Math.max(now, next.at);
            next.task.run();
            run();
        }
        now = Math.max(now, until);
    }
}
