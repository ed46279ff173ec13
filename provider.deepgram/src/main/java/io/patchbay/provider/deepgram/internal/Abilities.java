package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.ProviderCapabilities.Resumption;
import io.patchbay.api.session.ConfigField;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Deepgram's Voice Agent does by itself. It decides on its own when to answer and when to
 * stop: nobody can ask for an answer, stop one, cut one from its memory, or take turns for it.
 */
final class Abilities {

    /** Raw sound; compressed encodings of the service come in containers or packets. */
    private static final List<AudioFormat> SOUND =
            List.of(
                    AudioFormat.PCM16_24K,
                    AudioFormat.PCM16_16K,
                    AudioFormat.PCM16_48K,
                    AudioFormat.pcm16(8_000),
                    AudioFormat.pcm16(32_000),
                    AudioFormat.PCMU_8K,
                    AudioFormat.PCMA_8K);

    static final ProviderCapabilities ALL =
            new ProviderCapabilities(
                    Set.of(
                            Feature.AUDIO_INPUT,
                            Feature.AUDIO_OUTPUT,
                            Feature.TEXT_INPUT,
                            Feature.SERVER_TURN_DETECTION,
                            Feature.INPUT_TRANSCRIPTION,
                            Feature.HISTORY_SEED,
                            Feature.FUNCTION_TOOLS,
                            Feature.PARALLEL_TOOLS,
                            Feature.AUTOMATIC_TOOL_REPLY,
                            Feature.SAY),
                    SOUND,
                    SOUND,
                    Map.ofEntries(
                            Map.entry(ConfigField.INSTRUCTIONS, Mutability.ANY_TIME),
                            Map.entry(ConfigField.TOOLS, Mutability.ANY_TIME),
                            Map.entry(ConfigField.VOICE, Mutability.ANY_TIME),
                            Map.entry(ConfigField.SPEED, Mutability.ANY_TIME),
                            Map.entry(ConfigField.OUTPUT_MODALITY, Mutability.RECONNECT),
                            Map.entry(ConfigField.INPUT_FORMAT, Mutability.RECONNECT),
                            Map.entry(ConfigField.OUTPUT_FORMAT, Mutability.RECONNECT),
                            Map.entry(ConfigField.TRANSCRIPTION, Mutability.RECONNECT),
                            Map.entry(ConfigField.TURN_DETECTION, Mutability.RECONNECT),
                            Map.entry(ConfigField.PROVIDER_DATA, Mutability.RECONNECT)),
                    Resumption.REPLAY,
                    MoveOrder.CONNECT_FIRST,
                    null,
                    new ProviderCapabilities.Limits(1 << 20, 0));

    private Abilities() {}
}
