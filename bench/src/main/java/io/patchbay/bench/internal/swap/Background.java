package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.client.BenchException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleException;

/** Something that the container does and that takes as long as somebody is at it. */
final class Background {

    /** What is done. */
    interface Work {
        void run() throws BundleException;
    }

    private final FutureTask<Void> task;

    private Background(FutureTask<Void> task) {
        this.task = task;
    }

    static Background begin(Work work) {
        FutureTask<Void> task =
                new FutureTask<>(
                        () -> {
                            work.run();
                            return null;
                        });
        new Thread(task, "bench-container").start();
        return new Background(task);
    }

    boolean isDone() {
        return task.isDone();
    }

    /** Waits for its end; false when that is not in time. */
    boolean join() throws InterruptedException {
        try {
            task.get(Container.PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new BenchException("a bundle cannot be exchanged: " + e.getCause(), e);
        }
    }
}
