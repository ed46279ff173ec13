package io.patchbay.emulator.face.dialect.internal;

import static io.patchbay.emulator.face.dialect.internal.ClientShapes.event;
import static io.patchbay.emulator.protocol.internal.Shapes.ANYTHING;
import static io.patchbay.emulator.protocol.internal.Shapes.ANY_OBJECT;
import static io.patchbay.emulator.protocol.internal.Shapes.BOOLEAN;
import static io.patchbay.emulator.protocol.internal.Shapes.STRING;
import static io.patchbay.emulator.protocol.internal.Shapes.array;
import static io.patchbay.emulator.protocol.internal.Shapes.fields;
import static io.patchbay.emulator.protocol.internal.Shapes.integer;
import static io.patchbay.emulator.protocol.internal.Shapes.number;
import static io.patchbay.emulator.protocol.internal.Shapes.oneOf;
import static io.patchbay.emulator.protocol.internal.Shapes.stringOr;
import static io.patchbay.emulator.protocol.internal.Shapes.tagged;

import io.patchbay.emulator.protocol.internal.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The services. Each row says where its facts are from; docs/emulator.md, what is unverified. */
final class Dialects {
    private static final String BETA_SESSION =
            "{'modalities':['text','audio'],'instructions':'','voice':'alloy',"
                    + "'input_audio_format':'pcm16','output_audio_format':'pcm16',"
                    + "'input_audio_transcription':null,'tools':[],'tool_choice':'auto',"
                    + "'temperature':0.8,'max_response_output_tokens':'inf',"
                    + "'turn_detection':{'type':'server_vad','threshold':0.5,"
                    + "'prefix_padding_ms':300,'silence_duration_ms':200,'create_response':true}}";

    /** Turns of which the client says the ends, and callers whose words are always told. */
    private static final String BY_HAND =
            "{'audio':{'input':{'turn_detection':null,'transcription':{'model':'whisper-1'}}}}";

    private static final String TRANSCRIBED =
            "{'audio':{'input':{'transcription':{'model':'whisper-1'}}}}";

    static final List<Dialect> ROWS =
            List.of(
                    azure(),
                    azureVoiceLive(),
                    xai(),
                    inworld(),
                    localAi(),
                    qwen(),
                    glm(),
                    stepFun(),
                    speaches(),
                    vllmOmni());

    private Dialects() {}

    /** Azure OpenAI, v1: Microsoft's reference of the GA Realtime API. */
    private static Dialect azure() {
        return Dialect.named("azure")
                .alone("/openai/v1/realtime")
                .header("api-key")
                .bearer()
                .query("api-key")
                .needsModel()
                .ga()
                .requires("type")
                .build();
    }

    /** Azure Voice Live: the names of Microsoft's client libraries, which are the beta's. */
    private static Dialect azureVoiceLive() {
        return Dialect.named("azure-voice-live")
                .alone("/voice-live/realtime")
                .header("api-key")
                .bearer()
                .query("api-key")
                .needsModel()
                .beta()
                .session(
                        "modalities",
                        "instructions",
                        "input_audio_format",
                        "tool_choice",
                        "temperature",
                        "max_response_output_tokens")
                .session("model", STRING)
                .session("tools", array(ANY_OBJECT))
                .session(
                        "voice",
                        stringOr(
                                STRING,
                                fields().require("type", STRING)
                                        .require("name", STRING)
                                        .allow(
                                                ANYTHING,
                                                "endpoint_id",
                                                "temperature",
                                                "style",
                                                "pitch",
                                                "rate",
                                                "volume",
                                                "custom_lexicon_url",
                                                "prefer_locales",
                                                "locale",
                                                "custom_text_normalization_url",
                                                "model")))
                .session(
                        "output_audio_format",
                        oneOf("pcm16", "pcm16_8000hz", "pcm16_16000hz", "g711_ulaw", "g711_alaw"))
                .session("input_audio_sampling_rate", integer(8_000, 24_000))
                .session(
                        "input_audio_transcription",
                        fields().allow(STRING.orNull(), "model", "language", "prompt")
                                .allow(ANYTHING, "custom_speech", "phrase_list")
                                .orNull())
                .session(
                        "turn_detection",
                        any(
                                "server_vad",
                                "semantic_vad",
                                "azure_semantic_vad",
                                "azure_semantic_vad_en",
                                "azure_semantic_vad_multilingual"))
                .session("input_audio_noise_reduction", fields().require("type", STRING).orNull())
                .session("input_audio_echo_cancellation", ANY_OBJECT.orNull())
                .session("avatar", ANY_OBJECT.orNull())
                .session("animation", ANY_OBJECT.orNull())
                .session("interim_response", ANY_OBJECT.orNull())
                .session("output_audio_timestamp_types", array(STRING))
                .session("parallel_tool_calls", BOOLEAN)
                .shows(BETA_SESSION)
                .shows("{'input_audio_sampling_rate':24000}")
                .build();
    }

    /**
     * xAI: its Voice Agent API guide, and what pydantic-ai's tests recorded of it
     * (tests/realtime/cassettes/test_xai_ws).
     */
    private static Dialect xai() {
        return Dialect.named("xai")
                .bearer()
                .ga()
                .ownModels()
                .session("voice", "turn_detection")
                .session("resumption", ANY_OBJECT)
                .anyRate()
                .ownModels()
                .resumes()
                .begins(BY_HAND)
                .without("conversation.item.truncate", "conversation.item.retrieve")
                .never("rate_limits.updated", "conversation.item.done")
                .build();
    }

    /** Inworld: its Realtime WebSocket guide. */
    private static Dialect inworld() {
        return Dialect.named("inworld")
                .alone("/api/v1/realtime/session")
                .authorization("Basic")
                .bearer()
                .ga()
                .ownModels()
                .session("provider_data", ANY_OBJECT)
                .anyRate()
                .without("conversation.item.truncate")
                .never("rate_limits.updated")
                .build();
    }

    /** LocalAI: its documentation of the Realtime API. */
    private static Dialect localAi() {
        return Dialect.named("localai")
                .bearer()
                .keyOptional()
                .needsModel()
                .ga()
                .ownModels()
                .never("rate_limits.updated")
                .build();
    }

    /** Qwen-Omni: Alibaba Cloud Model Studio, client and server events, October 2026. */
    private static Dialect qwen() {
        return Dialect.named("qwen")
                .alone("/api-ws/v1/realtime")
                .bearer()
                .needsModel()
                .beta()
                .rates(16_000, 24_000)
                .nestedTools()
                .session("modalities", "instructions", "voice", "temperature", "tool_choice")
                .session("model", STRING)
                .session("input_audio_format", oneOf("pcm", "pcm16"))
                .session("output_audio_format", oneOf("pcm", "pcm24"))
                .session("input_audio_transcription", fields().allow("model", STRING).orNull())
                .session("turn_detection")
                .session("top_p", number(0, 1))
                .session("top_k", integer(0, 1_000))
                .session("max_tokens", integer(1, 65_536))
                .session("repetition_penalty", number(0, 10))
                .session("presence_penalty", number(-2, 2))
                .session("seed", integer(0, Integer.MAX_VALUE))
                .session("smooth_output", BOOLEAN.orNull())
                .session("enable_search", BOOLEAN)
                .session("search_options", ANY_OBJECT)
                .without(
                        "conversation.item.retrieve",
                        "conversation.item.truncate",
                        "conversation.item.delete")
                .ignores("input_image_buffer.append", event().require("image", STRING))
                .takes("session.finish", event())
                .never("rate_limits.updated")
                .shows(
                        "{'modalities':['text','audio'],'voice':'Chelsie','instructions':'',"
                                + "'input_audio_format':'pcm','output_audio_format':'pcm',"
                                + "'input_audio_transcription':{'model':'qwen3-asr-flash-realtime'},"
                                + "'turn_detection':{'type':'server_vad','threshold':0.5,"
                                + "'silence_duration_ms':800},'tools':[],'enable_search':false}")
                .begins(TRANSCRIBED)
                .build();
    }

    /** GLM-Realtime: MetaGLM/glm-realtime-sdk, its document and golang/events. */
    private static Dialect glm() {
        return Dialect.named("glm")
                .alone("/api/paas/v4/realtime")
                .bearer()
                .beta()
                .rates(16_000, 24_000)
                .wav()
                .updateDropsDetection()
                .session("instructions", "voice", "tools", "tool_choice", "temperature")
                .session("model", STRING)
                .session("modalities", array(oneOf("text", "audio", "video")))
                .session("input_audio_format", oneOf("wav", "wav16", "wav24", "wav48"))
                .session("output_audio_format", oneOf("pcm"))
                .session(
                        "input_audio_transcription",
                        fields().allow("enabled", BOOLEAN).allow("model", STRING).orNull())
                .session("turn_detection", any("client_vad", "server_vad"))
                .session("max_response_output_tokens")
                .session("input_audio_noise_reduction")
                .session("greeting_config", ANY_OBJECT)
                .session("beta_fields", ANY_OBJECT)
                .without(
                        "conversation.item.retrieve",
                        "conversation.item.truncate",
                        "conversation.item.delete")
                .ignores(
                        "input_audio_buffer.append_video_frame",
                        event().require("video_frame", STRING))
                .shows(
                        "{'modalities':['text','audio'],'voice':'tongtong','instructions':'',"
                                + "'input_audio_format':'wav','output_audio_format':'pcm',"
                                + "'turn_detection':{'type':'client_vad'},'tools':[],"
                                + "'beta_fields':{'chat_mode':'audio','tts_source':'e2e',"
                                + "'auto_search':true}}")
                .begins(BY_HAND)
                .build();
    }

    /** StepFun: its guide of the Realtime API and the events of its JavaScript client. */
    private static Dialect stepFun() {
        return Dialect.named("stepfun")
                .bearer()
                .needsModel()
                .beta()
                .session("modalities", "instructions", "voice", "tool_choice", "temperature")
                .session("input_audio_format", oneOf("pcm16"))
                .session("output_audio_format", oneOf("pcm16"))
                .session("input_audio_transcription")
                .session("max_response_output_tokens")
                .session("turn_detection", any("server_vad"))
                .session("tools", array(ANY_OBJECT))
                .without("conversation.item.retrieve")
                .never("rate_limits.updated")
                .shows(BETA_SESSION)
                .shows("{'turn_detection':null}")
                .begins(BY_HAND)
                .build();
    }

    /** Speaches: its Realtime API guide, a subset of OpenAI's beta. */
    private static Dialect speaches() {
        return Dialect.named("speaches")
                .bearer()
                .header("x-api-key")
                .query("api_key")
                .keyOptional()
                .needsModel()
                .beta()
                .session(
                        "modalities",
                        "instructions",
                        "voice",
                        "input_audio_format",
                        "output_audio_format",
                        "input_audio_transcription",
                        "turn_detection",
                        "tools",
                        "tool_choice",
                        "temperature",
                        "max_response_output_tokens")
                .session("speech_model", STRING)
                .never("rate_limits.updated")
                .shows(BETA_SESSION)
                .begins(TRANSCRIBED)
                .build();
    }

    /** vLLM-Omni: entrypoints/openai/realtime/connection.py of vllm-project/vllm-omni. */
    private static Dialect vllmOmni() {
        return Dialect.named("vllm-omni")
                .bearer()
                .keyOptional()
                .ga()
                .ownModels()
                .anyRate()
                .takes("input_audio_buffer.commit", event().allow("final", BOOLEAN))
                .never("rate_limits.updated")
                .build();
    }

    /** Turn detection of one of these types with settings of the service's own, or null. */
    private static Shape any(String... types) {
        Map<String, Shape> kinds = new LinkedHashMap<>();
        for (String type : types) {
            kinds.put(type, ANY_OBJECT);
        }
        return tagged("type", kinds).orNull();
    }
}
