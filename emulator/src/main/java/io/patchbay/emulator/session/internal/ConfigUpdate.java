package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a {@code session.update} makes of the effective settings, and what it must not change. */
final class ConfigUpdate {
    private ConfigUpdate() {}

    /**
     * What the session has done so far.
     *
     * @param spoke whether the model has produced sound
     * @param responding whether a response is running
     */
    record State(boolean spoke, boolean responding) {}

    /** The changed settings; the given ones stay as they are. */
    static ObjectNode apply(ObjectNode before, JsonNode changes, State state) {
        String type = before.path("type").stringValue("");
        if (!type.equals(changes.path("type").stringValue(""))) {
            throw wrongType(type);
        }
        ObjectNode after = before.deepCopy();
        for (Map.Entry<String, JsonNode> field : changes.properties()) {
            switch (field.getKey()) {
                case "type" -> {
                    // the same
                }
                case "model" -> checkModel(before, field.getValue());
                case "audio" -> audio(after, field.getValue(), state);
                case "tracing" -> tracing(after, field.getValue());
                default -> after.set(field.getKey(), field.getValue().deepCopy());
            }
        }
        JsonNode input = after.path("audio").path("input");
        if ("gpt-realtime-whisper".equals(input.path("transcription").path("model").stringValue(""))
                && input.path("turn_detection").isObject()
                && "transcription".equals(type)) {
            throw ProtocolException.invalidValue(
                    "With gpt-realtime-whisper 'session.audio.input.turn_detection' has to be null.",
                    "session.audio.input.turn_detection");
        }
        return after;
    }

    private static ProtocolException wrongType(String type) {
        if ("realtime".equals(type)) {
            // what the provider answers to transcription settings on a connection with a model
            return ProtocolException.fatalRequest(
                    "invalid_model",
                    "Transcription settings need a connection with intent=transcription and no model.",
                    "session.type");
        }
        return ProtocolException.invalidValue(
                "This is a transcription session: 'session.type' has to be 'transcription'.",
                "session.type");
    }

    private static void checkModel(ObjectNode before, JsonNode model) {
        if (!model.equals(before.path("model"))) {
            throw ProtocolException.invalid(
                    "invalid_model",
                    "The model of a session is fixed by its connection and cannot be changed.",
                    "session.model");
        }
    }

    private static void tracing(ObjectNode after, JsonNode tracing) {
        JsonNode now = after.path("tracing");
        if (!now.isNull() && !now.isMissingNode() && !now.equals(tracing)) {
            throw ProtocolException.invalidValue(
                    "Tracing cannot be changed once it is on.", "session.tracing");
        }
        after.set("tracing", tracing.deepCopy());
    }

    private static void audio(ObjectNode after, JsonNode audio, State state) {
        ObjectNode target = after.withObject("audio");
        JsonNode input = audio.path("input");
        if (input.isObject()) {
            ObjectNode into = target.withObject("input");
            input.properties().forEach(field -> input(into, field.getKey(), field.getValue()));
        }
        JsonNode output = audio.path("output");
        if (output.isObject()) {
            ObjectNode into = target.withObject("output");
            output.properties()
                    .forEach(field -> output(into, field.getKey(), field.getValue(), state));
        }
    }

    private static void input(ObjectNode into, String name, JsonNode value) {
        switch (name) {
            case "format" -> into.set(name, format(value));
            case "turn_detection" ->
                    into.set(name, value.isObject() ? turnDetection(value) : value);
            case "noise_reduction" -> into.set(name, noiseReduction(into.path(name), value));
            default -> into.set(name, value.deepCopy());
        }
    }

    private static void output(ObjectNode into, String name, JsonNode value, State state) {
        boolean changes = !value.equals(into.path(name));
        switch (name) {
            case "format" -> into.set(name, format(value));
            case "voice" -> {
                if (changes && state.spoke()) {
                    throw ProtocolException.invalid(
                            "cannot_update_voice",
                            "The voice cannot be changed once the model has spoken in this session.",
                            "session.audio.output.voice");
                }
                into.set(name, value.deepCopy());
            }
            case "speed" -> {
                if (value.doubleValue() != into.path(name).asDouble(1) && state.responding()) {
                    throw ProtocolException.invalidValue(
                            "The speed can be changed between responses only.",
                            "session.audio.output.speed");
                }
                into.set(name, value);
            }
            default -> into.set(name, value.deepCopy());
        }
    }

    private static ObjectNode format(JsonNode value) {
        return "audio/pcm".equals(value.path("type").stringValue(""))
                ? SessionConfig.pcm()
                : Json.object().put("type", value.path("type").stringValue(""));
    }

    /** The strength is kept when it is not named again. */
    private static JsonNode noiseReduction(JsonNode before, JsonNode value) {
        if (!value.isObject()) {
            return value;
        }
        ObjectNode after = before.isObject() ? (ObjectNode) before.deepCopy() : Json.object();
        after.setAll((ObjectNode) value.deepCopy());
        if (!after.has("strength")) {
            after.put("strength", 1);
        }
        return after;
    }

    /** With everything that was left open filled in. */
    static ObjectNode turnDetection(JsonNode given) {
        ObjectNode full = Json.object();
        if ("semantic_vad".equals(given.path("type").stringValue(""))) {
            full.put("type", "semantic_vad").put("eagerness", "auto");
        } else {
            full.put("type", "server_vad")
                    .put("threshold", 0.5)
                    .put("prefix_padding_ms", 300)
                    .put("silence_duration_ms", 200)
                    .putNull("idle_timeout_ms");
        }
        full.put("create_response", true).put("interrupt_response", true);
        full.setAll((ObjectNode) given.deepCopy());
        return full;
    }
}
