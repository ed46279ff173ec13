package io.patchbay.console.internal.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a value when somebody asks, and gives it to all who ask until it is too old. */
final class Sampler<T> {

    private record Sample<T>(long begun, CompletableFuture<T> value) {}

    private final Supplier<T> source;
    private final Executor thread;
    private final Duration life;
    private final LongSupplier clock;
    private @Nullable Sample<T> newest;

    /**
     * Asked for nothing yet.
     *
     * @param source makes a value; may take its time
     * @param thread on which it does
     * @param life how old a value may be, from when it was begun
     * @param clock nanoseconds
     */
    Sampler(Supplier<T> source, Executor thread, Duration life, LongSupplier clock) {
        this.source = source;
        this.thread = thread;
        this.life = life;
        this.clock = clock;
    }

    /** The newest value, or the one that is being made. Never blocks. */
    synchronized CompletionStage<T> latest() {
        long now = clock.getAsLong();
        Sample<T> sample = newest;
        if (sample == null
                || sample.value.isDone() && now - sample.begun >= life.toNanos()
                || sample.value.isCompletedExceptionally()) {
            sample = new Sample<>(now, make());
            newest = sample;
        }
        return sample.value;
    }

    private CompletableFuture<T> make() {
        try {
            return CompletableFuture.supplyAsync(source, thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
