package io.patchbay.api.transport;

import java.util.Objects;

/**
 * How a transfer ended. Whatever it is but {@link Outcome#DONE}, the call goes on.
 *
 * @param outcome how
 * @param status the SIP status that says why, 0 where there was none
 * @param text one line for people; of a stranger where the far end said it
 */
public record TransferResult(Outcome outcome, int status, String text) {

    /** How a transfer ended. */
    public enum Outcome {
        /** The caller talks to somebody else now, and the call here is over. */
        DONE,
        /** The settings do not allow this target, or the address is none. */
        NOT_ALLOWED,
        /** The far end, or the provider, does not transfer. */
        REFUSED,
        /** Whom it was to be transferred to is busy. */
        BUSY,
        /** He did not answer, or declined. */
        NO_ANSWER,
        /** There is nobody at that address. */
        NOT_FOUND,
        /** Another failure. */
        FAILED,
        /** Nothing was heard in time. */
        TIMEOUT,
        /** The caller hung up meanwhile. */
        ENDED
    }

    /** Checks for null. */
    public TransferResult {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(text, "text");
    }

    /** It came about. */
    public static TransferResult done() {
        return new TransferResult(Outcome.DONE, 0, "transferred");
    }

    /** Whether it came about. */
    public boolean isDone() {
        return outcome == Outcome.DONE;
    }
}
