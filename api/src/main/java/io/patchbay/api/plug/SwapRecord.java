package io.patchbay.api.plug;

import java.time.Instant;
import java.util.Objects;

/**
 * A swap in the history that the runtime keeps.
 *
 * @param at when it was over
 * @param sessionId under which session
 * @param swap what happened
 */
public record SwapRecord(Instant at, String sessionId, Swap swap) {
    /** Checks for null. */
    public SwapRecord {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(sessionId, "sessionId");
        Objects.requireNonNull(swap, "swap");
    }
}
