package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.genai.types.LiveServerMessage;
import io.patchbay.emulator.protocol.internal.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The typed models of Google's Java client, as the judge of what the Gemini face sends. */
final class GeminiModels {
    private GeminiModels() {}

    /**
     * Fails unless the message is one that the models know, down to the last field: what they write
     * after reading it is the same JSON.
     */
    static LiveServerMessage validate(String message) {
        LiveServerMessage typed = LiveServerMessage.fromJson(message);
        JsonNode again = Json.parse(typed.toJson());
        JsonNode said = Json.parse(message);
        // 64-bit numbers are texts in the service's JSON, and these models write them as numbers
        if (said.path("sessionResumptionUpdate") instanceof ObjectNode update
                && update.get("lastConsumedClientMessageIndex") instanceof StringNode index) {
            update.put("lastConsumedClientMessageIndex", Long.parseLong(index.stringValue()));
        }
        assertEquals(said, again.isObject() ? numbers(again) : again, message);
        return typed;
    }

    /** With whole numbers of one size, so that they compare by value. */
    private static JsonNode numbers(JsonNode again) {
        if (again.path("sessionResumptionUpdate") instanceof ObjectNode update
                && update.path("lastConsumedClientMessageIndex").isNumber()) {
            update.put(
                    "lastConsumedClientMessageIndex",
                    update.path("lastConsumedClientMessageIndex").longValue());
        }
        return again;
    }
}
