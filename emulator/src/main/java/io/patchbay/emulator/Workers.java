package io.patchbay.emulator;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that may block: for speaking and for scripts. */
final class Workers {
    private static final int MAX_WAITING = 10_000;

    private Workers() {}

    /** A bounded pool of daemons; too much work is rejected. */
    static ExecutorService start(int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        30,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_WAITING),
                        task -> {
                            Thread thread =
                                    new Thread(
                                            task, "patchbay-emulator-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
