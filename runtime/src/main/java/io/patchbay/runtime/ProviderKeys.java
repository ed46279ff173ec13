package io.patchbay.runtime;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.provider.Secret;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the key of a provider comes from when nobody says anything else: the environment variable
 * that the provider names, read anew at each connect. It holds nothing of the provider itself. For
 * any thread.
 */
public final class ProviderKeys implements CredentialSupplier {

    /**
     * Where a profile's key and token live.
     *
     * @param key the variable of a key, or null where only tokens are known
     * @param token the variable of a token, which counts when there is no key; or null
     */
    public record Variables(@Nullable String key, @Nullable String token) {

        /** What a provider says, else {@code PROFILE_API_KEY}. */
        public static Variables of(RealtimeProvider provider, String profile) {
            String key = provider.keyVariable(profile).orElse(null);
            String token = provider.tokenVariable(profile).orElse(null);
            return key == null && token == null ? usual(profile) : new Variables(key, token);
        }

        /** Those of all profiles of a provider, its default first. */
        public static Map<String, Variables> of(RealtimeProvider provider) {
            Map<String, Variables> profiles = new LinkedHashMap<>();
            provider.profiles().forEach(each -> profiles.put(each, of(provider, each)));
            return profiles;
        }

        private static Variables usual(String profile) {
            String name = profile.toUpperCase(Locale.ROOT).replace('-', '_');
            return new Variables(name + "_API_KEY", null);
        }

        /** Their names, for people. */
        @Override
        public String toString() {
            return Stream.of(key, token)
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(" or "));
        }
    }

    /** Servers that one runs oneself, often without a key. */
    private static final Set<String> OWN = Set.of("localai", "speaches", "vllm-omni");

    private final Map<String, Variables> profiles;
    private final boolean local;
    private final UnaryOperator<@Nullable String> environment;

    /**
     * Keys from the environment of this process.
     *
     * @param profiles where the keys of each profile live
     * @param local whether the line stays on this machine, where any key will do
     */
    public ProviderKeys(Map<String, Variables> profiles, boolean local) {
        this(profiles, local, System::getenv);
    }

    /**
     * The same from another environment.
     *
     * @param environment the value of a variable, or null
     */
    public ProviderKeys(
            Map<String, Variables> profiles,
            boolean local,
            UnaryOperator<@Nullable String> environment) {
        this.profiles = Map.copyOf(profiles);
        this.local = local;
        this.environment = environment;
    }

    /** Why there is no key for a profile, with what to do; empty when there is one, or no need. */
    public Optional<String> missing(String profile) {
        return local || OWN.contains(profile) || given(profile) != null
                ? Optional.empty()
                : Optional.of("no key: set the environment variable " + variables(profile));
    }

    /** Whether the environment has a key or a token for a profile. */
    public boolean has(String profile) {
        return given(profile) != null;
    }

    @Override
    public CompletionStage<Credential> get(Scope scope) {
        Credential given = given(scope.profile());
        if (given != null) {
            return CompletableFuture.completedFuture(given);
        }
        if (local) {
            return CredentialSupplier.of("local").get(scope);
        }
        return missing(scope.profile())
                .<CompletionStage<Credential>>map(
                        why -> CompletableFuture.failedFuture(new IllegalStateException(why)))
                .orElseGet(
                        () ->
                                CompletableFuture.completedFuture(
                                        new Credential(
                                                Credential.Kind.NONE, Secret.of("none"), null)));
    }

    private @Nullable Credential given(String profile) {
        Variables variables = variables(profile);
        String key = value(variables.key);
        if (key != null) {
            return Credential.key(key);
        }
        String token = value(variables.token);
        return token == null
                ? null
                : new Credential(Credential.Kind.BEARER_TOKEN, Secret.of(token), null);
    }

    private Variables variables(String profile) {
        return profiles.getOrDefault(profile, Variables.usual(profile));
    }

    private @Nullable String value(@Nullable String variable) {
        String value = variable == null ? null : environment.apply(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** Names no secret. */
    @Override
    public String toString() {
        return "ProviderKeys" + profiles.keySet();
    }
}
