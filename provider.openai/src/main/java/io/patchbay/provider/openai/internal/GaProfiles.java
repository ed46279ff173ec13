package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.provider.ProviderCapabilities.Resumption;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.provider.openai.internal.Address.ModelPlace;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Services that use today's names. Where each fact comes from, and what could not be verified, is
 * in {@code docs/providers.md}.
 */
final class GaProfiles {

    private static final Sound OPENAI_SOUND =
            Sound.both(
                    Sound.today(AudioFormat.PCM16_24K, AudioFormat.PCMU_8K, AudioFormat.PCMA_8K));

    /** PCM at the rates that services with voices of their own take, and the telephone's. */
    private static final Sound MANY_RATES =
            Sound.both(
                    Sound.today(
                            AudioFormat.PCM16_24K,
                            AudioFormat.PCM16_16K,
                            AudioFormat.PCM16_48K,
                            AudioFormat.pcm16(8_000),
                            AudioFormat.pcm16(32_000),
                            AudioFormat.pcm16(44_100),
                            AudioFormat.PCMU_8K,
                            AudioFormat.PCMA_8K));

    /** The dialect's own: what all others are measured by. */
    static final Profile OPENAI =
            Profile.named("openai")
                    .address(
                            Address.of("wss://api.openai.com/v1/realtime", ModelPlace.BOTH)
                                    .withHeaderSetting("organization", "OpenAI-Organization")
                                    .withHeaderSetting("project", "OpenAI-Project")
                                    .withHeaderSetting(
                                            "safetyIdentifier", "OpenAI-Safety-Identifier"))
                    .credentials(Presentation.bearer("OPENAI_API_KEY"))
                    .sound(OPENAI_SOUND)
                    .model("gpt-realtime-2.1")
                    .transcriptionModel(SessionDefaults.TRANSCRIPTION_MODEL)
                    .sides(Side.TRACING, Side.OFFERS, Side.CALLS)
                    .maxSession(Duration.ofMinutes(60))
                    .contextTokens(32_000)
                    .build();

    /** Azure OpenAI by its v1 address: the model is the name of a deployment. */
    private static final Profile AZURE =
            Profile.named("azure")
                    .address(
                            Address.own("/openai/v1/realtime", ModelPlace.QUERY)
                                    .withResource("https://{}.openai.azure.com"))
                    .credentials(
                            new Presentation(
                                    new Presentation.Header("api-key", ""),
                                    Presentation.BEARER,
                                    "AZURE_OPENAI_API_KEY",
                                    "AZURE_OPENAI_AD_TOKEN"))
                    .shape(SessionShape.NESTED.without(ConfigField.TRACING, ConfigField.PROMPT))
                    .sound(OPENAI_SOUND)
                    .transcriptionModel("whisper-1")
                    .sides(Side.OFFERS, Side.CALLS)
                    .maxSession(Duration.ofMinutes(30))
                    .contextTokens(32_000)
                    .build();

    /** xAI's Grok Voice: sound as today, voice and turn detection at the top. */
    private static final Profile XAI =
            Profile.named("xai")
                    .address(Address.of("wss://api.x.ai/v1/realtime", ModelPlace.QUERY))
                    .credentials(Presentation.bearer("XAI_API_KEY"))
                    .shape(
                            SessionShape.NESTED
                                    .untyped()
                                    .with(ConfigField.VOICE, "voice")
                                    .with(ConfigField.TURN_DETECTION, "turn_detection")
                                    .without(
                                            ConfigField.OUTPUT_MODALITY,
                                            ConfigField.NOISE_REDUCTION,
                                            ConfigField.REASONING_EFFORT,
                                            ConfigField.CONTEXT_TRUNCATION,
                                            ConfigField.TRACING,
                                            ConfigField.PROMPT,
                                            ConfigField.TRANSCRIPT_LOGPROBS))
                    .sound(MANY_RATES)
                    .turns(Turns.of(Map.of("server_vad", Turns.SERVER_VAD)))
                    .opening(serverVad())
                    .model("grok-voice-latest")
                    .transcriptionModel("grok-transcribe")
                    .quirks(
                            Quirk.RESUMES_BY_CONVERSATION,
                            Quirk.FORCE_MESSAGE,
                            Quirk.TRANSCRIPTION_HINTS)
                    .with(Feature.SAY)
                    .without(
                            Feature.TEXT_OUTPUT,
                            Feature.TRUNCATE,
                            Feature.MANUAL_TURNS,
                            Feature.CLIENT_RESPONSES,
                            Feature.CLIENT_INTERRUPTION,
                            Feature.OUT_OF_BAND_RESPONSES,
                            Feature.DTMF)
                    .resumption(Resumption.HANDLE)
                    .moveOrder(MoveOrder.CLOSE_FIRST)
                    .maxSession(Duration.ofMinutes(60))
                    .build();

    /** Inworld: a model of choice behind its own ears and voices. */
    private static final Profile INWORLD =
            Profile.named("inworld")
                    .address(
                            Address.of(
                                            "wss://api.inworld.ai/api/v1/realtime/session",
                                            ModelPlace.SESSION)
                                    .withQuery("protocol", "realtime"))
                    .credentials(
                            new Presentation(
                                    new Presentation.Header("Authorization", "Basic "),
                                    Presentation.BEARER,
                                    "INWORLD_API_KEY",
                                    null))
                    .shape(
                            SessionShape.NESTED.without(
                                    ConfigField.NOISE_REDUCTION,
                                    ConfigField.REASONING_EFFORT,
                                    ConfigField.CONTEXT_TRUNCATION,
                                    ConfigField.TRACING,
                                    ConfigField.PROMPT,
                                    ConfigField.TRANSCRIPT_LOGPROBS))
                    .sound(MANY_RATES)
                    .transcriptionModel("inworld/inworld-stt-1")
                    .quirks(Quirk.SESSION_KEY, Quirk.WAITS_FOR_CREATED, Quirk.TEXT_BESIDE_SOUND)
                    .without(
                            Feature.IMAGE_INPUT,
                            Feature.HOSTED_MCP,
                            Feature.OUT_OF_BAND_RESPONSES,
                            Feature.DTMF)
                    .build();

    /** LocalAI, on a machine of one's own: the model is the name of a pipeline. */
    private static final Profile LOCALAI =
            Profile.named("localai")
                    .address(Address.own("/v1/realtime", ModelPlace.QUERY))
                    .credentials(Presentation.bearer("LOCALAI_API_KEY"))
                    .shape(
                            SessionShape.NESTED.without(
                                    ConfigField.NOISE_REDUCTION,
                                    ConfigField.SPEED,
                                    ConfigField.PARALLEL_TOOL_CALLS,
                                    ConfigField.REASONING_EFFORT,
                                    ConfigField.CONTEXT_TRUNCATION,
                                    ConfigField.TRACING,
                                    ConfigField.PROMPT,
                                    ConfigField.TRANSCRIPT_LOGPROBS))
                    .sound(
                            Sound.both(
                                    Sound.today(
                                            AudioFormat.PCM16_24K,
                                            AudioFormat.PCM16_16K,
                                            AudioFormat.PCM16_48K,
                                            AudioFormat.pcm16(8_000))))
                    .opening(serverVad())
                    .quirks(Quirk.ANSWERS_COMMIT)
                    .without(
                            Feature.CLIENT_RESPONSES,
                            Feature.CLIENT_INTERRUPTION,
                            Feature.HOSTED_MCP,
                            Feature.OUT_OF_BAND_RESPONSES,
                            Feature.DTMF)
                    .build();

    /** All of them, the default first. */
    static final List<Profile> ALL =
            List.of(OPENAI, AZURE, VoiceLiveProfile.PROFILE, XAI, INWORLD, LOCALAI);

    private GaProfiles() {}

    /** Turns by energy and silence, where there is no other way. */
    static SessionConfig serverVad() {
        return SessionDefaults.OPENING.with(
                SessionConfig.builder().turnDetection(TurnDetection.ServerVad.defaults()).build());
    }
}
