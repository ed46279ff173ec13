package io.patchbay.management;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change that was made to the plugs, or refused.
 *
 * @param at when it was over
 * @param action what was asked for
 * @param bundle symbolic name, or what was asked for where nothing could be made out
 * @param from the version before; null when there was none
 * @param to the version now; null when there is none
 * @param outcome how it ended
 * @param took from its beginning to its end; with the time to drain, if that was waited for
 * @param detail what else a person should know, possibly empty: why it was refused
 */
public record PlugChange(
        Instant at,
        Action action,
        String bundle,
        @Nullable String from,
        @Nullable String to,
        Outcome outcome,
        Duration took,
        String detail) {

    /** Checks for null. */
    public PlugChange {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(bundle, "bundle");
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(took, "took");
        Objects.requireNonNull(detail, "detail");
    }

    /** What was asked for. */
    public enum Action {
        /** A bundle more. */
        INSTALL,
        /** Another version. */
        UPDATE,
        /** A bundle less. */
        REMOVE,
        /** The version before. */
        ROLL_BACK
    }

    /** How it ended. */
    public enum Outcome {
        /** It is so. */
        DONE,
        /**
         * It is so for everybody who comes; callers, or others who were given long to end, are on
         * the version before still. Another change, which is done, tells when the last has left.
         */
        DRAINING,
        /** Everything is as it was. */
        REFUSED
    }
}
