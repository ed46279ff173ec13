package io.patchbay.api.session;

/** How hard a reasoning model thinks before it answers. */
public enum ReasoningEffort {
    /** Hardly. */
    MINIMAL,
    /** A little. */
    LOW,
    /** Somewhat. */
    MEDIUM,
    /** Hard. */
    HIGH,
    /** As hard as it can. */
    XHIGH
}
