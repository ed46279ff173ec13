package io.patchbay.bench.internal.swap;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long numbered frames were on their way, and the longest of it since somebody began to look.
 * Any thread.
 */
final class Delays {

    private static final int KEPT = 4_096;

    private final AtomicLongArray left = new AtomicLongArray(KEPT);
    private final AtomicLong longest = new AtomicLong();

    /** Frame {@code number} is ready now. */
    void leaves(int number) {
        left.set(number & KEPT - 1, System.nanoTime());
    }

    /** Frame {@code number} is there, for the first time. */
    void arrives(int number) {
        took(System.nanoTime() - left.get(number & KEPT - 1));
    }

    /** A delay that was measured otherwise. */
    void took(long nanos) {
        longest.accumulateAndGet(nanos, Math::max);
    }

    /** The longest delay in nanoseconds since this was last asked. */
    long takeLongest() {
        return longest.getAndSet(0);
    }
}
