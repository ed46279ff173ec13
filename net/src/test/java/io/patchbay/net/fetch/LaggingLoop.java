package io.patchbay.net.fetch;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;

/** A serial loop that net does not know, and that can be held up. */
@NullUnmarked
final class LaggingLoop implements SerialLoop, AutoCloseable {

    private final ScheduledThreadPoolExecutor executor =
            new ScheduledThreadPoolExecutor(
                    1,
                    task -> {
                        var thread = new Thread(task, "lagging-loop");
                        thread.setDaemon(true);
                        return thread;
                    });
    private volatile CountDownLatch held = new CountDownLatch(0);

    void hold() {
        var latch = new CountDownLatch(1);
        held = latch;
        executor.execute(
                () -> {
                    try {
                        latch.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    void release() {
        held.countDown();
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    @Override
    public Timer schedule(Runnable task, Duration delay) {
        var future = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread().getName().equals("lagging-loop");
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
