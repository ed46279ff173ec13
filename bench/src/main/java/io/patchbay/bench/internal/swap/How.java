package io.patchbay.bench.internal.swap;

/** How a bundle is exchanged. */
enum How {
    /** The newer version beside the old, which goes when nobody uses it. */
    BESIDE("new beside old", true),
    /** Two newer versions, one right after the other. */
    TWICE("twice at once", true),
    /** A newer version that cannot take over: the old one stays. */
    ROLLED_BACK("successor fails", true),
    /** The old version goes first. */
    IN_PLACE("update in place", false),
    /** It is gone for a moment, and comes back. */
    RETURNED("removed, returned", false),
    /** It is gone, sessions that have another choice take that, and come back with it. */
    NEXT("removed, next choice", false),
    /** Lines are cut while the new version takes over. */
    CUT("lines cut meanwhile", false),
    /** The old one is thrown out while sessions are at it, and lines are cut then. */
    KILLED("killed in drain", false),
    /** The relay in between is killed while the new version takes over, and comes back. */
    RELAY("relay killed", false),
    /** While a lost line is made again. */
    RECONNECT("during reconnect", false),
    /** While a call is handed over. */
    HANDOFF("during handoff", true),
    /** While a tool call waits for consent. */
    CONSENT("during approval", true),
    /** While the caller interrupts. */
    INTERRUPTION("during interruption", true),
    /** All sessions move to another kind of transport, or another provider, and back. */
    ANOTHER("to another, and back", true);

    private final String words;
    private final boolean silencePromised;

    How(String words, boolean silencePromised) {
        this.words = words;
        this.silencePromised = silencePromised;
    }

    /** Whether the silence of lines is promised (RULES 25, 41). */
    boolean promisesSilence() {
        return silencePromised;
    }

    /** Whether it can be done to lines alone. */
    boolean forLines() {
        return this == NEXT || this == ANOTHER;
    }

    /** Whether lines are cut, whatever is exchanged. */
    boolean cutsLines() {
        return this == CUT || this == RELAY || this == RECONNECT || this == KILLED;
    }

    @Override
    public String toString() {
        return words;
    }
}
