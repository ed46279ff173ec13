package io.patchbay.runtime.internal.tool;

import io.patchbay.api.tool.CancellationToken;
import io.patchbay.runtime.internal.plug.Copies;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The token of one call. */
final class CallToken implements CancellationToken {

    private static final System.Logger LOG = System.getLogger(CallToken.class.getName());

    private final Executor workers;

    /** Completes with the reason; holds the plug's actions and nothing else holds them. */
    private final CompletableFuture<String> cancelled = new CompletableFuture<>();

    CallToken(Executor workers) {
        this.workers = workers;
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
                                        "what a tool does when it is cancelled failed",
                                        Copies.of(error));
                            }
                        });
    }

    /** Tells the tool. Repeated calls do nothing. */
    void cancel(String reason) {
        cancelled.complete(reason);
    }
}
