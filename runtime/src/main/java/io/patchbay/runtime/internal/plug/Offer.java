package io.patchbay.runtime.internal.plug;

import io.patchbay.api.plug.Settings;
import java.util.HashMap;
import java.util.Map;
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

    /**
     * The setting that says for which share of the new sessions a plug is; it is not the plug's.
     */
    private static final String SHARE = "share";

    /** From the class path: no version, ranking 0. */
    public static Offer plain(Settings settings) {
        return new Offer("-", "-", 0, 1, settings);
    }

    /**
     * With the share that is among {@code properties}, and the rest as settings.
     *
     * @throws IllegalArgumentException for a share that is none
     */
    public static Offer of(String bundle, String version, int ranking, Map<String, ?> properties) {
        Map<String, Object> settings = new HashMap<>(properties);
        Object share = settings.remove(SHARE);
        return new Offer(
                bundle, version, ranking, share == null ? 1 : share(share), Settings.of(settings));
    }

    private static double share(Object value) {
        try {
            return value instanceof Number number
                    ? number.doubleValue()
                    : Double.parseDouble(value.toString().trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "setting 'share' must be a number above 0 and at most 1, not '" + value + "'",
                    e);
        }
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

    /** The same for another share of the sessions. */
    Offer withShare(double other) {
        return new Offer(bundle, version, ranking, other, settings);
    }

    /** Whether nothing but ranking and share is another. */
    boolean alike(Offer other) {
        return bundle.equals(other.bundle)
                && version.equals(other.version)
                && settings.equals(other.settings);
    }
}
