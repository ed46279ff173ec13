package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.Settings;
import java.util.Objects;

/**
 * What is known of a plug besides its service.
 *
 * @param version of its bundle, or {@code "-"} on the class path
 * @param ranking the highest one of a name wins
 * @param settings what an operator set for it
 */
public record Offer(String version, int ranking, Settings settings) {

    /** From the class path: no version, ranking 0. */
    public static Offer plain(Settings settings) {
        return new Offer("-", 0, settings);
    }

    /** Checks for null. */
    public Offer {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(settings, "settings");
    }
}
