package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderCalls;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.TransportCapabilities;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

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
            if (posts(request.transport())) {
                return CompletableFuture.completedFuture(calls(base, model, request));
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

    /** Whether a line begins with an offer that is posted; others join a call, or are a socket. */
    private static boolean posts(TransportCapabilities transport) {
        return transport.media() != TransportCapabilities.Media.MESSAGES && !transport.attachOnly();
    }

    /**
     * Where an offer goes. A client secret carries the session that it was minted for, so that the
     * offer goes alone; whoever comes with a key, or with none, names the session in a form. All
     * the rest of the configuration follows on the text channel.
     */
    private Endpoint calls(URI base, String model, EndpointRequest request) {
        if (request.callId() != null) {
            throw new IllegalArgumentException(
                    "a "
                            + request.transport().name()
                            + " line makes a call of its own and cannot attach to "
                            + request.callId()
                            + "; attach to a call with the transport websocket");
        }
        Endpoint address =
                new Endpoint(
                        RealtimeUrl.calls(base),
                        settings.headers(),
                        authorization(profile, request.credential()),
                        List.of());
        if (request.credential().kind() == Credential.Kind.CLIENT_SECRET) {
            return address;
        }
        ObjectNode session = Json.object().put("type", "realtime");
        session.put("model", RealtimeUrl.modelOf(base, model));
        return address.withOfferParts(Map.of("session", Json.text(session)));
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
        return calls(null);
    }

    @Override
    public Optional<ProviderCalls> calls(@Nullable URI url) {
        return Optional.of(new OpenAiCalls(profile, settings, url));
    }

    @Override
    public void close() {}
}
