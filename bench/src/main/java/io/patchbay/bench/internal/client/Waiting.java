package io.patchbay.bench.internal.client;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what runs elsewhere, never for ever. */
final class Waiting {

    /** No step of a benchmark takes longer. */
    static final Duration LONGEST = Duration.ofSeconds(180);

    private Waiting() {}

    /**
     * The stage's value.
     *
     * @throws BenchException when it fails or does not come
     */
    static <T> T on(String what, CompletionStage<T> stage, Duration longest) {
        try {
            return stage.toCompletableFuture().get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while waiting for " + what, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BenchException(what + " failed: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new BenchException(
                    what + " did not happen within " + longest.toSeconds() + " s", e);
        }
    }

    static <T> T on(String what, CompletionStage<T> stage) {
        return on(what, stage, LONGEST);
    }
}
