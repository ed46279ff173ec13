package io.patchbay.tck.rtc;

/** A step on the way to a connection, which a script may fail or hold up. */
public enum RtcStep {
    /** The engine makes a peer. It can fail, and not be held up. */
    OPEN,
    /** The first offer. */
    OFFER,
    /** An answer to an offer. */
    ANSWER,
    /** An answer is taken. */
    ACCEPT,
    /** An offer for a new path. */
    RESTART,
    /** The two find one another. Failed: the state is FAILED. */
    CONNECT,
    /** The text channel opens. Failed: it closes instead. */
    TEXT
}
