package io.patchbay.sip;

/** Where a call stands. */
public enum SipState {
    /** It was placed, or came, and rings or is about to. */
    RINGING,
    /** It was answered; its confirmation may be on its way. */
    UP,
    /** It is over. */
    ENDED
}
