package io.patchbay.sip;

import java.util.Objects;

/** A transfer did not come about; the call goes on. */
public final class TransferException extends SipException {
    private static final long serialVersionUID = 1L;

    /** What went wrong. */
    public enum Kind {
        /** The settings do not allow this target, or the address is none. */
        NOT_ALLOWED,
        /** The far end does not transfer (it refused the REFER). */
        REFUSED,
        /** Whom it was to be transferred to is busy (486, 600). */
        BUSY,
        /** He did not answer, or declined (408, 480, 487, 603). */
        NO_ANSWER,
        /** There is nobody at that address (404, 410, 604 …). */
        NOT_FOUND,
        /** Another failure of the new call. */
        FAILED,
        /** Nothing was heard in time. */
        TIMEOUT,
        /** The call ended meanwhile. */
        ENDED
    }

    private final Kind kind;

    /** With the SIP status that says why, or 0. */
    public TransferException(Kind kind, int status, String message) {
        super(status, message);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}
