package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.provider.openai.internal.Address.ModelPlace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Azure Voice Live: the beta's names and flat session around models of several makers, with Azure's
 * own ears and voices. Source of its members and values: Microsoft's typed client {@code
 * @azure/ai-voicelive} 1.1.0, service version 2026-07-15.
 */
final class VoiceLiveProfile {

    private static final Set<String> SERVER_VAD =
            Set.of(
                    "type",
                    "threshold",
                    "prefix_padding_ms",
                    "silence_duration_ms",
                    "end_of_utterance_detection",
                    "auto_truncate",
                    "create_response",
                    "interrupt_response");

    static final Profile PROFILE =
            Profile.named("azure-voice-live")
                    .address(
                            Address.own("/voice-live/realtime", ModelPlace.QUERY)
                                    .withResource("https://{}.services.ai.azure.com")
                                    .withQuery("api-version", "2026-07-15")
                                    .withQuerySetting("apiVersion", "api-version")
                                    .withQuerySetting("agent", Address.AGENT)
                                    .withQuerySetting("agentVersion", "agent-version")
                                    .withQuerySetting("project", "agent-project-name"))
                    .credentials(
                            new Presentation(
                                    new Presentation.Header("api-key", ""),
                                    Presentation.BEARER,
                                    "AZURE_VOICELIVE_API_KEY",
                                    "AZURE_VOICELIVE_TOKEN"))
                    .names(Names.BETA)
                    .shape(
                            SessionShape.FLAT
                                    .without(ConfigField.SPEED)
                                    .with(ConfigField.TRANSCRIPT_LOGPROBS, "include"))
                    .sound(sound())
                    .turns(turns())
                    .opening(
                            SessionDefaults.OPENING.with(
                                    SessionConfig.builder()
                                            .turnDetection(azureSemanticVad())
                                            .build()))
                    .model("gpt-realtime")
                    .transcriptionModel("azure-speech")
                    .quirks(
                            Quirk.RATE_BESIDE_FORMAT,
                            Quirk.AZURE_VOICES,
                            Quirk.PREPARED_MESSAGE,
                            Quirk.SHORT_TOKEN_LIMIT)
                    .with(Feature.SAY)
                    .without(Feature.PARALLEL_TOOLS, Feature.OUT_OF_BAND_RESPONSES, Feature.DTMF)
                    .build();

    private VoiceLiveProfile() {}

    private static TurnDetection azureSemanticVad() {
        return new TurnDetection.Extension("{\"type\":\"azure_semantic_vad\"}", null, null);
    }

    private static Sound sound() {
        AudioFormat pcm8 = AudioFormat.pcm16(8_000);
        return new Sound(
                List.of(
                        Sound.named(AudioFormat.PCM16_24K, "pcm16"),
                        Sound.named(AudioFormat.PCM16_16K, "pcm16"),
                        Sound.named(pcm8, "pcm16"),
                        Sound.named(AudioFormat.PCMU_8K, "g711_ulaw"),
                        Sound.named(AudioFormat.PCMA_8K, "g711_alaw")),
                List.of(
                        Sound.named(AudioFormat.PCM16_24K, "pcm16"),
                        Sound.named(AudioFormat.PCM16_16K, "pcm16_16000hz"),
                        Sound.named(pcm8, "pcm16_8000hz"),
                        Sound.named(AudioFormat.PCMU_8K, "g711_ulaw"),
                        Sound.named(AudioFormat.PCMA_8K, "g711_alaw")));
    }

    private static Turns turns() {
        Set<String> azure = new HashSet<>(SERVER_VAD);
        azure.addAll(Set.of("speech_duration_ms", "remove_filler_words", "languages"));
        Map<String, Set<String>> kinds = new HashMap<>();
        kinds.put("server_vad", SERVER_VAD);
        kinds.put("semantic_vad", Turns.SEMANTIC_VAD);
        kinds.put("azure_semantic_vad", azure);
        kinds.put("azure_semantic_vad_en", azure);
        kinds.put("azure_semantic_vad_multilingual", azure);
        return Turns.of(kinds);
    }
}
