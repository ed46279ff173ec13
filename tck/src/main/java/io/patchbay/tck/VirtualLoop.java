package io.patchbay.tck;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A session's loop with a clock that the test moves. Nothing runs by itself: tasks run, one after
 * the other, on the thread that calls {@link #run}, {@link #advance}, {@link #call} or {@link
 * #runUntil}; usually that is the test's own thread. Tasks may be handed over from any thread.
 *
 * <p>An exception of a task does not keep the other tasks from running. It surfaces in the test:
 * the driving call throws the first one when nothing is left to run, with the others suppressed.
 */
public final class VirtualLoop implements SerialLoop {

    /** More tasks than this in one go are taken for tasks that feed each other without end. */
    private static final int MAX_TASKS = 1_000_000;

    // a clock may stand anywhere: an odd start finds code that takes it for a time of day
    private static final long START = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

    private final Object lock = new Object();
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>();
    private final List<Throwable> failures = new ArrayList<>();
    private volatile long elapsed;
    private long sequence;
    private boolean ended;
    private volatile @Nullable Thread driver;

    /** A loop without tasks. */
    public VirtualLoop() {}

    @Override
    public void execute(Runnable task) {
        synchronized (lock) {
            checkLives();
            ready.add(task);
            lock.notifyAll();
        }
    }

    /** Runs {@code task} when the test has moved the clock by {@code delay}, or more. */
    @Override
    public Timer schedule(Runnable task, Duration delay) {
        synchronized (lock) {
            checkLives();
            Due due = new Due(elapsed + Math.max(0, delay.toNanos()), sequence++, task);
            timers.add(due);
            lock.notifyAll();
            return due;
        }
    }

    @Override
    public boolean inLoop() {
        return driver == Thread.currentThread();
    }

    /** The loop's clock. It may overflow while a test runs, as any such clock may. */
    @Override
    public long nanoTime() {
        return START + elapsed;
    }

    /** How far the clock was moved since the loop was made. */
    public Duration elapsed() {
        return Duration.ofNanos(elapsed);
    }

    /** How many timers wait. */
    public int timers() {
        synchronized (lock) {
            return timers.size();
        }
    }

    /**
     * Runs all that can run without moving the clock, what those tasks hand over included.
     *
     * @throws IllegalStateException when called from a task, or while another thread drives
     */
    public void run() {
        drive(elapsed);
    }

    /**
     * Moves the clock and runs what falls due, each timer at its own time, in order.
     *
     * @throws IllegalArgumentException when {@code time} is negative
     * @throws IllegalStateException when called from a task, or while another thread drives
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards: " + time);
        }
        drive(elapsed + time.toNanos());
    }

    /** Runs {@code task} on the loop, and all that follows from it, now. Returns its result. */
    public <T> T call(Supplier<T> task) {
        List<T> result = new ArrayList<>(1);
        execute(() -> result.add(task.get()));
        run();
        return result.get(0);
    }

    /**
     * Runs until {@code condition} holds, for what comes from other threads. The virtual clock
     * stands still.
     *
     * @param condition evaluated on the calling thread
     * @param realTimeBound how long to wait at most, in real time
     * @throws AssertionError when it does not hold by then
     */
    public void runUntil(BooleanSupplier condition, Duration realTimeBound) {
        long start = System.nanoTime();
        while (true) {
            run();
            if (condition.getAsBoolean()) {
                return;
            }
            if (System.nanoTime() - start >= realTimeBound.toNanos()) {
                throw new AssertionError("it did not come true within " + realTimeBound);
            }
            awaitTask();
        }
    }

    /** Ends the loop: from now on tasks and timers are refused; those that wait are dropped. */
    public void end() {
        synchronized (lock) {
            ended = true;
            ready.clear();
            timers.clear();
        }
    }

    private void checkLives() {
        if (ended) {
            throw new RejectedExecutionException("this loop has ended");
        }
    }

    private void awaitTask() {
        synchronized (lock) {
            if (ready.isEmpty()) {
                try {
                    // a condition may come true without a task: it is looked at again soon
                    lock.wait(5);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted while waiting", e);
                }
            }
        }
    }

    private void drive(long until) {
        synchronized (lock) {
            if (driver != null) {
                throw new IllegalStateException(
                        inLoop()
                                ? "a task must not drive its own loop"
                                : "another thread drives this loop");
            }
            driver = Thread.currentThread();
        }
        try {
            drain(until);
        } finally {
            driver = null;
        }
        surface();
    }

    private void drain(long until) {
        for (int count = 0; count < MAX_TASKS; count++) {
            Runnable task = next(until);
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (Throwable e) {
                failures.add(e);
            }
        }
        throw new AssertionError("tasks feed each other without end: " + MAX_TASKS + " have run");
    }

    private @Nullable Runnable next(long until) {
        synchronized (lock) {
            Runnable task = ready.poll();
            if (task != null) {
                return task;
            }
            Due due = timers.peek();
            if (due == null || due.time > until) {
                elapsed = Math.max(elapsed, until);
                return null;
            }
            timers.remove(due);
            elapsed = Math.max(elapsed, due.time);
            return due.task;
        }
    }

    private void surface() {
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).filter(other -> other != first).forEach(first::addSuppressed);
        failures.clear();
        if (first instanceof RuntimeException e) {
            throw e;
        }
        if (first instanceof Error e) {
            throw e;
        }
        throw new AssertionError("a task failed", first);
    }

    private final class Due implements Timer, Comparable<Due> {

        private final long time;
        private final long order;
        private final Runnable task;

        Due(long time, long order, Runnable task) {
            this.time = time;
            this.order = order;
            this.task = task;
        }

        @Override
        public boolean cancel() {
            synchronized (lock) {
                return timers.remove(this);
            }
        }

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
