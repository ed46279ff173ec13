package io.patchbay.api.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the caller's sound is cleaned.
 *
 * @param type {@code near_field} (headset), {@code far_field} (room), or another word of the
 *     provider
 * @param strength how much, or null for the provider's default
 */
public record NoiseReduction(String type, @Nullable Double strength) {

    /** Checks for null. */
    public NoiseReduction {
        Objects.requireNonNull(type, "type");
    }
}
