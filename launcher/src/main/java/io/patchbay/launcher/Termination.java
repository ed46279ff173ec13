package io.patchbay.launcher;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end that comes from outside: SIGTERM, Ctrl-C, a stopping container. */
final class Termination {

    /** How long the JVM stays up for what a command still has to put in order. */
    private static final long GRACE_SECONDS = 10;

    private static final CountDownLatch OVER = new CountDownLatch(1);

    private Termination() {}

    /**
     * A latch that opens when the process is asked to end. From then on the JVM stays up until
     * {@link #over()}, or for {@value #GRACE_SECONDS} s. Whoever waits for something else besides
     * may open it too.
     */
    static CountDownLatch asked() {
        CountDownLatch asked = new CountDownLatch(1);
        Thread hook =
                new Thread(
                        () -> {
                            asked.countDown();
                            try {
                                OVER.await(GRACE_SECONDS, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "patchbay-termination");
        Runtime.getRuntime().addShutdownHook(hook);
        return asked;
    }

    /** Returns when the process is asked to end, or the thread is interrupted. */
    static void await() {
        try {
            asked().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has put everything in order. */
    static void over() {
        OVER.countDown();
    }
}
