package io.patchbay.runtime.internal.session;

import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Says why a line could not be made. */
final class Failures {
    private Failures() {}

    /** What a stage wrapped. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static ConnectException explained(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof ConnectException known) {
            return known;
        }
        String message =
                cause == null || cause.getMessage() == null
                        ? "the agent could not be prepared: " + cause
                        : cause.getMessage();
        return new ConnectException(
                new CloseReason(CloseReason.Cause.FATAL, 0, message, null), cause);
    }

    static ConnectException closedMeanwhile() {
        return new ConnectException(
                new CloseReason(CloseReason.Cause.LOCAL, 0, "the session was closed", null), null);
    }
}
