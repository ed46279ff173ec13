package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
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
import io.patchbay.api.session.ConfigField;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Another provider, whose dialect {@link PlainCodec} speaks. It can do less than others: its
 * configuration is instructions and tools, and responses beside the conversation it has none.
 */
public final class PlainPlug implements BundleActivator, RealtimeProvider {

    /** Its name. */
    public static final String NAME = "plain";

    static final ProviderCapabilities CAPABILITIES =
            new ProviderCapabilities(
                    Set.of(
                            Feature.AUDIO_INPUT,
                            Feature.AUDIO_OUTPUT,
                            Feature.TEXT_INPUT,
                            Feature.SERVER_TURN_DETECTION,
                            Feature.INPUT_TRANSCRIPTION,
                            Feature.CANCEL,
                            Feature.TRUNCATE,
                            Feature.HISTORY_EDITS,
                            Feature.PER_RESPONSE_OVERRIDES,
                            Feature.FUNCTION_TOOLS,
                            Feature.PARALLEL_TOOLS),
                    List.of(AudioFormat.PCM16_24K),
                    List.of(AudioFormat.PCM16_24K),
                    Map.of(
                            ConfigField.INSTRUCTIONS, Mutability.ANY_TIME,
                            ConfigField.TOOLS, Mutability.ANY_TIME),
                    Resumption.REPLAY,
                    MoveOrder.CONNECT_FIRST,
                    null,
                    new ProviderCapabilities.Limits(1 << 20, 0));

    @Override
    public void start(BundleContext context) {
        context.registerService(RealtimeProvider.class, this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // the container takes the service back
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> profiles() {
        return List.of(NAME);
    }

    @Override
    public ProviderCapabilities capabilities(String profile) {
        return CAPABILITIES;
    }

    @Override
    public ProviderConnector create(String profile, Settings settings, PlugContext context) {
        return new ProviderConnector() {
            @Override
            public CompletionStage<Endpoint> endpoint(EndpointRequest request) {
                URI url = request.url();
                return url == null
                        ? CompletableFuture.failedFuture(
                                new IllegalArgumentException("there is no public service"))
                        : CompletableFuture.completedFuture(
                                new Endpoint(url, Map.of(), Map.of(), List.of()));
            }

            @Override
            public RealtimeCodec openCodec() {
                return new PlainCodec();
            }

            @Override
            public void close() {
                // it holds nothing
            }
        };
    }
}
