package io.patchbay.tck;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A provider that needs no network and can do what the test says it can. With a {@link
 * ScriptedTransportFactory} a session is opened by
 *
 * <pre>{@code
 * LineChoice.builder().transport("scripted").provider("scripted").key("test").build()
 * }</pre>
 *
 * <p>Its codec is for transports that ask for one: it accepts every opening at once, writes a
 * command as its name and id, {@link io.patchbay.api.transport.Command.Raw} as it is and sound as
 * it is, and reads every message as a {@link io.patchbay.api.transport.TransportEvent.Extension}.
 * For any thread.
 */
public final class ScriptedProvider implements RealtimeProvider {

    /** The name that sessions ask for; also the one profile. */
    public static final String NAME = "scripted";

    private final String name;
    private final ProviderCapabilities capabilities;
    private final Set<ConfigField<?>> frozen = ConcurrentHashMap.newKeySet();
    private final List<EndpointRequest> endpoints = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    /** A provider that can do {@link #everything()}. */
    public ScriptedProvider() {
        this(everything());
    }

    /** A provider that can do this. */
    public ScriptedProvider(ProviderCapabilities capabilities) {
        this(NAME, capabilities);
    }

    /** Another provider than {@link #NAME}, that can do this; its one profile has its name. */
    public ScriptedProvider(String name, ProviderCapabilities capabilities) {
        this.name = Objects.requireNonNull(name, "name");
        this.capabilities = Objects.requireNonNull(capabilities, "capabilities");
    }

    /**
     * A dialect that can do less, and differently: it hears 16 kHz and speaks 24 kHz, knows no
     * tools, no voices and no transcription, closes a line before the next, and forgets it at the
     * end.
     */
    public static ProviderCapabilities modest() {
        Map<ConfigField<?>, ProviderCapabilities.Mutability> fields = new LinkedHashMap<>();
        for (ConfigField<?> field :
                List.of(
                        ConfigField.INSTRUCTIONS,
                        ConfigField.OUTPUT_MODALITY,
                        ConfigField.OUTPUT_FORMAT,
                        ConfigField.TURN_DETECTION)) {
            fields.put(field, ProviderCapabilities.Mutability.RECONNECT);
        }
        return new ProviderCapabilities(
                EnumSet.of(
                        Feature.AUDIO_INPUT,
                        Feature.AUDIO_OUTPUT,
                        Feature.HISTORY_EDITS,
                        Feature.CLIENT_RESPONSES,
                        Feature.CLIENT_INTERRUPTION),
                List.of(AudioFormat.PCM16_16K),
                List.of(AudioFormat.PCM16_24K),
                fields,
                ProviderCapabilities.Resumption.REPLAY,
                ProviderCapabilities.MoveOrder.CLOSE_FIRST,
                null,
                new ProviderCapabilities.Limits(1 << 16, 0));
    }

    /**
     * Every feature but {@link Feature#AUTOMATIC_TOOL_REPLY} and {@link Feature#SAY}, 24 kHz PCM16
     * and G.711, all fields changeable at any time but the voice, which is fixed by the first
     * sound; connect first, replay.
     */
    public static ProviderCapabilities everything() {
        Set<Feature> features = EnumSet.allOf(Feature.class);
        features.remove(Feature.AUTOMATIC_TOOL_REPLY);
        features.remove(Feature.SAY);
        Map<ConfigField<?>, ProviderCapabilities.Mutability> fields = new LinkedHashMap<>();
        for (ConfigField<?> field : FIELDS) {
            fields.put(field, ProviderCapabilities.Mutability.ANY_TIME);
        }
        fields.put(ConfigField.VOICE, ProviderCapabilities.Mutability.BEFORE_FIRST_AUDIO);
        List<AudioFormat> formats =
                List.of(AudioFormat.PCM16_24K, AudioFormat.PCMU_8K, AudioFormat.PCMA_8K);
        return new ProviderCapabilities(
                features,
                formats,
                formats,
                fields,
                ProviderCapabilities.Resumption.REPLAY,
                ProviderCapabilities.MoveOrder.CONNECT_FIRST,
                null,
                new ProviderCapabilities.Limits(1 << 20, 0));
    }

    private static final List<ConfigField<?>> FIELDS =
            List.of(
                    ConfigField.INSTRUCTIONS,
                    ConfigField.OUTPUT_MODALITY,
                    ConfigField.VOICE,
                    ConfigField.SPEED,
                    ConfigField.INPUT_FORMAT,
                    ConfigField.OUTPUT_FORMAT,
                    ConfigField.TRANSCRIPTION,
                    ConfigField.NOISE_REDUCTION,
                    ConfigField.TURN_DETECTION,
                    ConfigField.TOOLS,
                    ConfigField.TOOL_CHOICE,
                    ConfigField.PARALLEL_TOOL_CALLS,
                    ConfigField.MAX_OUTPUT_TOKENS,
                    ConfigField.REASONING_EFFORT,
                    ConfigField.CONTEXT_TRUNCATION,
                    ConfigField.TRACING,
                    ConfigField.PROMPT,
                    ConfigField.TRANSCRIPT_LOGPROBS,
                    ConfigField.PROVIDER_DATA);

    /** From now on only a new line changes this field, as a voice that has been heard. */
    public void freeze(ConfigField<?> field) {
        frozen.add(Objects.requireNonNull(field, "field"));
    }

    /** Lets the next {@link ProviderConnector#endpoint} fail; in order, each once. */
    public void failNextEndpoint(Throwable error) {
        synchronized (failures) {
            failures.add(Objects.requireNonNull(error, "error"));
        }
    }

    /** Forgets what endpoints were wanted for, for a test that lives long. */
    public void forget() {
        synchronized (endpoints) {
            endpoints.clear();
        }
    }

    /** What endpoints were wanted for so far; a credential's secret reads {@code ***} as ever. */
    public List<EndpointRequest> endpoints() {
        synchronized (endpoints) {
            return List.copyOf(endpoints);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> profiles() {
        return List.of(name);
    }

    @Override
    public ProviderCapabilities capabilities(String profile) {
        if (!profile.equals(name)) {
            throw new IllegalArgumentException(
                    "no profile '" + profile + "'; this provider has: " + name);
        }
        return capabilities;
    }

    @Override
    public ProviderConnector create(String profile, Settings settings, PlugContext context) {
        ProviderCapabilities known = capabilities(profile);
        return new ProviderConnector() {
            @Override
            public CompletionStage<Endpoint> endpoint(EndpointRequest request) {
                return find(request);
            }

            @Override
            public RealtimeCodec openCodec() {
                return new ScriptedCodec(known, frozen);
            }

            @Override
            public void close() {
                // it holds nothing
            }
        };
    }

    private CompletionStage<Endpoint> find(EndpointRequest request) {
        synchronized (endpoints) {
            endpoints.add(request);
        }
        Throwable failure = nextFailure();
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        URI uri = request.url() == null ? URI.create("ws://127.0.0.1/scripted") : request.url();
        Secret authorization = Secret.of("Bearer " + request.credential().secret().reveal());
        return CompletableFuture.completedFuture(
                new Endpoint(uri, Map.of(), Map.of("Authorization", authorization), List.of()));
    }

    private @Nullable Throwable nextFailure() {
        synchronized (failures) {
            return failures.isEmpty() ? null : failures.remove(0);
        }
    }
}
