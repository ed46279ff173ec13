package io.patchbay.api.provider;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service that a provider bundle registers: a stateless factory with a public constructor
 * without arguments that does no I/O (RULES 35). A provider gives meaning to messages; moving them
 * is the transport's work, so every message transport works with every provider whose wire it can
 * carry. For any thread.
 */
@ConsumerType
public interface RealtimeProvider {

    /** The name that sessions ask for, in lower case, e.g. {@code openai}. */
    String name();

    /**
     * The services that speak this provider's dialect, the default first, e.g. {@code openai},
     * {@code azure}. Never empty.
     */
    List<String> profiles();

    /**
     * What a profile can do.
     *
     * @throws IllegalArgumentException for an unknown profile; the message lists the known ones
     */
    ProviderCapabilities capabilities(String profile);

    /**
     * The environment variable in which a key for a profile conventionally lives, for those who
     * were given no other {@link CredentialSupplier}; empty when there is no such convention.
     *
     * @throws IllegalArgumentException for an unknown profile, where profiles differ in it
     */
    default Optional<String> keyVariable(String profile) {
        return Optional.empty();
    }

    /**
     * The environment variable in which a short-lived token for a profile conventionally lives,
     * presented as {@link Credential.Kind#BEARER_TOKEN}; empty when there is no such convention. A
     * key goes before it.
     *
     * @throws IllegalArgumentException for an unknown profile, where profiles differ in it
     */
    default Optional<String> tokenVariable(String profile) {
        return Optional.empty();
    }

    /**
     * Makes the instance that one session's lines are made from.
     *
     * @throws IllegalArgumentException for an unknown profile or a setting that is wrong; the
     *     message names it
     */
    ProviderConnector create(String profile, Settings settings, PlugContext context);
}
