package io.patchbay.net.websocket;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;

/** A serial loop that net does not know. */
@NullUnmarked
final class ForeignLoop implements SerialLoop, AutoCloseable {

    private final Thread[] thread = new Thread[1];
    private final ScheduledExecutorService executor =
            new ScheduledThreadPoolExecutor(
                    1,
                    task -> {
                        thread[0] = new Thread(task, "foreign-loop");
                        thread[0].setDaemon(true);
                        return thread[0];
                    });

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
        return Thread.currentThread() == thread[0];
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
