package io.patchbay.launcher;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.provider.Secret;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the key of a provider comes from on a command line: the environment variable that the
 * provider names, read anew at each connect.
 */
final class Keys implements CredentialSupplier {

    /**
     * Where a profile's key and token live.
     *
     * @param key the variable of a key, or null where only tokens are known
     * @param token the variable of a token, which counts when there is no key; or null
     */
    record Variables(@Nullable String key, @Nullable String token) {

        /** What a provider says, else {@code PROFILE_API_KEY}. */
        static Variables of(RealtimeProvider provider, String profile) {
            String key = provider.keyVariable(profile).orElse(null);
            String token = provider.tokenVariable(profile).orElse(null);
            return key == null && token == null ? usual(profile) : new Variables(key, token);
        }

        private static Variables usual(String profile) {
            String name = profile.toUpperCase(Locale.ROOT).replace('-', '_');
            return new Variables(name + "_API_KEY", null);
        }

        @Override
        public String toString() {
            return Stream.of(key, token)
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(" or "));
        }
    }

    /** Servers that one runs oneself, often without a key. */
    private static final Set<String> OWN = Set.of("localai", "speaches", "vllm-omni");

    private final @Nullable URI address;
    private final Map<String, Variables> profiles;
    private final UnaryOperator<@Nullable String> environment;

    /**
     * Keys for an address.
     *
     * @param address where the line leads, or null for the provider's own
     * @param profiles where the keys of each profile of the provider live
     */
    Keys(@Nullable URI address, Map<String, Variables> profiles) {
        this(address, profiles, System::getenv);
    }

    /** The same in another environment. */
    Keys(
            @Nullable URI address,
            Map<String, Variables> profiles,
            UnaryOperator<@Nullable String> environment) {
        this.address = address;
        this.profiles = profiles;
        this.environment = environment;
    }

    @Override
    public CompletionStage<Credential> get(Scope scope) {
        Variables variables =
                profiles.getOrDefault(scope.profile(), Variables.usual(scope.profile()));
        String key = value(variables.key);
        if (key != null) {
            return CompletableFuture.completedFuture(Credential.key(key));
        }
        String token = value(variables.token);
        if (token != null) {
            return CompletableFuture.completedFuture(
                    new Credential(Credential.Kind.BEARER_TOKEN, Secret.of(token), null));
        }
        if (address != null && Address.isLocal(address)) {
            return CredentialSupplier.of("local").get(scope);
        }
        if (OWN.contains(scope.profile())) {
            return CompletableFuture.completedFuture(
                    new Credential(Credential.Kind.NONE, Secret.of("none"), null));
        }
        return CompletableFuture.failedFuture(
                new IllegalStateException("no key: set the environment variable " + variables));
    }

    private @Nullable String value(@Nullable String variable) {
        String value = variable == null ? null : environment.apply(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
