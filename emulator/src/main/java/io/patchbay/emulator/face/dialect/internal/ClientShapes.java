package io.patchbay.emulator.face.dialect.internal;

import static io.patchbay.emulator.protocol.internal.Shapes.ANYTHING;
import static io.patchbay.emulator.protocol.internal.Shapes.BOOLEAN;
import static io.patchbay.emulator.protocol.internal.Shapes.STRING;
import static io.patchbay.emulator.protocol.internal.Shapes.array;
import static io.patchbay.emulator.protocol.internal.Shapes.fields;
import static io.patchbay.emulator.protocol.internal.Shapes.integer;
import static io.patchbay.emulator.protocol.internal.Shapes.number;
import static io.patchbay.emulator.protocol.internal.Shapes.oneOf;
import static io.patchbay.emulator.protocol.internal.Shapes.string;
import static io.patchbay.emulator.protocol.internal.Shapes.stringOr;

import io.patchbay.emulator.protocol.internal.Shape;
import io.patchbay.emulator.protocol.internal.Shapes;
import java.util.LinkedHashMap;
import java.util.Map;

/** What clients may send: what the services have in common. */
final class ClientShapes {
    private static final Shape ID = string(512);

    /** The fields of today's session, whose values the session itself checks. */
    static final Map<String, Shape> GA_SESSION =
            all(
                    ANYTHING,
                    "type",
                    "model",
                    "output_modalities",
                    "instructions",
                    "tools",
                    "tool_choice",
                    "parallel_tool_calls",
                    "reasoning",
                    "max_output_tokens",
                    "truncation",
                    "tracing",
                    "prompt",
                    "include",
                    "audio");

    static final Shape DETECTION = detection("server_vad", "semantic_vad");

    private static final Shape TOOL =
            fields().require("type", oneOf("function"))
                    .require("name", STRING)
                    .allow("description", STRING)
                    .allow("parameters", Shapes.ANY_OBJECT);

    static final Shape NESTED_TOOL =
            fields().require("type", oneOf("function"))
                    .require(
                            "function",
                            fields().require("name", STRING)
                                    .allow("description", STRING)
                                    .allow("parameters", Shapes.ANY_OBJECT));

    private static final Shape MAX_TOKENS =
            (value, path) -> {
                if (!value.isString() || !"inf".equals(value.stringValue())) {
                    integer(1, 65_536).check(value, path);
                }
            };

    private static final Map<String, Shape> FLAT = flat();

    static final Map<String, Shape> EVENTS = events();

    private ClientShapes() {}

    private static Map<String, Shape> all(Shape shape, String... names) {
        Map<String, Shape> map = new LinkedHashMap<>();
        for (String name : names) {
            map.put(name, shape);
        }
        return map;
    }

    /** A turn detection of one of these types, or null. */
    static Shape detection(String... types) {
        return fields().require("type", oneOf(types))
                .allow("threshold", number(-1, 1))
                .allow(
                        integer(0, 60_000).orNull(),
                        "prefix_padding_ms",
                        "silence_duration_ms",
                        "idle_timeout_ms")
                .allow(BOOLEAN, "create_response", "interrupt_response")
                .allow("eagerness", oneOf("low", "medium", "high", "auto"))
                .orNull();
    }

    /** The shape of a field that the beta's session had. */
    static Shape flat(String field) {
        Shape shape = FLAT.get(field);
        if (shape == null) {
            throw new IllegalArgumentException(field + " was no field of the beta's session");
        }
        return shape;
    }

    private static Map<String, Shape> flat() {
        Map<String, Shape> flat = new LinkedHashMap<>();
        flat.put("modalities", array(oneOf("text", "audio")));
        flat.put("instructions", STRING);
        flat.put("voice", STRING);
        flat.put("input_audio_format", oneOf("pcm16", "g711_ulaw", "g711_alaw"));
        flat.put("output_audio_format", oneOf("pcm16", "g711_ulaw", "g711_alaw"));
        flat.put(
                "input_audio_transcription",
                fields().allow(STRING.orNull(), "model", "language", "prompt").orNull());
        flat.put("turn_detection", DETECTION);
        flat.put("tools", array(TOOL));
        flat.put("tool_choice", stringOr(STRING, Shapes.ANY_OBJECT));
        flat.put("temperature", number(0, 2));
        flat.put("max_response_output_tokens", MAX_TOKENS);
        flat.put("input_audio_noise_reduction", fields().allow("type", STRING).orNull());
        flat.put("speed", number(0.25, 1.5));
        return flat;
    }

    private static Map<String, Shape> events() {
        Map<String, Shape> events = new LinkedHashMap<>();
        events.put("input_audio_buffer.append", event().require("audio", STRING));
        events.put("input_audio_buffer.commit", event());
        events.put("input_audio_buffer.clear", event());
        events.put(
                "conversation.item.create",
                event().require("item", Shapes.ANY_OBJECT).allow("previous_item_id", ID.orNull()));
        events.put("conversation.item.retrieve", event().require("item_id", ID));
        events.put(
                "conversation.item.truncate",
                event().require("item_id", ID)
                        .require("content_index", integer(0, 1_000))
                        .require("audio_end_ms", integer(0, Integer.MAX_VALUE)));
        events.put("conversation.item.delete", event().require("item_id", ID));
        events.put("response.create", event().allow("response", Shapes.ANY_OBJECT));
        events.put("response.cancel", event().allow("response_id", ID));
        return events;
    }

    /** An event without fields of its own. */
    static Shapes.Fields event() {
        return fields().allow("type", STRING)
                .allow("event_id", ID)
                .allow("client_timestamp", ANYTHING);
    }
}
