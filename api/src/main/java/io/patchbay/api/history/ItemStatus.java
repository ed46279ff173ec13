package io.patchbay.api.history;

/** How far an item has come. */
public enum ItemStatus {
    /** Still being generated or executed. */
    IN_PROGRESS,
    /** Whole. */
    COMPLETED,
    /** Cut short: interrupted, cancelled, out of tokens. */
    INCOMPLETE
}
