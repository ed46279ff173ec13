package io.patchbay.emulator.speech;

/**
 * An {@link Ear} could not listen to a turn at all; other than {@link Heard.NotUnderstood}, which
 * is the outcome of having listened. A provider reports this as a failed transcription.
 */
public final class NotHeardException extends SpeechException {
    private static final long serialVersionUID = 1L;

    /** Why nobody listened. */
    public enum Reason {
        /** As many turns as the queue holds were waiting already. */
        QUEUE_FULL,
        /** The turn waited longer than it was allowed to. */
        TOO_LATE,
        /** The ear was closed before the turn's time came. */
        CLOSED,
        /** The turn is longer than the ear listens to. */
        TOO_LONG,
        /** The recogniser failed; the cause says how. */
        FAILED
    }

    private final Reason reason;

    /**
     * Without a cause.
     *
     * @param reason why
     * @param message for people
     */
    public NotHeardException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * With a cause.
     *
     * @param reason why
     * @param message for people
     * @param cause what the recogniser threw
     */
    public NotHeardException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why nobody listened.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
