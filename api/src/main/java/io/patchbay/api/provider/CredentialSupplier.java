package io.patchbay.api.provider;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hands out credentials: asked on the worker pool at every connect and reconnect, so it may block
 * (RULES 47).
 */
@FunctionalInterface
@ConsumerType
public interface CredentialSupplier {

    /**
     * What a credential is wanted for.
     *
     * @param provider the provider's name
     * @param profile its profile
     * @param transport the name of the transport
     */
    record Scope(String provider, String profile, String transport) {
        /** Checks for null. */
        public Scope {
            Objects.requireNonNull(provider, "provider");
            Objects.requireNonNull(profile, "profile");
            Objects.requireNonNull(transport, "transport");
        }
    }

    /**
     * A credential, or a failed stage whose message says what is missing; a failure is fatal and
     * not retried.
     */
    CompletionStage<Credential> get(Scope scope);

    /** Always the same key. */
    static CredentialSupplier of(String key) {
        Credential credential = Credential.key(Objects.requireNonNull(key, "key"));
        return scope -> CompletableFuture.completedFuture(credential);
    }

    /** The key in the environment variable {@code name}, read anew each time. */
    static CredentialSupplier environment(String name) {
        Objects.requireNonNull(name, "name");
        return scope -> {
            String key = System.getenv(name);
            return key == null || key.isBlank()
                    ? CompletableFuture.failedFuture(
                            new IllegalStateException(
                                    "no key: set the environment variable "
                                            + name
                                            + ", or give the session a CredentialSupplier"))
                    : CompletableFuture.completedFuture(Credential.key(key.strip()));
        };
    }
}
