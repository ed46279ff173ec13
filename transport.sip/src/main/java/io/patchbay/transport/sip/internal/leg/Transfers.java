package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.transport.TransferFailedException;
import io.patchbay.api.transport.TransferResult;
import io.patchbay.api.transport.TransferResult.Outcome;
import io.patchbay.sip.TransferException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Says with the words of sessions why a transfer did not come about. */
final class Transfers {
    private Transfers() {}

    /** The same transfer; it fails with a {@link TransferFailedException} where it is known why. */
    static CompletionStage<Void> typed(CompletionStage<Void> transfer) {
        return transfer.handle(
                        (nothing, failure) ->
                                failure == null
                                        ? CompletableFuture.<Void>completedFuture(null)
                                        : CompletableFuture.<Void>failedFuture(typed(failure)))
                .thenCompose(stage -> stage);
    }

    private static Throwable typed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (!(cause instanceof TransferException known)) {
            return cause;
        }
        return new TransferFailedException(
                new TransferResult(
                        outcome(known.kind()), known.status(), String.valueOf(known.getMessage())));
    }

    private static Outcome outcome(TransferException.Kind kind) {
        return switch (kind) {
            case NOT_ALLOWED -> Outcome.NOT_ALLOWED;
            case REFUSED -> Outcome.REFUSED;
            case BUSY -> Outcome.BUSY;
            case NO_ANSWER -> Outcome.NO_ANSWER;
            case NOT_FOUND -> Outcome.NOT_FOUND;
            case FAILED -> Outcome.FAILED;
            case TIMEOUT -> Outcome.TIMEOUT;
            case ENDED -> Outcome.ENDED;
        };
    }
}
