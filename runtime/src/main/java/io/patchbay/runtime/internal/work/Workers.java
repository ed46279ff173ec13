package io.patchbay.runtime.internal.work;

import io.patchbay.runtime.internal.plug.Copies;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The worker pool: a thread for each task that runs, up to a bound; virtual threads where the JVM
 * has them. A task over the bound is refused, it never waits in a queue, so that whoever asked can
 * say so at once.
 *
 * <p>Tasks see the runtime's own class loader as the context class loader and inherit no thread
 * locals, so that a plug leaves nothing behind (RULES 39). A task's exception is logged and hurts
 * nobody else.
 */
public final class Workers implements Executor, AutoCloseable {

    /** How many tasks run at once when nobody says otherwise. */
    public static final int DEFAULT_LIMIT = 1_024;

    private static final System.Logger LOG = System.getLogger(Workers.class.getName());

    private final int limit;
    private final Semaphore room;
    private final Executor threads;
    private final AutoCloseable ending;
    private volatile boolean closed;

    /**
     * A pool of its own.
     *
     * @param limit how many tasks may run at once, at least 1
     */
    public Workers(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a worker pool needs a limit of at least 1");
        }
        this.limit = limit;
        room = new Semaphore(limit);
        ThreadFactory virtual = WorkerThreads.virtual();
        if (virtual != null) {
            threads = task -> virtual.newThread(task).start();
            ending = () -> {};
        } else {
            java.util.concurrent.ExecutorService pool = WorkerThreads.pool();
            threads = pool;
            ending = pool::shutdownNow;
        }
    }

    /** How many tasks may run at once. */
    public int limit() {
        return limit;
    }

    /** How many tasks run now. */
    public int running() {
        return limit - room.availablePermits();
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the runtime is closed: no work is taken");
        }
        if (!room.tryAcquire()) {
            throw new RejectedExecutionException(
                    "all "
                            + limit
                            + " workers are busy (tools, instructions, listeners); find out which"
                            + " of them hang, or raise workerLimit");
        }
        try {
            threads.execute(new Job(task));
        } catch (RuntimeException | Error e) {
            room.release();
            throw e;
        }
    }

    /**
     * A task on its way through a thread, which keeps nothing of it afterwards. A virtual thread
     * holds on to what it was started with for as long as somebody holds the thread, and Felix
     * 7.0.5 does: where two threads load one class, {@code defineClassParallel} may leave the
     * second in its table of locks. Can go when that table is empty after such a race.
     */
    private final class Job implements Runnable {
        private @Nullable Runnable task;

        Job(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            Runnable mine = Objects.requireNonNull(task, "a job runs once");
            task = null;
            Workers.this.run(mine);
        }
    }

    private void run(Runnable task) {
        Thread thread = Thread.currentThread();
        thread.setContextClassLoader(Workers.class.getClassLoader());
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a task on a worker failed: {0}", Copies.place(e));
        } finally {
            thread.setContextClassLoader(Workers.class.getClassLoader());
            room.release();
        }
    }

    /**
     * Takes no more work and waits for what runs.
     *
     * @param patience how long to wait
     * @return whether all of it ended
     */
    public boolean close(Duration patience) {
        closed = true;
        boolean idle = false;
        try {
            idle = room.tryAcquire(limit, patience.toMillis(), TimeUnit.MILLISECONDS);
            if (idle) {
                room.release(limit);
            } else {
                LOG.log(Level.WARNING, "{0} tasks still run after {1}", running(), patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            ending.close();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "the worker pool did not end", e);
        }
        return idle;
    }

    /** Takes no more work and waits up to two seconds for what runs. */
    @Override
    public void close() {
        close(Duration.ofSeconds(2));
    }
}
