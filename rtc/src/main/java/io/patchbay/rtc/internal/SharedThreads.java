package io.patchbay.rtc.internal;

import io.patchbay.rtc.RtcThreads;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of all links of this JVM: a few for calls that block, one that paces. */
final class SharedThreads implements RtcThreads {

    /** Calls take some milliseconds each; a link never has two at once. */
    private static final int WORKERS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    private static final long IDLE_SECONDS = 10;

    static final SharedThreads INSTANCE = new SharedThreads();

    private final ThreadPoolExecutor workers;
    private final Pacer pacer = new Pacer();

    private SharedThreads() {
        AtomicInteger count = new AtomicInteger();
        workers =
                new ThreadPoolExecutor(
                        WORKERS,
                        WORKERS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> daemon(task, "patchbay-rtc-" + count.incrementAndGet()));
        workers.allowCoreThreadTimeOut(true);
    }

    /** A thread that inherits nothing of the one that happens to need it first. */
    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(SharedThreads.class.getClassLoader());
        return thread;
    }

    @Override
    public void work(Runnable call) {
        workers.execute(call);
    }

    @Override
    public Pace pace(Runnable tick) {
        return pacer.add(tick);
    }
}
