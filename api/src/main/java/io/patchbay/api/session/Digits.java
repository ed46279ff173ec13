package io.patchbay.api.session;

import java.util.Objects;

/**
 * Telephone keys that a caller pressed when he was asked to.
 *
 * @param keys without the one that ended them, possibly empty
 * @param end why no more were read
 */
public record Digits(String keys, End end) {

    /** Why no more keys were read. */
    public enum End {
        /** There are as many as were asked for. */
        COUNT,
        /** The caller pressed the key that says so. */
        TERMINATOR,
        /** He pressed some, and then none for a while. */
        PAUSE,
        /** He pressed none at all. */
        NONE
    }

    /** Checks for null. */
    public Digits {
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(end, "end");
    }

    /** How many, and why no more; never which. */
    @Override
    public String toString() {
        return "Digits[" + keys.length() + " keys, " + end + "]";
    }
}
