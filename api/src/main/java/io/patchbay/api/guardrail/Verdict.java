package io.patchbay.api.guardrail;

import java.util.Objects;

/**
 * What a guardrail says.
 *
 * @param tripped whether the words must not stand
 * @param info why, for the application; not for the caller
 */
public record Verdict(boolean tripped, String info) {

    /** The words may stand. */
    public static final Verdict PASS = new Verdict(false, "");

    /** Checks for null. */
    public Verdict {
        Objects.requireNonNull(info, "info");
    }

    /** The words must not stand. */
    public static Verdict trip(String info) {
        return new Verdict(true, info);
    }
}
