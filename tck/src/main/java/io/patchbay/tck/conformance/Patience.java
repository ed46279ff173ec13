package io.patchbay.tck.conformance;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits until something happens, and no longer.
 *
 * @param limit after which it counts as never
 */
record Patience(Duration limit) {

    private static final long STEP_NANOS = 1_000_000;

    /** How something ended: with a value, with an exception, or not at all. */
    record Outcome<T>(boolean ended, @Nullable T value, @Nullable Throwable failure) {

        @Override
        public String toString() {
            return !ended
                    ? "it never ended"
                    : failure != null ? Finding.shown(failure) : "" + value;
        }
    }

    /** How {@code stage} ends. */
    <T> Outcome<T> outcome(CompletionStage<T> stage) {
        try {
            T value = stage.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return new Outcome<>(true, value, null);
        } catch (TimeoutException e) {
            return new Outcome<>(false, null, null);
        } catch (CancellationException e) {
            return new Outcome<>(true, null, e);
        } catch (ExecutionException e) {
            return new Outcome<>(true, null, unwrapped(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean wrapper =
                thrown instanceof ExecutionException || thrown instanceof CompletionException;
        return wrapper && cause != null ? unwrapped(cause) : thrown;
    }

    /** Whether {@code condition} comes true in time. */
    boolean until(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start >= limit.toNanos()) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
        return true;
    }
}
