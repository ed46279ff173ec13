package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderCalls;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.transport.TransportCapabilities;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
            URI base = base(request.url());
            return CompletableFuture.completedFuture(
                    posts(request.transport())
                            ? offers(base, request)
                            : address(
                                    RealtimeUrl.of(
                                            base,
                                            profile.address().path(),
                                            queryModel(base, request),
                                            request.callId(),
                                            query(request.resumption())),
                                    request));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private URI base(@Nullable URI given) {
        URI base = given == null ? settings.base() : given;
        if (base == null) {
            throw new IllegalArgumentException(profile.address().wanted(profile.name()));
        }
        return base;
    }

    private Endpoint address(URI uri, EndpointRequest request) {
        return new Endpoint(
                uri, settings.headers(), profile.credentials().of(request.credential()), List.of());
    }

    private Map<String, String> query(@Nullable ResumptionHandle resumption) {
        Map<String, String> query = new LinkedHashMap<>(settings.query());
        if (profile.has(Quirk.SESSION_KEY)) {
            query.put("key", UUID.randomUUID().toString());
        }
        if (resumption != null && profile.has(Quirk.RESUMES_BY_CONVERSATION)) {
            query.put("conversation_id", resumption.value().reveal());
        }
        return query;
    }

    /** The model that the query names, or null when it names none. */
    private @Nullable String queryModel(URI base, EndpointRequest request) {
        if (request.callId() != null) {
            if (!profile.has(Side.CALLS)) {
                throw new IllegalArgumentException(
                        "the profile "
                                + profile.name()
                                + " carries no calls that a line could attach to");
            }
            return null;
        }
        boolean elsewhere =
                profile.address().model() == Address.ModelPlace.SESSION
                        || settings.query().containsKey(Address.AGENT);
        return elsewhere ? null : model(base, request);
    }

    private String model(URI base, EndpointRequest request) {
        String model = request.model() == null ? settings.model() : request.model();
        String named = RealtimeUrl.modelOf(base, model == null ? "" : model);
        if (named.isEmpty() && !RealtimeUrl.namesTarget(base)) {
            throw new IllegalArgumentException(
                    "the profile "
                            + profile.name()
                            + " has no default model; name one, or set 'model' of the provider"
                            + " openai");
        }
        return named;
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
    private Endpoint offers(URI base, EndpointRequest request) {
        if (!profile.has(Side.OFFERS)) {
            throw new IllegalArgumentException(
                    "the profile "
                            + profile.name()
                            + " takes no "
                            + request.transport().name()
                            + " line; connect with the transport websocket");
        }
        if (request.callId() != null) {
            throw new IllegalArgumentException(
                    "a "
                            + request.transport().name()
                            + " line makes a call of its own and cannot attach to "
                            + request.callId()
                            + "; attach to a call with the transport websocket");
        }
        Endpoint address = address(RealtimeUrl.calls(base, profile.address().path()), request);
        if (request.credential().kind() == Credential.Kind.CLIENT_SECRET) {
            return address;
        }
        ObjectNode session = Json.object().put("type", "realtime");
        session.put("model", model(base, request));
        return address.withOfferParts(Map.of("session", Json.text(session)));
    }

    @Override
    public RealtimeCodec openCodec() {
        return new OpenAiCodec(profile, settings.model());
    }

    @Override
    public Optional<ProviderCalls> calls() {
        return calls(null);
    }

    @Override
    public Optional<ProviderCalls> calls(@Nullable URI url) {
        return profile.has(Side.CALLS)
                ? Optional.of(new OpenAiCalls(profile, settings, base(url)))
                : Optional.empty();
    }

    @Override
    public void close() {}
}
