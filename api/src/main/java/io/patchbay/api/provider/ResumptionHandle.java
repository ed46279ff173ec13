package io.patchbay.api.provider;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * With which a provider finds a conversation again. Opaque, to be kept as a secret.
 *
 * @param provider who gave it
 * @param value the handle
 * @param expiresAt when it ends, or null when it does not say
 */
public record ResumptionHandle(String provider, Secret value, @Nullable Instant expiresAt) {

    /** Checks for null. */
    public ResumptionHandle {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(value, "value");
    }
}
