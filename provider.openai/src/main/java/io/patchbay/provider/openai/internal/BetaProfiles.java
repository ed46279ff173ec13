package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The services that kept the names of the beta, and those that anybody may run beside them. */
final class BetaProfiles {

    /** Spoken answers, and turns by energy and silence; all else is left to the service. */
    private static final SessionConfig OPENING =
            SessionConfig.builder()
                    .outputModality(Modality.AUDIO)
                    .turnDetection(TurnDetection.ServerVad.defaults())
                    .build();

    /**
     * Qwen-Omni Realtime on DashScope, as its client and server events of October 2026 have it:
     * formats are only named ({@code pcm}, before {@code pcm16} and {@code pcm24}), tools are
     * nested, and no items are taken but the outputs of tools.
     */
    static final Profile QWEN =
            Profile.named("qwen")
                    .address(
                            Address.of(
                                            "wss://dashscope.aliyuncs.com/api-ws/v1/realtime",
                                            Address.ModelPlace.QUERY)
                                    .withHeaderSetting("workspace", "X-DashScope-WorkSpace"))
                    .credentials(Presentation.bearer("DASHSCOPE_API_KEY"))
                    .names(Names.BETA)
                    .shape(
                            SessionShape.FLAT.without(
                                    ConfigField.NOISE_REDUCTION,
                                    ConfigField.SPEED,
                                    ConfigField.TOOL_CHOICE,
                                    ConfigField.MAX_OUTPUT_TOKENS))
                    .sound(
                            new Sound(
                                    List.of(
                                            Sound.named(AudioFormat.PCM16_16K, "pcm"),
                                            Sound.named(AudioFormat.PCM16_16K, "pcm16")),
                                    List.of(
                                            Sound.named(AudioFormat.PCM16_24K, "pcm"),
                                            Sound.named(AudioFormat.PCM16_24K, "pcm24"))))
                    .turns(
                            Turns.of(
                                            Map.of(
                                                    "server_vad",
                                                    Set.of(
                                                            "type",
                                                            "threshold",
                                                            "prefix_padding_ms",
                                                            "silence_duration_ms",
                                                            "idle_timeout_ms"),
                                                    "semantic_vad",
                                                    Set.of(
                                                            "type",
                                                            "threshold",
                                                            "silence_duration_ms")))
                                    .implying("create_response", "interrupt_response"))
                    .opening(OPENING)
                    .model("qwen3.5-omni-flash-realtime")
                    .transcriptionModel("qwen3-asr-flash-realtime")
                    .quirks(Quirk.NESTED_TOOLS)
                    .without(
                            Feature.TEXT_INPUT,
                            Feature.IMAGE_INPUT,
                            Feature.CLIENT_INTERRUPTION,
                            Feature.CLIENT_RESPONSES,
                            Feature.TRUNCATE,
                            Feature.HISTORY_EDITS,
                            Feature.PARALLEL_TOOLS,
                            Feature.HOSTED_MCP,
                            Feature.OUT_OF_BAND_RESPONSES,
                            Feature.DTMF)
                    .maxSession(Duration.ofMinutes(120))
                    .build();

    /**
     * GLM-Realtime of Zhipu, as its AsyncAPI document of July 2026 and its own SDKs have it. Its
     * other document writes sound in WAV alone, which both agree on.
     */
    static final Profile GLM =
            Profile.named("glm")
                    .address(
                            Address.of(
                                    "wss://open.bigmodel.cn/api/paas/v4/realtime",
                                    Address.ModelPlace.SESSION))
                    // as in the samples of Zhipu's glm-realtime-sdk; its REST client has another
                    .credentials(Presentation.bearer("ZHIPU_API_KEY"))
                    .names(Names.BETA)
                    .shape(
                            SessionShape.FLAT.without(
                                    ConfigField.SPEED,
                                    ConfigField.TOOL_CHOICE,
                                    ConfigField.MAX_OUTPUT_TOKENS))
                    .sound(
                            new Sound(
                                    List.of(Sound.named(AudioFormat.PCM16_16K, "wav")),
                                    List.of(Sound.named(AudioFormat.PCM16_24K, "pcm"))))
                    .turns(
                            Turns.of(Map.of("server_vad", Set.of("type")))
                                    .implying("create_response", "interrupt_response")
                                    .noneAs("client_vad"))
                    .opening(OPENING)
                    .model("glm-realtime-flash")
                    .quirks(
                            Quirk.WAITS_FOR_CREATED,
                            Quirk.WAV_APPENDS,
                            Quirk.ALWAYS_TRANSCRIBES,
                            Quirk.STANDING_FIELDS,
                            Quirk.ITEM_OBJECTS,
                            Quirk.INCOMPLETE_ANSWERS)
                    .without(
                            Feature.IMAGE_INPUT,
                            Feature.CLIENT_INTERRUPTION,
                            Feature.CLIENT_RESPONSES,
                            Feature.TRUNCATE,
                            Feature.HOSTED_MCP,
                            Feature.OUT_OF_BAND_RESPONSES,
                            Feature.PER_RESPONSE_OVERRIDES,
                            Feature.DTMF)
                    .build();

    /** StepFun, as its documentation of the Realtime chat has it. */
    static final Profile STEPFUN =
            Profile.named("stepfun")
                    .address(
                            Address.of(
                                    "wss://api.stepfun.com/v1/realtime", Address.ModelPlace.QUERY))
                    .credentials(Presentation.bearer("STEPFUN_API_KEY"))
                    .names(Names.BETA)
                    .shape(
                            SessionShape.FLAT.without(
                                    ConfigField.NOISE_REDUCTION, ConfigField.SPEED))
                    .sound(Sound.both(List.of(Sound.named(AudioFormat.PCM16_24K, "pcm16"))))
                    .turns(
                            Turns.of(
                                            Map.of(
                                                    "server_vad",
                                                    Set.of(
                                                            "type",
                                                            "prefix_padding_ms",
                                                            "silence_duration_ms",
                                                            "energy_awakeness_threshold")))
                                    .implying("create_response"))
                    .opening(OPENING)
                    .model("step-audio-2")
                    .quirks(Quirk.NESTED_TOOLS, Quirk.ALWAYS_TRANSCRIBES, Quirk.INCOMPLETE_ANSWERS)
                    .without(
                            Feature.TEXT_OUTPUT,
                            Feature.IMAGE_INPUT,
                            Feature.CLIENT_INTERRUPTION,
                            Feature.CLIENT_RESPONSES,
                            Feature.TRUNCATE,
                            Feature.PARALLEL_TOOLS,
                            Feature.HOSTED_MCP,
                            Feature.OUT_OF_BAND_RESPONSES,
                            Feature.PER_RESPONSE_OVERRIDES,
                            Feature.DTMF)
                    .build();

    /**
     * Speaches, as its source of March 2026 has it: a chain of a recogniser, a model and a voice.
     * An answer cannot be stopped; the next one pushes it aside without a word.
     */
    static final Profile SPEACHES =
            Profile.named("speaches")
                    .address(
                            Address.of("ws://127.0.0.1:8000/v1/realtime", Address.ModelPlace.QUERY))
                    .credentials(Presentation.bearer("SPEACHES_API_KEY"))
                    .names(Names.BETA)
                    .shape(
                            SessionShape.FLAT.without(
                                    ConfigField.NOISE_REDUCTION, ConfigField.SPEED))
                    .sound(Sound.both(List.of(Sound.named(AudioFormat.PCM16_24K, "pcm16"))))
                    .turns(
                            Turns.of(
                                            Map.of(
                                                    "server_vad",
                                                    Set.of(
                                                            "type",
                                                            "threshold",
                                                            "prefix_padding_ms",
                                                            "silence_duration_ms",
                                                            "create_response")))
                                    .wanting(
                                            Map.of(
                                                    "threshold", Json.NODES.numberNode(0.9),
                                                    "prefix_padding_ms", Json.NODES.numberNode(0),
                                                    "silence_duration_ms",
                                                            Json.NODES.numberNode(550),
                                                    "create_response",
                                                            Json.NODES.booleanNode(true))))
                    .opening(OPENING)
                    .quirks(
                            Quirk.WAITS_FOR_CREATED,
                            Quirk.FORMATS_UNSAID,
                            Quirk.ALWAYS_TRANSCRIBES,
                            Quirk.NESTED_TOOL_CHOICE,
                            Quirk.INCOMPLETE_ANSWERS)
                    .without(
                            Feature.IMAGE_INPUT,
                            Feature.MANUAL_TURNS,
                            Feature.CLIENT_INTERRUPTION,
                            Feature.CANCEL,
                            Feature.TRUNCATE,
                            Feature.PARALLEL_TOOLS,
                            Feature.HOSTED_MCP,
                            Feature.OUT_OF_BAND_RESPONSES,
                            Feature.DTMF)
                    .maxSession(Duration.ofMinutes(30))
                    .build();

    /**
     * vLLM-Omni with its OpenAI endpoint of autumn 2026, which has today's names; the one before it
     * took a single turn and is not spoken here.
     */
    static final Profile VLLM_OMNI =
            Profile.named("vllm-omni")
                    .address(Address.of("ws://127.0.0.1:8091/v1/realtime", Address.ModelPlace.BOTH))
                    .credentials(Presentation.bearer("VLLM_API_KEY"))
                    .shape(
                            SessionShape.NESTED.without(
                                    ConfigField.TRANSCRIPTION,
                                    ConfigField.NOISE_REDUCTION,
                                    ConfigField.SPEED,
                                    ConfigField.PARALLEL_TOOL_CALLS,
                                    ConfigField.REASONING_EFFORT,
                                    ConfigField.TRACING,
                                    ConfigField.PROMPT,
                                    ConfigField.TRANSCRIPT_LOGPROBS))
                    .sound(Sound.both(Sound.today(AudioFormat.PCM16_24K)))
                    .turns(
                            Turns.of(
                                            Map.of(
                                                    "server_vad",
                                                    Set.of(
                                                            "type",
                                                            "threshold",
                                                            "prefix_padding_ms",
                                                            "silence_duration_ms",
                                                            "create_response",
                                                            "interrupt_response")))
                                    .wanting(
                                            Map.of(
                                                    "create_response", Json.NODES.booleanNode(true),
                                                    "interrupt_response",
                                                            Json.NODES.booleanNode(true))))
                    .opening(
                            OPENING.toBuilder()
                                    .turnDetection(
                                            new TurnDetection.ServerVad(
                                                    null, null, null, null, true, true))
                                    .build())
                    .without(
                            Feature.IMAGE_INPUT,
                            Feature.INPUT_TRANSCRIPTION,
                            Feature.HOSTED_MCP,
                            Feature.OUT_OF_BAND_RESPONSES,
                            Feature.DTMF)
                    .build();

    /** All of them. */
    static final List<Profile> ALL = List.of(QWEN, GLM, STEPFUN, SPEACHES, VLLM_OMNI);

    private BetaProfiles() {}
}
