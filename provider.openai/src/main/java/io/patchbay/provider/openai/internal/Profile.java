package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Limits;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.ProviderCapabilities.Resumption;
import io.patchbay.api.session.ConfigField;
import io.patchbay.dialect.Base64Blocks;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * A service that speaks this dialect, as data. Another service is another row of {@link #ALL}; what
 * it does differently becomes a component here, never a subclass of the codec.
 *
 * @param name the name that sessions ask for
 * @param url where its sessions are, without a query
 * @param rest where its REST calls are
 * @param defaultModel the model when nobody names one
 * @param authHeader the header that carries the credential
 * @param authPrefix what stands before the credential in it
 * @param tracing whether it records traces, which are switched on once it has opened the session
 * @param capabilities what it can do
 */
record Profile(
        String name,
        URI url,
        URI rest,
        String defaultModel,
        String authHeader,
        String authPrefix,
        boolean tracing,
        ProviderCapabilities capabilities) {

    /** The largest piece of sound that one append may hold. */
    static final int MAX_APPEND = 15 << 20;

    private static final List<AudioFormat> FORMATS =
            List.of(AudioFormat.PCM16_24K, AudioFormat.PCMU_8K, AudioFormat.PCMA_8K);

    private static final Map<ConfigField<?>, Mutability> MUTABILITY =
            Map.ofEntries(
                    Map.entry(ConfigField.INSTRUCTIONS, Mutability.NEXT_RESPONSE),
                    Map.entry(ConfigField.OUTPUT_MODALITY, Mutability.NEXT_RESPONSE),
                    Map.entry(ConfigField.VOICE, Mutability.BEFORE_FIRST_AUDIO),
                    Map.entry(ConfigField.SPEED, Mutability.NEXT_RESPONSE),
                    Map.entry(ConfigField.INPUT_FORMAT, Mutability.ANY_TIME),
                    Map.entry(ConfigField.OUTPUT_FORMAT, Mutability.NEXT_RESPONSE),
                    Map.entry(ConfigField.TRANSCRIPTION, Mutability.ANY_TIME),
                    Map.entry(ConfigField.NOISE_REDUCTION, Mutability.ANY_TIME),
                    Map.entry(ConfigField.TURN_DETECTION, Mutability.ANY_TIME),
                    Map.entry(ConfigField.TOOLS, Mutability.NEXT_RESPONSE),
                    Map.entry(ConfigField.TOOL_CHOICE, Mutability.NEXT_RESPONSE),
                    Map.entry(ConfigField.PARALLEL_TOOL_CALLS, Mutability.NEXT_RESPONSE),
                    Map.entry(ConfigField.MAX_OUTPUT_TOKENS, Mutability.NEXT_RESPONSE),
                    Map.entry(ConfigField.REASONING_EFFORT, Mutability.NEXT_RESPONSE),
                    Map.entry(ConfigField.CONTEXT_TRUNCATION, Mutability.NEXT_RESPONSE),
                    // once on, it stays as it is; ConfigPlanner lets it be switched on at any time
                    Map.entry(ConfigField.TRACING, Mutability.RECONNECT),
                    Map.entry(ConfigField.PROMPT, Mutability.NEXT_RESPONSE),
                    Map.entry(ConfigField.TRANSCRIPT_LOGPROBS, Mutability.ANY_TIME),
                    Map.entry(ConfigField.PROVIDER_DATA, Mutability.ANY_TIME));

    private static final Profile OPENAI =
            new Profile(
                    "openai",
                    URI.create("wss://api.openai.com/v1/realtime"),
                    URI.create("https://api.openai.com/v1/realtime"),
                    "gpt-realtime-2.1",
                    "Authorization",
                    "Bearer ",
                    true,
                    new ProviderCapabilities(
                            // it waits to be asked after a tool's output, and says no given words
                            EnumSet.complementOf(
                                    EnumSet.of(
                                            Feature.AUTOMATIC_TOOL_REPLY,
                                            Feature.BACKGROUND_TOOLS,
                                            Feature.HISTORY_SEED,
                                            Feature.SPEECH_ACTIVITY,
                                            Feature.SAY)),
                            FORMATS,
                            FORMATS,
                            MUTABILITY,
                            Resumption.REPLAY,
                            MoveOrder.CONNECT_FIRST,
                            Duration.ofMinutes(60),
                            new Limits(Base64Blocks.encodedLength(MAX_APPEND) + 1024, 32_000)));

    /** All profiles, the default first. */
    static final List<Profile> ALL = List.of(OPENAI);

    /**
     * The profile of a name.
     *
     * @throws IllegalArgumentException when there is none; the message lists what there is
     */
    static Profile of(String name) {
        return ALL.stream()
                .filter(profile -> profile.name.equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "the provider openai has no profile '"
                                                + name
                                                + "', only "
                                                + ALL.stream().map(Profile::name).toList()));
    }
}
