package io.patchbay.api.provider;

import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import java.util.Map;
import java.util.Objects;

/**
 * How a change of configuration reaches a provider, field by field (RULES 45).
 *
 * @param now what to send at once, possibly nothing
 * @param deferred what takes effect with the next response and is sent at once all the same
 * @param newLine what only a new line can change
 * @param rejected what cannot be had, with the reason
 */
public record ConfigPlan(
        SessionConfig now,
        SessionConfig deferred,
        SessionConfig newLine,
        Map<ConfigField<?>, String> rejected) {

    /** Checks for null and copies. */
    public ConfigPlan {
        Objects.requireNonNull(now, "now");
        Objects.requireNonNull(deferred, "deferred");
        Objects.requireNonNull(newLine, "newLine");
        rejected = Map.copyOf(rejected);
    }
}
