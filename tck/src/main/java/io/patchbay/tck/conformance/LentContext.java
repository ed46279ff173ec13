package io.patchbay.tck.conformance;

import io.patchbay.api.plug.PlugContext;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** What the kit lends to a plug, as the runtime would. */
final class LentContext implements PlugContext, AutoCloseable {

    /** What the names of the kit's threads begin with. */
    static final String THREADS = "conformance-";

    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String name;
    private final ExecutorService workers =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread thread = new Thread(task, THREADS + NEXT.incrementAndGet());
                        thread.setDaemon(true);
                        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
                        return thread;
                    });

    LentContext(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ExecutorService workers() {
        return workers;
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
