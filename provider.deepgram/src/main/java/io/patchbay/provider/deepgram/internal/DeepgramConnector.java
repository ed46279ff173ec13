package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.dialect.SocketAddresses;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says where lines go and makes their codecs. Holds nothing that wants releasing. */
final class DeepgramConnector implements ProviderConnector {

    /** Where the service is; self-hosted ones and the one in Europe have the same path. */
    private static final URI SERVICE = URI.create("wss://agent.deepgram.com/v1/agent/converse");

    private final ServiceSettings settings;

    DeepgramConnector(ServiceSettings settings) {
        this.settings = settings;
    }

    @Override
    public CompletionStage<Endpoint> endpoint(EndpointRequest request) {
        try {
            if (request.transport().media() != TransportCapabilities.Media.MESSAGES) {
                throw new IllegalArgumentException(
                        "Deepgram is reached over a WebSocket only; use the transport websocket,"
                                + " not "
                                + request.transport().name());
            }
            if (request.callId() != null) {
                throw new IllegalArgumentException(
                        "Deepgram carries no calls that a line could attach to");
            }
            URI url = request.url();
            if (url == null) {
                url = settings.url();
            }
            return CompletableFuture.completedFuture(
                    new Endpoint(
                            SocketAddresses.of(url == null ? SERVICE : url, SERVICE.getRawPath()),
                            Map.of(),
                            authorization(request.credential()),
                            List.of()));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A key of the account is a token here, and a short-lived token is a bearer's. */
    private static Map<String, Secret> authorization(Credential credential) {
        if (credential.kind() == Credential.Kind.NONE) {
            return Map.of();
        }
        String scheme = credential.kind() == Credential.Kind.API_KEY ? "Token " : "Bearer ";
        return Map.of("Authorization", Secret.of(scheme + credential.secret().reveal()));
    }

    @Override
    public RealtimeCodec openCodec() {
        return new DeepgramCodec(settings);
    }

    @Override
    public void close() {}
}
