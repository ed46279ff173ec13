package io.patchbay.api.transport;

import java.util.Objects;

/** A call that was to be placed did not come about. The message names no address. */
public final class DialException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** The far end is busy. */
        BUSY,
        /** Nobody answered in time. */
        NO_ANSWER,
        /** Somebody, or a machine on the way, declined. */
        REFUSED,
        /** There is nobody at that address, or no way to it. */
        UNREACHABLE,
        /** A machine answered, and the call was to end then. */
        MACHINE,
        /** The settings do not allow this address, or it is none. */
        NOT_ALLOWED,
        /** No plug of this kind places calls now. */
        UNSUPPORTED,
        /** Too many calls are on their way. */
        LIMIT,
        /** It was given up on this side. */
        CANCELLED,
        /** Another failure. */
        FAILED
    }

    private final Kind kind;
    private final int status;

    /** With the SIP status that says why, or 0. */
    public DialException(Kind kind, int status, String message) {
        super(Objects.requireNonNull(message, "message"));
        this.kind = Objects.requireNonNull(kind, "kind");
        this.status = status;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** The SIP status that says why, 0 where there was none. */
    public int status() {
        return status;
    }
}
