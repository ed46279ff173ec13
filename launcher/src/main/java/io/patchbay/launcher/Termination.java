package io.patchbay.launcher;

import java.util.concurrent.CountDownLatch;

/** Waits for the end that comes from outside: SIGTERM, Ctrl-C, a stopping container. */
final class Termination {

    private Termination() {}

    /**
     * Returns when the process is asked to end, or the thread is interrupted. The JVM stays up
     * until the caller has cleaned up and {@code main} has come to its end.
     */
    static void await() {
        CountDownLatch asked = new CountDownLatch(1);
        Thread waiting = Thread.currentThread();
        Thread hook =
                new Thread(
                        () -> {
                            asked.countDown();
                            try {
                                waiting.join(10_000);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "patchbay-termination");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
