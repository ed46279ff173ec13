package io.patchbay.provider.gemini.internal;

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
import org.jspecify.annotations.Nullable;

/** Says where a profile's lines go and makes their codecs. Holds nothing that wants releasing. */
final class GeminiConnector implements ProviderConnector {

    private static final String DEVELOPERS = "wss://generativelanguage.googleapis.com";

    private final Profile profile;
    private final Service service;

    GeminiConnector(Profile profile, Service service) {
        this.profile = profile;
        this.service = service;
    }

    /** How a credential opens the door. */
    private enum Door {
        KEY,
        TOKEN,
        BEARER,
        OPEN
    }

    @Override
    public CompletionStage<Endpoint> endpoint(EndpointRequest request) {
        try {
            if (request.callId() != null) {
                throw new IllegalArgumentException(
                        "Gemini carries no calls to attach to; open a session of its own");
            }
            if (request.transport().media() != TransportCapabilities.Media.MESSAGES) {
                throw new IllegalArgumentException(
                        "Gemini is reached by messages only, not by "
                                + request.transport().name()
                                + "; use the transport websocket");
            }
            Door door = door(request.credential());
            URI asked = request.url() == null ? service.baseUrl() : request.url();
            URI address =
                    asked == null
                            ? own(door, request.model())
                            : SocketAddresses.of(asked, path(door));
            return CompletableFuture.completedFuture(
                    new Endpoint(
                            address,
                            Map.of("User-Agent", userAgent()),
                            headers(door, request.credential()),
                            List.of()));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Google's own address. */
    private URI own(Door door, @Nullable String model) {
        if (!profile.cloud()) {
            return URI.create(DEVELOPERS + path(door));
        }
        String named = profile.model(model == null ? defaultModel() : model, service);
        if (door == Door.BEARER && !named.startsWith("projects/")) {
            throw new IllegalArgumentException(
                    "a model of Google Cloud belongs to a project: set 'project' of the provider"
                            + " gemini, or name the model projects/…/locations/…/publishers/google/"
                            + "models/…");
        }
        String location = service.location();
        String host =
                location.equals("global")
                        ? "aiplatform.googleapis.com"
                        : location + "-aiplatform.googleapis.com";
        return URI.create("wss://" + host + Profile.CLOUD_PATH);
    }

    private String path(Door door) {
        if (profile.cloud()) {
            return Profile.CLOUD_PATH;
        }
        return door == Door.TOKEN ? Profile.TOKEN_PATH : Profile.PATH;
    }

    private Door door(Credential credential) {
        if (credential.kind() == Credential.Kind.NONE) {
            return Door.OPEN;
        }
        String secret = credential.secret().reveal();
        // a supplier of plain keys cannot say of which kind they are, but they show it
        if (credential.kind() == Credential.Kind.CLIENT_SECRET
                || secret.startsWith("auth_tokens/")) {
            return Door.TOKEN;
        }
        return credential.kind() == Credential.Kind.BEARER_TOKEN || secret.startsWith("ya29.")
                ? Door.BEARER
                : Door.KEY;
    }

    private static Map<String, Secret> headers(Door door, Credential credential) {
        return switch (door) {
            case OPEN -> Map.of();
            case KEY -> Map.of("x-goog-api-key", credential.secret());
            case TOKEN ->
                    Map.of("Authorization", Secret.of("Token " + credential.secret().reveal()));
            case BEARER ->
                    Map.of("Authorization", Secret.of("Bearer " + credential.secret().reveal()));
        };
    }

    private static String userAgent() {
        String version = GeminiConnector.class.getPackage().getImplementationVersion();
        return version == null ? "Patchbay" : "Patchbay/" + version;
    }

    private String defaultModel() {
        return service.model() == null ? profile.defaultModel() : service.model();
    }

    @Override
    public RealtimeCodec openCodec() {
        return new GeminiCodec(
                profile, model -> profile.model(model == null ? defaultModel() : model, service));
    }

    @Override
    public void close() {}
}
