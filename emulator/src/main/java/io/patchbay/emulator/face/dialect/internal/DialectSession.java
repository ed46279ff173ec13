package io.patchbay.emulator.face.dialect.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.Shapes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a session in a dialect, and the same in the words of today's protocol. */
final class DialectSession {
    /** What today's session calls as the beta did. */
    private static final Set<String> SAME = Set.of("instructions", "tool_choice");

    private final Dialect dialect;
    private final DialectSound sound;
    private final ObjectNode shown;
    private final Shapes.Fields shape = Shapes.fields();

    /** Updates that the session has not answered yet, by the id of their event. */
    private final Map<String, ObjectNode> asked = new LinkedHashMap<>();

    DialectSession(Dialect dialect, DialectSound sound) {
        this.dialect = dialect;
        this.sound = sound;
        this.shown = dialect.shown().deepCopy();
        dialect.session().forEach(shape::allow);
        dialect.required().forEach(field -> shape.require(field, Shapes.ANYTHING));
    }

    /** What a {@code session.update} may say. */
    Shapes.Fields shape() {
        return shape;
    }

    /** The session took an update. */
    void updated() {
        Iterator<ObjectNode> first = asked.values().iterator();
        if (first.hasNext()) {
            merge(shown, first.next());
            first.remove();
        }
    }

    /** The session refused an event; if it was an update, that is not shown. */
    void refused(String eventId) {
        asked.remove(eventId);
    }

    private static void merge(ObjectNode into, ObjectNode changes) {
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (change.getValue() instanceof ObjectNode object
                    && into.path(change.getKey()) instanceof ObjectNode before) {
                merge(before, object);
            } else {
                into.set(change.getKey(), change.getValue());
            }
        }
    }

    /** How the service shows the settings in force. */
    ObjectNode show(JsonNode ga) {
        ObjectNode all = dialect.beta() ? Json.object() : (ObjectNode) ga.deepCopy();
        if (dialect.beta()) {
            all.put("id", Json.string(ga, "id", ""));
            all.put("object", "realtime.session");
            all.put("model", Json.string(ga, "model", ""));
        }
        merge(all, shown.deepCopy());
        return all;
    }

    /** The update in the session's words. */
    ObjectNode update(String eventId, ObjectNode given) {
        if (dialect.updateDropsDetection() && given.has("tools") && !given.has("turn_detection")) {
            given.set("turn_detection", dialect.shown().path("turn_detection"));
        }
        asked.put(eventId, given.deepCopy());
        ObjectNode ga = Json.object();
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            if (!dialect.beta() && ClientShapes.GA_SESSION.containsKey(field.getKey())) {
                ga.set(field.getKey(), field.getValue().deepCopy());
            } else {
                flat(ga, field.getKey(), field.getValue());
            }
        }
        ga.put("type", Json.string(ga, "type", "realtime"));
        if (!dialect.beta()) {
            nested(ga);
        }
        return ga;
    }

    /** A {@code response.create} in the session's words. */
    ObjectNode response(ObjectNode given) {
        if (!dialect.beta()) {
            return given;
        }
        ObjectNode ga = Json.object();
        for (Map.Entry<String, JsonNode> field : given.properties()) {
            switch (field.getKey()) {
                case "conversation", "metadata", "max_output_tokens" ->
                        ga.set(field.getKey(), field.getValue());
                case "input" -> {
                    field.getValue().forEach(BetaNames::itemToGa);
                    ga.set("input", field.getValue());
                }
                case "voice" ->
                        ga.withObject("audio").withObject("output").set("voice", field.getValue());
                case "modalities", "instructions", "tools", "tool_choice" ->
                        flat(ga, field.getKey(), field.getValue());
                case "temperature", "output_audio_format" -> {
                    // without effect here
                }
                default -> ga.set(field.getKey(), field.getValue()); // refused by the session
            }
        }
        return ga;
    }

    /** One field of a flat session; those of the service alone change nothing here. */
    private void flat(ObjectNode ga, String field, JsonNode value) {
        if (SAME.contains(field)) {
            ga.set(field, value);
            return;
        }
        switch (field) {
            case "modalities" ->
                    ga.putArray("output_modalities")
                            .add(Json.strings(value).contains("audio") ? "audio" : "text");
            case "voice" ->
                    output(ga)
                            .put(
                                    "voice",
                                    value.isString()
                                            ? value.stringValue()
                                            : Json.string(value, "name", "marin"));
            case "speed" -> output(ga).set("speed", value);
            case "input_audio_format" -> {
                input(ga).set("format", format(value));
                sound.inputRate(linear(value) ? rateOf(value, dialect.inputRate()) : 0);
            }
            case "output_audio_format" -> {
                output(ga).set("format", format(value));
                sound.outputRate(linear(value) ? rateOf(value, dialect.outputRate()) : 0);
            }
            case "input_audio_sampling_rate" -> sound.inputRate(value.intValue());
            case "input_audio_transcription" ->
                    input(ga).set("transcription", transcription(value));
            case "turn_detection" -> input(ga).set("turn_detection", detection(value));
            case "tools" -> ga.set("tools", tools(value));
            case "max_response_output_tokens", "max_tokens" -> ga.set("max_output_tokens", value);
            default -> {
                // shown, and without effect
            }
        }
    }

    private static ObjectNode input(ObjectNode ga) {
        return ga.withObject("audio").withObject("input");
    }

    private static ObjectNode output(ObjectNode ga) {
        return ga.withObject("audio").withObject("output");
    }

    private static boolean linear(JsonNode format) {
        return !format.stringValue("").startsWith("g711");
    }

    /** A rate that stands in the name of the format, as in {@code pcm16_8000hz}. */
    private static int rateOf(JsonNode format, int otherwise) {
        String name = format.stringValue("");
        return name.startsWith("pcm16_")
                ? Integer.parseInt(name.substring(6, name.length() - 2))
                : otherwise;
    }

    private static ObjectNode format(JsonNode name) {
        return switch (name.stringValue("")) {
            case "g711_ulaw" -> Json.object().put("type", "audio/pcmu");
            case "g711_alaw" -> Json.object().put("type", "audio/pcma");
            default -> Json.object().put("type", "audio/pcm").put("rate", 24_000);
        };
    }

    private static JsonNode transcription(JsonNode given) {
        if (!given.isObject()) {
            return given;
        }
        ObjectNode transcription = Json.object().put("model", "whisper-1");
        for (String field : Set.of("language", "prompt")) {
            if (Json.present(given, field)) {
                transcription.set(field, given.path(field));
            }
        }
        return transcription;
    }

    /** Any detection by the server counts as that of voice; one by the client as none. */
    private static JsonNode detection(JsonNode given) {
        String type = Json.string(given, "type", "");
        if (!given.isObject() || "client_vad".equals(type)) {
            return Json.object().nullNode();
        }
        if ("semantic_vad".equals(type) && given.has("eagerness")) {
            return given.deepCopy();
        }
        ObjectNode detection = Json.object().put("type", "server_vad");
        for (String field :
                Set.of(
                        "prefix_padding_ms",
                        "silence_duration_ms",
                        "create_response",
                        "interrupt_response")) {
            if (Json.present(given, field)) {
                detection.set(field, given.path(field));
            }
        }
        if (given.path("threshold").isNumber()) {
            detection.put("threshold", Math.max(0, given.path("threshold").doubleValue()));
        }
        return detection;
    }

    /** Functions; what the service itself would do is not done here. */
    private static ArrayNode tools(JsonNode given) {
        ArrayNode tools = Json.array();
        for (JsonNode tool : given) {
            String type = Json.string(tool, "type", "");
            if ("mcp".equals(type)) {
                tools.add(tool);
            }
            if (!"function".equals(type)) {
                continue;
            }
            ObjectNode function =
                    (ObjectNode) (tool.path("function").isObject() ? tool.path("function") : tool);
            tools.add(function.deepCopy().put("type", "function"));
        }
        return tools;
    }

    /** Today's session with what only this service has, which is shown and taken out. */
    private void nested(ObjectNode ga) {
        if (ga.path("tools").isArray()) {
            ga.set("tools", tools(ga.path("tools")));
        }
        for (String side : Set.of("input", "output")) {
            if (ga.path("audio").path(side) instanceof ObjectNode audio
                    && audio.path("format") instanceof ObjectNode format
                    && "audio/pcm".equals(Json.string(format, "type", ""))) {
                int rate =
                        format.path("rate")
                                .asInt(
                                        "input".equals(side)
                                                ? sound.inputRate()
                                                : sound.outputRate());
                if (rate >= 8_000 && rate <= 48_000 && dialect.anyRate()) {
                    rate(side, rate);
                    format.put("rate", 24_000);
                }
            }
        }
        if (dialect.ownModels()) {
            withoutModels(ga);
        }
    }

    private static void withoutModels(ObjectNode ga) {
        ga.remove("model");
        if (ga.path("audio").path("output") instanceof ObjectNode output) {
            output.remove("model");
        }
        if (ga.path("audio").path("input").path("transcription") instanceof ObjectNode words) {
            words.put("model", "whisper-1");
        }
        if (ga.path("output_modalities").size() > 1) {
            ga.putArray("output_modalities").add("audio");
        }
    }

    private void rate(String side, int rate) {
        if ("input".equals(side)) {
            sound.inputRate(rate);
        } else {
            sound.outputRate(rate);
        }
    }
}
