package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Code of the application on a worker, with an end that always comes, on the loop. */
final class OnWorker {
    private OnWorker() {}

    /**
     * Calls {@code task} on a worker. Completes on the loop, with what its stage brings; fails with
     * a message that names {@code what} and holds nothing of the failure but its class.
     */
    static <T> CompletionStage<T> call(
            SessionCore core, Supplier<CompletionStage<T>> task, Duration time, String what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        SerialLoop.Timer timer =
                core.loop.schedule(
                        () ->
                                result.completeExceptionally(
                                        new IllegalStateException(
                                                what + " was not there within " + time)),
                        time);
        try {
            core.host.workers().execute(() -> run(core, task, timer, what, result));
        } catch (RejectedExecutionException e) {
            timer.cancel();
            result.completeExceptionally(
                    new IllegalStateException(what + " could not be asked for", e));
        }
        return result;
    }

    private static <T> void run(
            SessionCore core,
            Supplier<CompletionStage<T>> task,
            SerialLoop.Timer timer,
            String what,
            CompletableFuture<T> result) {
        CompletionStage<T> stage;
        try {
            stage = task.get();
        } catch (Throwable e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete(
                (value, failure) ->
                        core.onLoop(
                                () -> {
                                    timer.cancel();
                                    finish(value, failure, what, result);
                                }));
    }

    private static <T> void finish(
            T value, @Nullable Throwable failure, String what, CompletableFuture<T> result) {
        if (failure == null) {
            result.complete(value);
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        result.completeExceptionally(
                new IllegalStateException(what + " failed: " + cause.getClass().getName(), cause));
    }
}
