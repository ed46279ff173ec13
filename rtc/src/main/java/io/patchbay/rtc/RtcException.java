package io.patchbay.rtc;

import java.util.Objects;

/** What went wrong between two peers, in a line for a person. */
public final class RtcException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of thing went wrong. */
    public enum Kind {
        /** There is no engine for this machine, or a library is missing. */
        UNAVAILABLE,
        /** A session description is not what it should be. */
        DESCRIPTION,
        /** The two have no audio codec in common. */
        CODEC,
        /** No way for packets between the two, or it was lost. */
        PATH,
        /** The keys could not be agreed on, or are not those that were announced. */
        SECURITY,
        /** Something did not happen in time. */
        TIMEOUT,
        /** It is over. */
        CLOSED
    }

    /** What kind of thing went wrong. */
    private final Kind kind;

    /** What went wrong. */
    public RtcException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** What went wrong, and because of what. */
    public RtcException(
            Kind kind, String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** What kind of thing went wrong. */
    public Kind kind() {
        return kind;
    }
}
