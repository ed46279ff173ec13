package io.patchbay.emulator.protocol.internal;

import static io.patchbay.emulator.protocol.internal.Shapes.STRING;
import static io.patchbay.emulator.protocol.internal.Shapes.array;
import static io.patchbay.emulator.protocol.internal.Shapes.fields;
import static io.patchbay.emulator.protocol.internal.Shapes.integer;
import static io.patchbay.emulator.protocol.internal.Shapes.oneOf;
import static io.patchbay.emulator.protocol.internal.Shapes.string;
import static io.patchbay.emulator.protocol.internal.Shapes.tagged;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The eleven events that a client may send, and their validation. */
public final class ClientEvents {
    /** Longest {@code event_id} and item id, in characters. */
    public static final int MAX_ID = 512;

    private static final Shape METADATA =
            (value, path) -> {
                Shapes.map(STRING).check(value, path);
                boolean tooLong =
                        value.properties().stream()
                                .anyMatch(
                                        e ->
                                                e.getKey().length() > 64
                                                        || e.getValue().stringValue().length()
                                                                > 512);
                if (value.size() > 16 || tooLong) {
                    throw ProtocolException.invalidValue(
                            "Invalid '"
                                    + path
                                    + "': at most 16 pairs, names up to 64 and values up to 512 characters.",
                            path);
                }
            };

    private static final Shape RESPONSE =
            fields().allow("conversation", oneOf("auto", "none"))
                    .allow("input", array(ItemShapes.INPUT_ITEM))
                    .allow("instructions", STRING)
                    .allow("output_modalities", SessionShapes.MODALITIES)
                    .allow(
                            "audio",
                            fields().allow(
                                            "output",
                                            fields().allow("format", SessionShapes.FORMAT)
                                                    .allow("voice", SessionShapes.VOICE)))
                    .allow("tools", array(SessionShapes.TOOL))
                    .allow("tool_choice", SessionShapes.TOOL_CHOICE)
                    .allow("parallel_tool_calls", Shapes.BOOLEAN)
                    .allow("reasoning", SessionShapes.REASONING)
                    .allow("max_output_tokens", SessionShapes.MAX_TOKENS)
                    .allow("metadata", METADATA.orNull())
                    .allow("prompt", SessionShapes.PROMPT);

    private static final Shape EVENT = tagged("type", events());

    private ClientEvents() {}

    private static Map<String, Shape> events() {
        Map<String, Shape> events = new LinkedHashMap<>();
        events.put("session.update", event().require("session", SessionShapes.SESSION));
        events.put("input_audio_buffer.append", event().require("audio", STRING));
        events.put("input_audio_buffer.commit", event());
        events.put("input_audio_buffer.clear", event());
        events.put(
                "conversation.item.create",
                event().require("item", ItemShapes.ITEM)
                        .allow("previous_item_id", string(MAX_ID).orNull()));
        events.put("conversation.item.retrieve", event().require("item_id", string(MAX_ID)));
        events.put(
                "conversation.item.truncate",
                event().require("item_id", string(MAX_ID))
                        .require("content_index", integer(0, 1_000))
                        .require("audio_end_ms", integer(0, Integer.MAX_VALUE)));
        events.put("conversation.item.delete", event().require("item_id", string(MAX_ID)));
        events.put("response.create", event().allow("response", RESPONSE));
        events.put("response.cancel", event().allow("response_id", string(MAX_ID)));
        events.put("output_audio_buffer.clear", event());
        return events;
    }

    private static Shapes.Fields event() {
        return fields().allow("type", STRING).allow("event_id", string(MAX_ID));
    }

    /**
     * Checks an event against its shape.
     *
     * @throws ProtocolException if it does not fit
     */
    public static void check(JsonNode event) {
        if (!event.isObject()) {
            throw ProtocolException.invalid(
                    "invalid_event", "An event is a JSON object with a 'type'.", null);
        }
        EVENT.check(event, "");
    }

    /** The event's own id to be repeated in errors; null if there is none worth repeating. */
    public static @Nullable String idOf(JsonNode event) {
        JsonNode id = event.path("event_id");
        return id.isString() && id.stringValue().length() <= MAX_ID ? id.stringValue() : null;
    }
}
