package io.patchbay.console.internal.talk;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What went wrong, in one sentence. */
final class Reasons {

    private Reasons() {}

    static String of(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        String message = cause == null ? null : cause.getMessage();
        return message == null || message.isBlank()
                ? "it failed without saying why; the log may have more"
                : message;
    }
}
