package io.patchbay.api.history;

/** Whose words a message holds. */
public enum Role {
    /** The operator's: context that nobody said aloud. */
    SYSTEM,
    /** The caller's. */
    USER,
    /** The model's. */
    ASSISTANT
}
