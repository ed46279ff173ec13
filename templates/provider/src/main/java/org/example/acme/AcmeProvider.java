package org.example.acme;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.ProviderCapabilities.Resumption;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * The provider {@code acme}, whose dialect {@link AcmeCodec} describes. Setting, in a container
 * under the PID {@code org.example.acme}: {@code url}, the address of the service.
 */
@Component(service = RealtimeProvider.class, configurationPid = "org.example.acme")
public final class AcmeProvider implements RealtimeProvider {

    private static final String URL = "wss://acme.example.org/v1/talk";

    /** What the service can do, and nothing more: a session finds other ways, or says no. */
    static final ProviderCapabilities CAPABILITIES =
            new ProviderCapabilities(
                    Set.of(
                            Feature.AUDIO_INPUT,
                            Feature.AUDIO_OUTPUT,
                            Feature.TEXT_INPUT,
                            Feature.SERVER_TURN_DETECTION,
                            Feature.INPUT_TRANSCRIPTION,
                            Feature.CANCEL,
                            Feature.HISTORY_SEED,
                            Feature.FUNCTION_TOOLS,
                            Feature.PARALLEL_TOOLS),
                    List.of(AudioFormat.PCM16_24K),
                    List.of(AudioFormat.PCM16_24K),
                    Map.of(
                            ConfigField.INSTRUCTIONS, Mutability.ANY_TIME,
                            ConfigField.TOOLS, Mutability.ANY_TIME,
                            ConfigField.VOICE, Mutability.RECONNECT),
                    Resumption.REPLAY,
                    MoveOrder.CONNECT_FIRST,
                    null,
                    new ProviderCapabilities.Limits(1 << 20, 0));

    /** For containers and {@link java.util.ServiceLoader}. */
    public AcmeProvider() {}

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public List<String> profiles() {
        return List.of("acme");
    }

    @Override
    public ProviderCapabilities capabilities(String profile) {
        if (!profiles().contains(profile)) {
            throw new IllegalArgumentException(
                    "no profile '" + profile + "'; this provider has: acme");
        }
        return CAPABILITIES;
    }

    @Override
    public ProviderConnector create(String profile, Settings settings, PlugContext context) {
        capabilities(profile);
        URI own = url(settings.text("url", URL));
        return new ProviderConnector() {
            @Override
            public CompletionStage<Endpoint> endpoint(EndpointRequest request) {
                URI wanted = request.url();
                return CompletableFuture.completedFuture(
                        new Endpoint(
                                wanted == null ? own : wanted,
                                Map.of(),
                                authorization(request.credential()),
                                List.of()));
            }

            @Override
            public RealtimeCodec openCodec() {
                return new AcmeCodec();
            }

            @Override
            public void close() {
                // it holds nothing
            }
        };
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'url' is no address", e);
        }
        throw new IllegalArgumentException("setting 'url' must be an address with a host");
    }

    private static Map<String, Secret> authorization(Credential credential) {
        return credential.kind() == Credential.Kind.NONE
                ? Map.of()
                : Map.of("Authorization", Secret.of("Bearer " + credential.secret().reveal()));
    }

    /** Its configuration changed: there is nothing to do, and no reason to go and come back. */
    @Modified
    void modified() {}
}
