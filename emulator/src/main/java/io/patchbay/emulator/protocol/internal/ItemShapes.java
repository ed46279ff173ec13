package io.patchbay.emulator.protocol.internal;

import static io.patchbay.emulator.protocol.internal.Shapes.ANYTHING;
import static io.patchbay.emulator.protocol.internal.Shapes.BOOLEAN;
import static io.patchbay.emulator.protocol.internal.Shapes.STRING;
import static io.patchbay.emulator.protocol.internal.Shapes.array;
import static io.patchbay.emulator.protocol.internal.Shapes.fields;
import static io.patchbay.emulator.protocol.internal.Shapes.oneOf;
import static io.patchbay.emulator.protocol.internal.Shapes.string;
import static io.patchbay.emulator.protocol.internal.Shapes.tagged;

import java.util.LinkedHashMap;
import java.util.Map;

/** Conversation items, as clients may send them. */
final class ItemShapes {
    private static final Shape ID = string(512);

    private static final Shape INPUT_TEXT = fields().allow("type", STRING).require("text", STRING);

    private static final Shape INPUT_AUDIO =
            fields().allow("type", STRING)
                    .require("audio", STRING)
                    .allow("transcript", STRING.orNull());

    private static final Shape IMAGE_URL =
            (value, path) -> {
                STRING.check(value, path);
                String url = value.stringValue();
                if (!url.startsWith("data:image/png;base64,")
                        && !url.startsWith("data:image/jpeg;base64,")
                        && !url.startsWith("data:image/jpg;base64,")) {
                    throw ProtocolException.invalidValue(
                            "Invalid '"
                                    + path
                                    + "': expected a base64 data URI of a PNG or JPEG image.",
                            path);
                }
            };

    private static final Shape INPUT_IMAGE =
            fields().allow("type", STRING)
                    .require("image_url", IMAGE_URL)
                    .allow("detail", oneOf("auto", "low", "high"));

    private static final Shape MESSAGE =
            tagged(
                    "role",
                    ordered(
                            "system",
                            message(tagged("type", Map.of("input_text", INPUT_TEXT))),
                            "user",
                            message(
                                    tagged(
                                            "type",
                                            ordered(
                                                    "input_text", INPUT_TEXT,
                                                    "input_audio", INPUT_AUDIO,
                                                    "input_image", INPUT_IMAGE))),
                            "assistant",
                            // the protocol takes no assistant audio from clients
                            message(tagged("type", Map.of("output_text", INPUT_TEXT)))));

    private static final Shape FUNCTION_CALL =
            item().require("name", STRING).require("arguments", STRING).allow("call_id", ID);

    private static final Shape FUNCTION_CALL_OUTPUT =
            item().require("call_id", ID).require("output", STRING);

    private static final Shape APPROVAL_RESPONSE =
            item().require("approval_request_id", ID)
                    .require("approve", BOOLEAN)
                    .allow("reason", STRING.orNull());

    private static final Shape APPROVAL_REQUEST =
            item().require("server_label", STRING)
                    .require("name", STRING)
                    .require("arguments", STRING);

    private static final Shape MCP_CALL =
            item().require("server_label", STRING)
                    .require("name", STRING)
                    .require("arguments", STRING)
                    .allow(STRING.orNull(), "output", "approval_request_id")
                    .allow("error", ANYTHING);

    private static final Shape MCP_LIST_TOOLS =
            item().require("server_label", STRING).require("tools", array(Shapes.ANY_OBJECT));

    /** What {@code conversation.item.create} takes. */
    static final Shape ITEM = tagged("type", kinds(false));

    /** What the input of a response takes: items, or references to items. */
    static final Shape INPUT_ITEM = tagged("type", kinds(true));

    private ItemShapes() {}

    private static Map<String, Shape> kinds(boolean references) {
        Map<String, Shape> kinds =
                ordered(
                        "message", MESSAGE,
                        "function_call", FUNCTION_CALL,
                        "function_call_output", FUNCTION_CALL_OUTPUT,
                        "mcp_approval_response", APPROVAL_RESPONSE,
                        "mcp_approval_request", APPROVAL_REQUEST,
                        "mcp_call", MCP_CALL,
                        "mcp_list_tools", MCP_LIST_TOOLS);
        if (references) {
            kinds.put("item_reference", fields().allow("type", STRING).require("id", ID));
        }
        return kinds;
    }

    private static Shapes.Fields item() {
        return fields().allow("type", STRING)
                .allow("id", ID.orNull())
                .allow("object", oneOf("realtime.item"))
                .allow("status", oneOf("completed", "incomplete", "in_progress").orNull());
    }

    private static Shape message(Shape part) {
        return item().allow("role", STRING).require("content", array(part));
    }

    private static Map<String, Shape> ordered(Object... namesAndShapes) {
        Map<String, Shape> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndShapes.length; i += 2) {
            map.put((String) namesAndShapes[i], (Shape) namesAndShapes[i + 1]);
        }
        return map;
    }
}
