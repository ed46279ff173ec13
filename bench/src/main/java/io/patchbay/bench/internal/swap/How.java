package io.patchbay.bench.internal.swap;

/** How a bundle is exchanged. */
enum How {
    /** The newer version beside the old, which goes when nobody uses it. */
    BESIDE("new beside old"),
    /** Two newer versions, one right after the other. */
    TWICE("twice at once"),
    /** A newer version whose lines cannot be made: the old one stays. */
    ROLLED_BACK("successor fails"),
    /** The old version goes first. */
    IN_PLACE("update in place"),
    /** It is gone for a moment, and comes back. */
    RETURNED("removed, returned"),
    /** Lines are cut while the new version takes over. */
    CUT("lines cut meanwhile"),
    /** While a lost line is made again. */
    RECONNECT("during reconnect"),
    /** While a call is handed over. */
    HANDOFF("during handoff"),
    /** While a tool call waits for consent. */
    CONSENT("during approval"),
    /** While the caller interrupts. */
    INTERRUPTION("during interruption");

    private final String words;

    How(String words) {
        this.words = words;
    }

    /** Whether the silence of lines is promised (RULES 25, 41). */
    boolean promisesSilence() {
        return this != IN_PLACE && this != RETURNED && this != CUT && this != RECONNECT;
    }

    @Override
    public String toString() {
        return words;
    }
}
