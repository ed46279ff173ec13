package io.patchbay.emulator.protocol.internal;

import static io.patchbay.emulator.protocol.internal.Shapes.ANY_OBJECT;
import static io.patchbay.emulator.protocol.internal.Shapes.BOOLEAN;
import static io.patchbay.emulator.protocol.internal.Shapes.STRING;
import static io.patchbay.emulator.protocol.internal.Shapes.array;
import static io.patchbay.emulator.protocol.internal.Shapes.fields;
import static io.patchbay.emulator.protocol.internal.Shapes.integer;
import static io.patchbay.emulator.protocol.internal.Shapes.map;
import static io.patchbay.emulator.protocol.internal.Shapes.number;
import static io.patchbay.emulator.protocol.internal.Shapes.oneOf;
import static io.patchbay.emulator.protocol.internal.Shapes.string;
import static io.patchbay.emulator.protocol.internal.Shapes.stringOr;
import static io.patchbay.emulator.protocol.internal.Shapes.tagged;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The session object, as clients may send it. */
public final class SessionShapes {
    private static final String TYPE = "type";

    /** A sound format on either side. */
    static final Shape FORMAT =
            tagged(
                    TYPE,
                    Map.of(
                            "audio/pcm",
                            fields().allow(TYPE, STRING).allow("rate", integer(24_000, 24_000)),
                            "audio/pcmu",
                            fields().allow(TYPE, STRING),
                            "audio/pcma",
                            fields().allow(TYPE, STRING)));

    /** A voice by name, or a custom one by id. */
    static final Shape VOICE = stringOr(string(128), fields().require("id", string(128)));

    private static final Shape TRANSCRIPTION =
            fields().allow(
                            "model",
                            oneOf(
                                    "whisper-1",
                                    "gpt-transcribe",
                                    "gpt-live-transcribe",
                                    "gpt-4o-transcribe",
                                    "gpt-4o-mini-transcribe",
                                    "gpt-4o-mini-transcribe-2025-12-15",
                                    "gpt-4o-transcribe-diarize",
                                    "gpt-realtime-whisper"))
                    .allow(STRING.orNull(), "language", "prompt")
                    .allow(array(STRING), "languages", "keywords")
                    .allow("delay", oneOf("minimal", "low", "medium", "high", "xhigh"));

    private static final Shape TURN_DETECTION =
            tagged(
                    TYPE,
                    Map.of(
                            "server_vad",
                            fields().allow(TYPE, STRING)
                                    .allow("threshold", number(0, 1))
                                    .allow(integer(0, 60_000), "prefix_padding_ms")
                                    .allow(integer(0, 60_000), "silence_duration_ms")
                                    .allow("idle_timeout_ms", integer(5_000, 30_000).orNull())
                                    .allow(BOOLEAN, "create_response", "interrupt_response"),
                            "semantic_vad",
                            fields().allow(TYPE, STRING)
                                    .allow("eagerness", oneOf("low", "medium", "high", "auto"))
                                    .allow(BOOLEAN, "create_response", "interrupt_response")));

    private static final Shape INPUT =
            fields().allow("format", FORMAT)
                    .allow("transcription", TRANSCRIPTION.orNull())
                    .allow(
                            "noise_reduction",
                            fields().allow(TYPE, oneOf("near_field", "far_field"))
                                    .allow("strength", number(0, 1))
                                    .orNull())
                    .allow("turn_detection", TURN_DETECTION.orNull());

    private static final Shape OUTPUT =
            fields().allow("format", FORMAT)
                    .allow("voice", VOICE)
                    .allow("speed", number(0.25, 1.5));

    /** Exactly one of the two kinds of output. */
    static final Shape MODALITIES =
            (value, path) -> {
                array(oneOf("text", "audio")).check(value, path);
                if (value.size() != 1) {
                    throw ProtocolException.invalidValue(
                            "Invalid modalities: '"
                                    + path
                                    + "' takes exactly one of 'audio' and 'text'.",
                            path);
                }
            };

    private static final Shape TOOL_FILTER = stringOrArrayOfTools();

    /** A function or an mcp server. */
    static final Shape TOOL =
            tagged(
                    TYPE,
                    Map.of(
                            "function",
                            fields().allow(TYPE, STRING)
                                    .require("name", functionName())
                                    .allow("description", STRING)
                                    .allow("parameters", ANY_OBJECT.orNull()),
                            "mcp",
                            mcp()));

    /** How the model may choose among the tools. */
    static final Shape TOOL_CHOICE =
            stringOr(
                    oneOf("none", "auto", "required"),
                    tagged(
                            TYPE,
                            Map.of(
                                    "function",
                                    fields().allow(TYPE, STRING).require("name", STRING),
                                    "mcp",
                                    fields().allow(TYPE, STRING)
                                            .require("server_label", STRING)
                                            .allow("name", STRING.orNull()))));

    /** A number of tokens, or {@code inf}. */
    static final Shape MAX_TOKENS =
            (value, path) -> {
                if (value.isString()) {
                    oneOf("inf").check(value, path);
                } else {
                    integer(1, 4096).check(value, path);
                }
            };

    /** A stored prompt. */
    static final Shape PROMPT =
            fields().require("id", string(512))
                    .allow("version", STRING.orNull())
                    .allow("variables", map(stringOrObject()).orNull())
                    .orNull();

    /** Settings of reasoning models. */
    static final Shape REASONING =
            fields().allow("effort", oneOf("minimal", "low", "medium", "high", "xhigh"));

    private static final Shape TRUNCATION =
            stringOr(
                    oneOf("auto", "disabled"),
                    fields().require(TYPE, oneOf("retention_ratio"))
                            .require("retention_ratio", number(0, 1))
                            .allow(
                                    "token_limits",
                                    fields().allow("post_instructions", integer(0, 1 << 20))));

    private static final Shape TRACING =
            stringOr(
                            oneOf("auto"),
                            fields().allow(STRING, "workflow_name", "group_id")
                                    .allow("metadata", ANY_OBJECT))
                    .orNull();

    private static final Shape INCLUDE =
            array(oneOf("item.input_audio_transcription.logprobs")).orNull();

    /** A conversation or a transcription session; every field but {@code type} may be missing. */
    public static final Shape SESSION =
            tagged(
                    TYPE,
                    Map.of(
                            "realtime",
                            fields().allow(TYPE, STRING)
                                    .allow("model", string(128))
                                    .allow("output_modalities", MODALITIES)
                                    .allow("instructions", STRING)
                                    .allow(
                                            "audio",
                                            fields().allow("input", INPUT).allow("output", OUTPUT))
                                    .allow("tools", array(TOOL))
                                    .allow("tool_choice", TOOL_CHOICE)
                                    .allow("max_output_tokens", MAX_TOKENS)
                                    .allow("truncation", TRUNCATION)
                                    .allow("tracing", TRACING)
                                    .allow("prompt", PROMPT)
                                    .allow("include", INCLUDE)
                                    .allow("parallel_tool_calls", BOOLEAN)
                                    .allow("reasoning", REASONING),
                            "transcription",
                            fields().allow(TYPE, STRING)
                                    .allow("include", INCLUDE)
                                    .allow("audio", fields().allow("input", INPUT))));

    private SessionShapes() {}

    private static Shape functionName() {
        return (value, path) -> {
            string(64).check(value, path);
            if (!value.stringValue().matches("[A-Za-z0-9_.-]+")) {
                throw ProtocolException.invalidValue(
                        "Invalid '"
                                + path
                                + "': only letters, digits, '_', '-' and '.' may stand in a name.",
                        path);
            }
        };
    }

    private static Shape mcp() {
        Shape fields =
                fields().allow(TYPE, STRING)
                        .require("server_label", string(128))
                        .allow(STRING, "server_url", "connector_id", "tunnel_id")
                        .allow(STRING.orNull(), "server_description", "authorization")
                        .allow("headers", map(STRING).orNull())
                        .allow("allowed_tools", TOOL_FILTER.orNull())
                        .allow("require_approval", approval().orNull())
                        .allow("allowed_callers", array(oneOf("direct", "programmatic")).orNull())
                        .allow("defer_loading", BOOLEAN);
        return (value, path) -> {
            fields.check(value, path);
            if (!value.has("server_url") && !value.has("connector_id") && !value.has("tunnel_id")) {
                throw Shapes.missing(Shapes.join(path, "server_url"));
            }
        };
    }

    private static Shape filter() {
        return fields().allow("tool_names", array(STRING)).allow("read_only", BOOLEAN);
    }

    private static Shape stringOrArrayOfTools() {
        return (value, path) -> {
            if (value.isArray()) {
                array(STRING).check(value, path);
            } else {
                filter().check(value, path);
            }
        };
    }

    private static Shape approval() {
        return stringOr(oneOf("always", "never"), fields().allow(filter(), "always", "never"));
    }

    private static Shape stringOrObject() {
        return (JsonNode value, String path) -> {
            if (!value.isString()) {
                ANY_OBJECT.check(value, path);
            }
        };
    }
}
