package io.patchbay.sip;

import java.util.Objects;

/**
 * Why a call is over.
 *
 * @param cause who or what ended it
 * @param status the SIP status of the answer that ended it, e.g. 486; 0 where there was none
 * @param reason for people, one line; of a stranger where the far end said it
 */
public record SipEnd(Cause cause, int status, String reason) {

    /** Who or what ended a call. */
    public enum Cause {
        /** This side. */
        LOCAL,
        /** The far end hung up, or gave up calling. */
        REMOTE,
        /** The far end, or somebody on the way, refused it. */
        REFUSED,
        /** It was handed to somebody else. */
        TRANSFERRED,
        /** No sign of life: no answer to a request, no sound, no refresh of the session. */
        LOST,
        /** The far end broke the protocol, or a bound. */
        PROTOCOL
    }

    /** Checks for null. */
    public SipEnd {
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(reason, "reason");
    }
}
