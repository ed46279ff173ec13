package io.patchbay.api.provider;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What opens a provider's door.
 *
 * @param kind how it is presented
 * @param secret the key or token
 * @param expiresAt when it ends, or null when it does not say
 */
public record Credential(Kind kind, Secret secret, @Nullable Instant expiresAt) {

    /** How a credential is presented. */
    public enum Kind {
        /** A long-lived key of the account. */
        API_KEY,
        /** A short-lived secret that a server minted for a client. */
        CLIENT_SECRET,
        /** A bearer token of an identity provider. */
        BEARER_TOKEN,
        /** None wanted: a local server. */
        NONE
    }

    /** Checks for null. */
    public Credential {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(secret, "secret");
    }

    /** A key; those that begin with {@code ek_} are client secrets. */
    public static Credential key(String key) {
        Objects.requireNonNull(key, "key");
        return new Credential(
                key.startsWith("ek_") ? Kind.CLIENT_SECRET : Kind.API_KEY, Secret.of(key), null);
    }
}
