package io.patchbay.runtime.internal.call;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds among a session's lines the first one whose provider carries calls. Any thread. */
final class Carriers {

    private final CallControl control;
    private final Executor workers;

    Carriers(CallControl control, Executor workers) {
        this.control = control;
        this.workers = workers;
    }

    /**
     * What came of it.
     *
     * @param line of the session's, which did it
     */
    record Done<T>(LineChoice line, T result) {}

    /**
     * What is asked of the lines, one after the other until one can.
     *
     * @param fits whether a line comes into question; on a worker
     * @param late gets what comes when nobody waits for it any more
     */
    record Task<T>(
            Predicate<LineChoice> fits,
            Function<LineChoice, CallControl.Use<T>> use,
            BiConsumer<LineChoice, T> late) {}

    /**
     * Has the first line do it that can; fails with its reason, or with the last one's when none
     * can.
     */
    <T> CompletionStage<Done<T>> first(SessionOptions options, Task<T> task) {
        CompletableFuture<Done<T>> done = new CompletableFuture<>();
        Deque<LineChoice> left = new ArrayDeque<>(options.lines());
        workers.execute(() -> next(options.limits().connect(), task, left, null, done));
        return done;
    }

    private <T> void next(
            Duration patience,
            Task<T> task,
            Deque<LineChoice> left,
            @Nullable Throwable before,
            CompletableFuture<Done<T>> done) {
        LineChoice choice = null;
        try {
            while (choice == null && !left.isEmpty()) {
                LineChoice candidate = left.removeFirst();
                choice =
                        candidate.callId() == null && task.fits().test(candidate)
                                ? candidate
                                : null;
            }
        } catch (RuntimeException | LinkageError e) { // of a plug
            done.completeExceptionally(e);
            return;
        }
        if (choice == null) {
            done.completeExceptionally(
                    before != null
                            ? before
                            : new UnsupportedOperationException(
                                    "none of the session's lines can join a call; give it one"
                                            + " with the transport websocket or sip and without"
                                            + " callId"));
            return;
        }
        LineChoice tried = choice;
        control.use(
                        tried,
                        patience,
                        task.use().apply(tried),
                        late -> task.late().accept(tried, late))
                .whenComplete(
                        (result, failure) -> {
                            if (failure == null) {
                                done.complete(new Done<>(tried, result));
                            } else if (unwrapped(failure)
                                    instanceof UnsupportedOperationException cannot) {
                                next(patience, task, left, cannot, done);
                            } else {
                                done.completeExceptionally(unwrapped(failure));
                            }
                        });
    }

    /** What really went wrong. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
