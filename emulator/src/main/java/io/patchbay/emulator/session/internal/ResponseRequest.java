package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a response is made with: the session's settings and what overrides them for this one.
 *
 * @param config the session's settings when the response began
 * @param overrides the validated {@code response} object; empty if there is none
 * @param input the items it reads
 * @param silent whether it follows the user's silence
 */
record ResponseRequest(ObjectNode config, JsonNode overrides, List<Item> input, boolean silent) {

    private static final int MODEL_LIMIT = 4_096;

    /**
     * Reads a validated {@code response} object.
     *
     * @throws ProtocolException for a reference to an item that is not there
     */
    static ResponseRequest of(SessionContext context, JsonNode overrides) {
        List<Item> input = context.conversation.items();
        JsonNode given = overrides.path("input");
        if (given.isArray()) {
            input = new ArrayList<>();
            for (int i = 0; i < given.size(); i++) {
                input.add(resolve(context, given.get(i), "response.input[" + i + "]"));
            }
        }
        return new ResponseRequest(context.config.copy(), overrides, List.copyOf(input), false);
    }

    /** A response that the end of a turn starts. */
    static ResponseRequest automatic(SessionContext context, boolean silent) {
        return new ResponseRequest(
                context.config.copy(),
                Json.object(),
                List.copyOf(context.conversation.items()),
                silent);
    }

    private static Item resolve(SessionContext context, JsonNode item, String path) {
        if (!"item_reference".equals(Json.string(item, "type", ""))) {
            return ItemFactory.fromClient(item, context.config.inputFormat(), path);
        }
        String id = Json.string(item, "id", "");
        Item found = context.conversation.find(id);
        if (found == null) {
            throw ProtocolException.invalidValue(
                    "There is no item '" + ItemEdits.shown(id) + "' in the conversation.",
                    path + ".id");
        }
        return found;
    }

    /** Whether its instructions are what is said, word by word, as other wires can ask for. */
    boolean verbatim() {
        return "true".equals(Json.string(overrides.path("metadata"), "verbatim", ""));
    }

    boolean outOfBand() {
        return "none".equals(Json.string(overrides, "conversation", "auto"));
    }

    /** The field of this response, or else of the session. */
    JsonNode field(String name) {
        JsonNode own = overrides.path(name);
        return own.isMissingNode() ? config.path(name) : own;
    }

    boolean audio() {
        return "audio".equals(field("output_modalities").path(0).stringValue("audio"));
    }

    String instructions() {
        return field("instructions").stringValue("");
    }

    String ownInstructions() {
        return Json.string(overrides, "instructions", "");
    }

    /** A name, or an object with the id of a custom voice. */
    JsonNode voice() {
        return output("voice");
    }

    String voiceName() {
        JsonNode voice = voice();
        return voice.isString() ? voice.stringValue() : Json.string(voice, "id", "");
    }

    JsonNode format() {
        return output("format");
    }

    AudioFormat audioFormat() {
        return Formats.of(format());
    }

    double speed() {
        return config.path("audio").path("output").path("speed").asDouble(1);
    }

    private JsonNode output(String name) {
        JsonNode own = overrides.path("audio").path("output").path(name);
        return own.isMissingNode() ? config.path("audio").path("output").path(name) : own;
    }

    /** The limit of output tokens; {@code inf} means as many as the model can. */
    int maxTokens() {
        return field("max_output_tokens").asInt(MODEL_LIMIT);
    }

    boolean parallelCalls() {
        return field("parallel_tool_calls").asBoolean(false);
    }
}
