package io.patchbay.tck.conformance;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A session's loop with a thread of its own, for plugs that do real I/O. */
final class LentLoop implements SerialLoop, AutoCloseable {

    private static final AtomicInteger NEXT = new AtomicInteger();

    private volatile @Nullable Thread thread;
    private final ScheduledThreadPoolExecutor tasks =
            new ScheduledThreadPoolExecutor(
                    1,
                    task -> {
                        Thread made =
                                new Thread(
                                        task,
                                        LentContext.THREADS + "loop-" + NEXT.incrementAndGet());
                        made.setDaemon(true);
                        made.setContextClassLoader(ClassLoader.getPlatformClassLoader());
                        thread = made;
                        return made;
                    });

    LentLoop() {
        tasks.setRemoveOnCancelPolicy(true);
        // a thread keeps the protection domains of whoever made it: that is not to be a plug
        tasks.prestartAllCoreThreads();
    }

    @Override
    public void execute(Runnable task) {
        tasks.execute(contained(task));
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        ScheduledFuture<?> future =
                tasks.schedule(contained(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private static Runnable contained(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable e) {
                System.getLogger(LentLoop.class.getName())
                        .log(System.Logger.Level.WARNING, "a task of the plug failed", e);
            }
        };
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    /** Runs on the loop and hands over what comes of it. */
    <T> CompletableFuture<T> call(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, this);
    }

    @Override
    public void close() {
        tasks.shutdownNow();
    }
}
