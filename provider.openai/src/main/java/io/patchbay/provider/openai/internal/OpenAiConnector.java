package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderCalls;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says where a profile's lines go and makes their codecs. Holds nothing that wants releasing. */
final class OpenAiConnector implements ProviderConnector {

    private final Profile profile;
    private final ServiceSettings settings;

    OpenAiConnector(Profile profile, ServiceSettings settings) {
        this.profile = profile;
        this.settings = settings;
    }

    @Override
    public CompletionStage<Endpoint> endpoint(EndpointRequest request) {
        try {
            URI base = request.url();
            if (base == null) {
                base = settings.baseUrl() == null ? profile.url() : settings.baseUrl();
            }
            String model = request.model();
            if (model == null) {
                model = settings.model() == null ? profile.defaultModel() : settings.model();
            }
            return CompletableFuture.completedFuture(
                    new Endpoint(
                            RealtimeUrl.of(base, model, request.callId()),
                            settings.headers(),
                            authorization(profile, request.credential()),
                            List.of()));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** The header that presents a credential; none for none. */
    static Map<String, Secret> authorization(Profile profile, Credential credential) {
        return credential.kind() == Credential.Kind.NONE
                ? Map.of()
                : Map.of(
                        profile.authHeader(),
                        Secret.of(profile.authPrefix() + credential.secret().reveal()));
    }

    @Override
    public RealtimeCodec openCodec() {
        return new OpenAiCodec(profile);
    }

    @Override
    public Optional<ProviderCalls> calls() {
        return Optional.of(new OpenAiCalls(profile, settings));
    }

    @Override
    public void close() {}
}
