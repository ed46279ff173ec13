package io.patchbay.bench.internal.rtc;

import io.patchbay.bench.internal.client.BenchException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what happens on other threads. */
public final class Waits {

    private static final long PATIENCE_SECONDS = 60;

    private Waits() {}

    /**
     * Waits.
     *
     * @throws BenchException when it does not happen
     */
    public static void until(String what, BooleanSupplier happened) {
        if (!happens(happened)) {
            throw new BenchException("not within " + PATIENCE_SECONDS + " s: " + what);
        }
    }

    /** Waits for what may not happen. */
    public static boolean happens(BooleanSupplier happened) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(200_000);
        }
        return true;
    }

    /** Lets so many milliseconds pass. */
    public static void pass(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
