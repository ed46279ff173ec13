package io.patchbay.launcher;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.Secret;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the key of a provider comes from on a command line: the environment variable that its own
 * documentation uses, read anew at each connect.
 */
final class Keys implements CredentialSupplier {

    /** One variable, and how what is in it is presented. */
    private record Variable(String name, Credential.Kind kind) {
        static Variable key(String name) {
            return new Variable(name, Credential.Kind.API_KEY);
        }

        static Variable token(String name) {
            return new Variable(name, Credential.Kind.BEARER_TOKEN);
        }
    }

    /** By provider and profile; the first that is set counts. */
    private static final Map<String, List<Variable>> VARIABLES =
            Map.ofEntries(
                    Map.entry("openai/openai", List.of(Variable.key("OPENAI_API_KEY"))),
                    Map.entry(
                            "openai/azure",
                            List.of(
                                    Variable.key("AZURE_OPENAI_API_KEY"),
                                    Variable.token("AZURE_OPENAI_AD_TOKEN"))),
                    Map.entry(
                            "openai/azure-voice-live",
                            List.of(
                                    Variable.key("AZURE_VOICELIVE_API_KEY"),
                                    Variable.token("AZURE_VOICELIVE_TOKEN"))),
                    Map.entry("openai/qwen", List.of(Variable.key("DASHSCOPE_API_KEY"))),
                    Map.entry(
                            "openai/glm",
                            List.of(
                                    Variable.key("ZHIPUAI_API_KEY"),
                                    Variable.key("ZHIPU_API_KEY"))),
                    Map.entry("openai/vllm-omni", List.of(Variable.key("VLLM_API_KEY"))),
                    Map.entry("gemini/vertex", List.of(Variable.token("GOOGLE_ACCESS_TOKEN"))));

    /** Servers that one runs oneself, often without a key. */
    private static final Set<String> OWN = Set.of("localai", "speaches", "vllm-omni");

    private final @Nullable URI address;
    private final UnaryOperator<@Nullable String> environment;

    /**
     * Keys for an address.
     *
     * @param address where the line leads, or null for the provider's own
     */
    Keys(@Nullable URI address) {
        this(address, System::getenv);
    }

    /** The same in another environment. */
    Keys(@Nullable URI address, UnaryOperator<@Nullable String> environment) {
        this.address = address;
        this.environment = environment;
    }

    @Override
    public CompletionStage<Credential> get(Scope scope) {
        List<Variable> variables = variables(scope);
        for (Variable variable : variables) {
            String value = environment.apply(variable.name);
            if (value != null && !value.isBlank()) {
                String secret = value.strip();
                return CompletableFuture.completedFuture(
                        variable.kind == Credential.Kind.API_KEY
                                ? Credential.key(secret)
                                : new Credential(variable.kind, Secret.of(secret), null));
            }
        }
        if (address != null && Address.isLocal(address)) {
            return CredentialSupplier.of("local").get(scope);
        }
        if (OWN.contains(scope.profile())) {
            return CompletableFuture.completedFuture(
                    new Credential(Credential.Kind.NONE, Secret.of("none"), null));
        }
        return CompletableFuture.failedFuture(
                new IllegalStateException(
                        "no key: set the environment variable "
                                + variables.stream()
                                        .map(Variable::name)
                                        .collect(Collectors.joining(" or "))));
    }

    /** Those that a profile has, else {@code PROFILE_API_KEY}. */
    private static List<Variable> variables(Scope scope) {
        List<Variable> known = VARIABLES.get(scope.provider() + "/" + scope.profile());
        return known == null
                ? List.of(
                        Variable.key(
                                scope.profile().toUpperCase(Locale.ROOT).replace('-', '_')
                                        + "_API_KEY"))
                : known;
    }
}
