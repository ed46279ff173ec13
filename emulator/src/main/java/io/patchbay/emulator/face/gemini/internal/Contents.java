package io.patchbay.emulator.face.gemini.internal;

import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Contents as items of the session, and the other way round for schemas. */
final class Contents {
    private Contents() {}

    /** The words of a content, a paragraph for each part. */
    static String text(JsonNode content) {
        List<String> words = new ArrayList<>();
        content.path("parts").forEach(part -> words.add(Json.string(part, "text", "")));
        return String.join("\n\n", words);
    }

    /** The items that a content stands for, in order. */
    static List<ObjectNode> items(JsonNode content) {
        boolean model = "model".equals(Json.string(content, "role", "user"));
        List<ObjectNode> items = new ArrayList<>();
        ArrayNode said = Json.array();
        for (JsonNode part : content.path("parts")) {
            if (part.path("functionCall").isObject()) {
                items.add(call(part.path("functionCall")));
            } else if (part.path("functionResponse").isObject()) {
                JsonNode response = part.path("functionResponse");
                items.add(
                        output(
                                Json.string(response, "id", Json.string(response, "name", "")),
                                outcome(response.path("response"))));
            } else if (part.path("text").isString()) {
                said.addObject()
                        .put("type", model ? "output_text" : "input_text")
                        .set("text", part.path("text"));
            } else if (!model && part.path("inlineData").isObject()) {
                media(said, part.path("inlineData"));
            }
        }
        if (!said.isEmpty()) {
            ObjectNode message =
                    Json.object().put("type", "message").put("role", model ? "assistant" : "user");
            message.set("content", said);
            items.add(0, message);
        }
        return items;
    }

    private static void media(ArrayNode said, JsonNode blob) {
        String type = Json.string(blob, "mimeType", "");
        String data = Json.string(blob, "data", "");
        if (type.startsWith("image/")) {
            said.addObject()
                    .put("type", "input_image")
                    .put("image_url", "data:" + type + ";base64," + data);
        }
    }

    private static ObjectNode call(JsonNode call) {
        return Json.object()
                .put("type", "function_call")
                .put(
                        "call_id",
                        Json.string(call, "id", Json.string(call, "name", Ids.next("call_"))))
                .put("name", Json.string(call, "name", ""))
                .put(
                        "arguments",
                        Json.text(
                                call.path("args").isObject() ? call.path("args") : Json.object()));
    }

    /** What a typed turn is. */
    static ObjectNode typed(String text) {
        ObjectNode message = Json.object().put("type", "message").put("role", "user");
        message.putArray("content").addObject().put("type", "input_text").put("text", text);
        return message;
    }

    static ObjectNode output(String callId, String output) {
        return Json.object()
                .put("type", "function_call_output")
                .put("call_id", callId)
                .put("output", output);
    }

    /** What a function came to, in words: its {@code output} or {@code result} if there is one. */
    static String outcome(JsonNode response) {
        for (String name : List.of("output", "result")) {
            if (response.path(name).isString()) {
                return response.path(name).stringValue();
            }
        }
        return Json.text(response);
    }

    /** A schema with the names of types in lower case, as JSON Schema has them. */
    static JsonNode schema(JsonNode given) {
        if (given.isArray()) {
            ArrayNode array = Json.array();
            given.forEach(element -> array.add(schema(element)));
            return array;
        }
        if (!given.isObject()) {
            return given;
        }
        ObjectNode schema = Json.object();
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            JsonNode value = field.getValue();
            if ("type".equals(field.getKey()) && value.isString()) {
                schema.put("type", value.stringValue().toLowerCase(Locale.ROOT));
            } else {
                schema.set(field.getKey(), schema(value));
            }
        }
        return schema;
    }
}
