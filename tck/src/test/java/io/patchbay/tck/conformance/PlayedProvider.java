package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import io.patchbay.tck.ScriptedProvider;
import java.net.URI;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A provider whose dialect has a word for everything ({@link PlayedWire}) and keeps its contract,
 * but for the rule that is broken now; {@code claim:FEATURE} breaks one claim.
 */
final class PlayedProvider implements RealtimeProvider {

    static final String CLAIM = "claim:";

    /** What it can do; what is missing here its codec refuses. */
    private static final Set<Feature> ABLE =
            EnumSet.complementOf(
                    EnumSet.of(Feature.SAY, Feature.IMAGE_INPUT, Feature.AUTOMATIC_TOOL_REPLY));

    /** Whether the codec does this now: what is claimed, unless that is what is broken. */
    static boolean does(Feature feature) {
        return ABLE.contains(feature) != KitRun.fault().equals(CLAIM + feature);
    }

    @Override
    public String name() {
        return "played";
    }

    @Override
    public List<String> profiles() {
        return List.of("played");
    }

    @Override
    public ProviderCapabilities capabilities(String profile) {
        ProviderCapabilities all = ScriptedProvider.everything();
        Map<ConfigField<?>, Mutability> fields = new HashMap<>(all.mutability());
        fields.remove(ConfigField.PROMPT);
        fields.put(ConfigField.VOICE, Mutability.RECONNECT);
        fields.put(ConfigField.SPEED, Mutability.NEXT_RESPONSE);
        return new ProviderCapabilities(
                ABLE,
                all.inputFormats(),
                all.outputFormats(),
                fields,
                all.resumption(),
                all.moveOrder(),
                null,
                all.limits());
    }

    @Override
    public ProviderConnector create(String profile, Settings settings, PlugContext context) {
        ProviderCapabilities able = capabilities(profile);
        return new ProviderConnector() {
            @Override
            public CompletionStage<Endpoint> endpoint(EndpointRequest request) {
                @Nullable URI url = request.url();
                String key = request.credential().secret().reveal();
                return CompletableFuture.completedFuture(
                        new Endpoint(
                                url == null ? URI.create("ws://127.0.0.1:1/") : url,
                                Map.of(),
                                broken("the_key_is_presented_at_the_door_and_shown_nowhere_else")
                                        ? Map.of()
                                        : Map.of("Authorization", Secret.of("Bearer " + key)),
                                List.of()));
            }

            @Override
            public RealtimeCodec openCodec() {
                return new PlayedCodec(able);
            }

            @Override
            public void close() {
                // it holds nothing
            }
        };
    }
}
