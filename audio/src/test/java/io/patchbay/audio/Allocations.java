package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what a piece of work leaves on the heap. */
final class Allocations {

    private static final int ROUNDS = 20_000;

    private Allocations() {}

    /** Fails when {@code work}, once warm, allocates on average even a byte per call. */
    static void assertNone(Runnable work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        for (int i = 0; i < 2_000; i++) {
            work.run();
        }
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < ROUNDS; i++) {
            work.run();
        }
        long bytes = threads.getThreadAllocatedBytes(id) - before;
        assertTrue(bytes < ROUNDS, () -> bytes + " bytes in " + ROUNDS + " calls");
    }
}
