package io.patchbay.emulator.face.dialect.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The names of the Realtime API's beta, as OpenAI's migration guide lists them beside today's: what
 * services that were built after it still speak.
 */
final class BetaNames {
    private static final Map<String, String> EVENTS =
            Map.of(
                    "response.output_audio.delta", "response.audio.delta",
                    "response.output_audio.done", "response.audio.done",
                    "response.output_audio_transcript.delta", "response.audio_transcript.delta",
                    "response.output_audio_transcript.done", "response.audio_transcript.done",
                    "response.output_text.delta", "response.text.delta",
                    "response.output_text.done", "response.text.done",
                    "conversation.item.added", "conversation.item.created");

    /** Events that the beta did not have. */
    private static final Set<String> LATER =
            Set.of("conversation.item.done", "input_audio_buffer.timeout_triggered");

    private BetaNames() {}

    /** Renames what is in an event of the session; false if the beta had no such event. */
    static boolean toBeta(ObjectNode event) {
        String type = Json.string(event, "type", "");
        if (LATER.contains(type)) {
            return false;
        }
        event.put("type", EVENTS.getOrDefault(type, type));
        item(event.path("item"));
        part(event.path("part"));
        if (event.path("response") instanceof ObjectNode response) {
            response(response);
        }
        return true;
    }

    private static void response(ObjectNode response) {
        response.path("output").forEach(BetaNames::item);
        JsonNode modalities = response.remove("output_modalities");
        if (modalities != null) {
            response.set("modalities", modalities(modalities));
        }
        if (response.remove("audio") instanceof ObjectNode audio) {
            JsonNode voice = audio.path("output").path("voice");
            if (voice.isString()) {
                response.set("voice", voice);
            }
        }
    }

    /** Sound never came without its words. */
    static ArrayNode modalities(JsonNode ga) {
        ArrayNode modalities = Json.array();
        modalities.add("text");
        if (Json.strings(ga).contains("audio")) {
            modalities.add("audio");
        }
        return modalities;
    }

    private static void item(JsonNode item) {
        item.path("content").forEach(BetaNames::part);
    }

    private static void part(JsonNode part) {
        if (part instanceof ObjectNode object) {
            switch (Json.string(object, "type", "")) {
                case "output_text" -> object.put("type", "text");
                case "output_audio" -> object.put("type", "audio");
                default -> {
                    // the same
                }
            }
        }
    }

    /**
     * Renames what is in an item of the client.
     *
     * @throws ProtocolException for a part that the beta did not have
     */
    static void itemToGa(JsonNode item) {
        for (JsonNode part : item.path("content")) {
            String type = Json.string(part, "type", "");
            if (type.startsWith("output_")) {
                throw ProtocolException.invalidValue(
                        "Invalid value: '"
                                + type
                                + "'. Supported values are: 'input_text', 'input_audio', 'text'.",
                        "item.content[0].type");
            }
            if ("text".equals(type) && part instanceof ObjectNode object) {
                object.put("type", "output_text");
            }
        }
    }
}
