package io.patchbay.runtime.internal.work;

import io.patchbay.api.tool.CancellationToken;
import io.patchbay.runtime.internal.plug.Copies;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** The token of one piece of a plug's work. Any thread. */
public final class Cancellation implements CancellationToken {

    private static final System.Logger LOG = System.getLogger(Cancellation.class.getName());

    private final Executor workers;
    private final String whose;

    /** Completes with the reason; holds the plug's actions and nothing else holds them. */
    private final CompletableFuture<String> cancelled = new CompletableFuture<>();

    /**
     * Nobody has cancelled yet.
     *
     * @param workers run what the plug does when it is cancelled
     * @param whose what the log calls the plug
     */
    public Cancellation(Executor workers, String whose) {
        this.workers = workers;
        this.whose = whose;
    }

    @Override
    public boolean isCancelled() {
        return cancelled.isDone();
    }

    @Override
    public Optional<String> reason() {
        return Optional.ofNullable(cancelled.getNow(null));
    }

    @Override
    public void onCancelled(Runnable action) {
        Objects.requireNonNull(action, "action");
        cancelled
                .thenRunAsync(action, workers)
                .whenComplete(
                        (done, error) -> {
                            if (error != null) {
                                LOG.log(
                                        Level.WARNING,
                                        "what {0} does when it is cancelled failed: {1}",
                                        whose,
                                        Copies.place(cause(error)));
                            }
                        });
    }

    private static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null
                ? error.getCause()
                : error;
    }

    /** Tells the plug. Repeated calls do nothing. */
    public void cancel(String reason) {
        cancelled.complete(reason);
    }
}
