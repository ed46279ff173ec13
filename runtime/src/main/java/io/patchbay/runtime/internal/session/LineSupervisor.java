package io.patchbay.runtime.internal.session;

import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the session's line: makes it from the first choice that works, and lets it go. On the loop.
 */
final class LineSupervisor {
    private final SessionCore core;
    private final Line.Owner owner;
    private @Nullable Line line;
    private @Nullable LineMaker maker;
    private @Nullable CloseReason closing;

    LineSupervisor(SessionCore core, Line.Owner owner) {
        this.core = core;
        this.owner = owner;
    }

    /**
     * Makes a line. Completes on the loop, or fails with the first choice's {@link
     * ConnectException} when none works.
     *
     * @param config what to open with
     * @param time for each choice
     */
    CompletionStage<Line> connect(
            Function<ProviderCapabilities, SessionConfig> config, Duration time) {
        CompletableFuture<Line> result = new CompletableFuture<>();
        attempt(core.options.lines().iterator(), config, time, null, result);
        return result;
    }

    private void attempt(
            Iterator<LineChoice> choices,
            Function<ProviderCapabilities, SessionConfig> config,
            Duration time,
            @Nullable Throwable first,
            CompletableFuture<Line> result) {
        CloseReason ended = closing;
        if (ended != null || !choices.hasNext()) {
            result.completeExceptionally(
                    first != null
                            ? first
                            : new ConnectException(
                                    ended == null ? CloseReason.NORMAL : ended, null));
            return;
        }
        LineMaker attempt = new LineMaker(core, choices.next(), config, time, owner);
        maker = attempt;
        attempt.result()
                .whenComplete(
                        (made, failure) -> {
                            maker = null;
                            if (failure == null) {
                                line = made;
                                result.complete(made);
                                return;
                            }
                            Throwable why =
                                    failure instanceof CompletionException
                                                    && failure.getCause() != null
                                            ? failure.getCause()
                                            : failure;
                            attempt(choices, config, time, first == null ? why : first, result);
                        });
    }

    /** The line broke or was ended by the far end. Its remains are cleared away. */
    void lost(Line gone, CloseReason reason) {
        if (line == gone) {
            line = null;
            gone.discard(reason);
        }
    }

    /** Lets a line go that is not needed for now. Completes when it is gone. */
    CompletionStage<Void> leave(Line gone, CloseReason reason) {
        if (line == gone) {
            line = null;
        }
        return gone.discard(reason);
    }

    /** Lets the line go, or stops making one. Completes when it is gone. */
    CompletionStage<Void> close(CloseReason reason) {
        closing = reason;
        LineMaker attempt = maker;
        if (attempt != null) {
            attempt.abort(reason);
            return attempt.result().handle((made, failure) -> null);
        }
        Line last = line;
        line = null;
        return last == null ? CompletableFuture.completedFuture(null) : last.discard(reason);
    }
}
