package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.Settings;
import java.util.Objects;

/**
 * What is known of a plug besides its service.
 *
 * @param bundle symbolic name of its bundle, or {@code "-"} on the class path
 * @param version of its bundle, or {@code "-"} on the class path
 * @param ranking the highest one of a name wins
 * @param share of the new sessions that may have it, above 0 to 1
 * @param settings what an operator set for it
 */
public record Offer(String bundle, String version, int ranking, double share, Settings settings) {

    /** From the class path: no version, ranking 0. */
    public static Offer plain(Settings settings) {
        return new Offer("-", "-", 0, 1, settings);
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a share that is not above 0 and at most 1
     */
    public Offer {
        Objects.requireNonNull(bundle, "bundle");
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be above 0 and at most 1, not " + share);
        }
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(settings, "settings");
    }
}
