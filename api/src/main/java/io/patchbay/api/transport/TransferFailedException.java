package io.patchbay.api.transport;

import java.util.Objects;

/**
 * A transfer did not come about, and the call goes on. With this a leg fails the stage of a {@link
 * CallerLeg.Control.Transfer}, and a provider that of a {@link
 * io.patchbay.api.provider.ProviderCalls#refer}, when it knows why; everything else counts as
 * {@link TransferResult.Outcome#FAILED}.
 */
public final class TransferFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TransferResult result;

    /**
     * The result's text is the message.
     *
     * @throws IllegalArgumentException for a transfer that came about
     */
    public TransferFailedException(TransferResult result) {
        super(Objects.requireNonNull(result, "result").text());
        if (result.isDone()) {
            throw new IllegalArgumentException("result is DONE, which is no failure");
        }
        this.result = result;
    }

    /** How it ended. */
    public TransferResult result() {
        return result;
    }
}
