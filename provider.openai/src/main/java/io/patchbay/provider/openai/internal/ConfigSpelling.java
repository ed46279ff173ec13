package io.patchbay.provider.openai.internal;

import io.patchbay.api.session.SessionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a session object that a person wrote into today's shape and spelling. Nothing is guessed
 * and nothing dropped: what does not fit is an error that names it.
 */
public final class ConfigSpelling {

    /** Where the beta's flat members live today. */
    private static final Map<String, String> MOVED =
            Map.of(
                    "modalities", "output_modalities",
                    "voice", "audio.output.voice",
                    "speed", "audio.output.speed",
                    "input_audio_format", "audio.input.format",
                    "output_audio_format", "audio.output.format",
                    "input_audio_transcription", "audio.input.transcription",
                    "input_audio_noise_reduction", "audio.input.noise_reduction",
                    "turn_detection", "audio.input.turn_detection",
                    "max_response_output_tokens", "max_output_tokens");

    /** The members that an object may have, by its place; other objects are not looked into. */
    private static final Map<String, Set<String>> MEMBERS =
            Map.ofEntries(
                    Map.entry("audio", Set.of("input", "output")),
                    Map.entry(
                            "audio.input",
                            Set.of("format", "transcription", "noise_reduction", "turn_detection")),
                    Map.entry("audio.output", Set.of("format", "voice", "speed")),
                    Map.entry("audio.output.voice", Set.of("id")),
                    Map.entry(
                            "audio.input.transcription",
                            Set.of(
                                    "model",
                                    "language",
                                    "languages",
                                    "keywords",
                                    "prompt",
                                    "delay")),
                    Map.entry("audio.input.noise_reduction", Set.of("type", "strength")),
                    Map.entry("reasoning", Set.of("effort")),
                    Map.entry("truncation", Set.of("type", "retention_ratio", "token_limits")),
                    Map.entry("truncation.token_limits", Set.of("post_instructions")),
                    Map.entry("tracing", Set.of("workflow_name", "group_id", "metadata")),
                    Map.entry("prompt", Set.of("id", "prompt_id", "version", "variables")),
                    Map.entry("tool_choice", Set.of("type", "name", "server_label")),
                    Map.entry(
                            "tools[]",
                            Set.of(
                                    "type",
                                    "name",
                                    "description",
                                    "parameters",
                                    "server_label",
                                    "server_url",
                                    "connector_id",
                                    "server_description",
                                    "authorization",
                                    "headers",
                                    "allowed_tools",
                                    "require_approval")),
                    Map.entry("tools[].allowed_tools", Set.of("tool_names", "read_only")),
                    Map.entry("tools[].require_approval", Set.of("always", "never")),
                    Map.entry("tools[].require_approval.always", Set.of("tool_names", "read_only")),
                    Map.entry("tools[].require_approval.never", Set.of("tool_names", "read_only")),
                    Map.entry(
                            "",
                            Set.of(
                                    "type",
                                    "model",
                                    "instructions",
                                    "output_modalities",
                                    "audio",
                                    "tools",
                                    "tool_choice",
                                    "parallel_tool_calls",
                                    "max_output_tokens",
                                    "reasoning",
                                    "truncation",
                                    "tracing",
                                    "prompt",
                                    "include",
                                    "provider_data")));

    /** Objects whose members are respelled, whatever they are called. */
    private static final Set<String> OPEN =
            Set.of("audio.input.turn_detection", "audio.input.format", "audio.output.format");

    private final ObjectNode today = Json.object();
    private final List<String> problems = new ArrayList<>();

    private ConfigSpelling() {}

    /**
     * What a session object says.
     *
     * @param config the configuration
     * @param model the model it names, or null
     */
    public record Read(SessionConfig config, @Nullable String model) {}

    /**
     * Reads a session object.
     *
     * @throws IllegalArgumentException naming everything that is wrong
     */
    public static Read read(String json) {
        ConfigSpelling spelling = new ConfigSpelling();
        spelling.take(Json.object("the session configuration", json));
        return spelling.result();
    }

    private Read result() {
        Fields fields = Fields.of(today, problems);
        String type = fields.text("type");
        if (type != null && !type.equals("realtime")) {
            fields.problem("type", "is '" + Fields.shortened(type) + "', only realtime is known");
        }
        String model = fields.text("model");
        modalities(fields);
        SessionConfig config = SessionReader.read(GaProfiles.OPENAI, fields);
        Fields data = fields.object("provider_data");
        if (data != null) {
            config = config.toBuilder().providerData(Json.text(data.node())).build();
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "the session configuration cannot be used: " + String.join("; ", problems));
        }
        return new Read(config, model);
    }

    private void modalities(Fields fields) {
        int count = new TreeSet<>(fields.texts("output_modalities")).size();
        if (count > 1) {
            fields.problem("output_modalities", "holds more than one of audio, text");
        }
    }

    private void take(ObjectNode user) {
        user.properties().forEach(member -> take(member.getKey(), member.getValue()));
    }

    private void take(String written, JsonNode value) {
        String name = snake(written);
        String moved = MOVED.get(name);
        if (moved != null) {
            place(written, moved, name.equals("modalities") ? oneModality(value) : value);
        } else if (name.equals("temperature")) {
            problems.add("temperature is gone from the protocol; leave it out");
        } else if (name.equals("audio") && value instanceof ObjectNode audio) {
            audio.properties().forEach(side -> side(side.getKey(), side.getValue()));
        } else if (knows("", written, name) && !(name.equals("audio") && value.isNull())) {
            place(written, name, value);
        }
    }

    /** The beta wanted both for speech; today speech always comes with its text. */
    private static JsonNode oneModality(JsonNode value) {
        boolean both =
                value instanceof ArrayNode array
                        && array.size() == 2
                        && array.valueStream()
                                .anyMatch(n -> n.isString() && n.stringValue().equals("audio"))
                        && array.valueStream()
                                .anyMatch(n -> n.isString() && n.stringValue().equals("text"));
        return both ? Json.NODES.arrayNode().add("audio") : value;
    }

    private void side(String written, JsonNode value) {
        String name = snake(written);
        if (!knows("audio", "audio." + written, name) || value.isNull()) {
            return;
        }
        if (!(value instanceof ObjectNode side)) {
            problems.add("audio." + written + " is " + Json.kind(value) + ", not an object");
            return;
        }
        String path = "audio." + name;
        side.properties()
                .forEach(
                        member -> {
                            String inner = snake(member.getKey());
                            String place = "audio." + written + "." + member.getKey();
                            if (knows(path, place, inner)) {
                                place(place, path + "." + inner, member.getValue());
                            }
                        });
    }

    private boolean knows(String place, String written, String name) {
        Set<String> members = MEMBERS.getOrDefault(place, Set.of());
        if (members.contains(name)) {
            return true;
        }
        problems.add(
                written
                        + " is not known here, only "
                        + String.join(", ", new TreeSet<>(members))
                        + "; what only the provider knows belongs into providerData");
        return false;
    }

    /** Puts a value where it lives today; two that mean the same must agree. */
    private void place(String written, String path, JsonNode value) {
        JsonNode respelled =
                path.equals("tools") && value instanceof ArrayNode tools
                        ? tools(tools)
                        : respelled(path, written, value);
        ObjectNode at = today;
        String[] steps = path.split("\\.");
        for (int i = 0; i < steps.length - 1; i++) {
            at = at.withObjectProperty(steps[i]);
        }
        String last = steps[steps.length - 1];
        JsonNode other = at.get(last);
        if (other != null && !other.equals(respelled)) {
            problems.add(written + " says something else than another member that means " + path);
        }
        at.set(last, respelled);
    }

    private ArrayNode tools(ArrayNode tools) {
        ArrayNode all = Json.NODES.arrayNode();
        for (int i = 0; i < tools.size(); i++) {
            all.add(respelled("tools[]", "tools[" + i + "]", tools.get(i)));
        }
        return all;
    }

    private JsonNode respelled(String path, String written, JsonNode value) {
        boolean closed = MEMBERS.containsKey(path);
        if (!(value instanceof ObjectNode object) || !closed && !OPEN.contains(path)) {
            return value;
        }
        ObjectNode copy = Json.object();
        object.properties()
                .forEach(
                        member -> {
                            String name = snake(member.getKey());
                            String place = written + "." + member.getKey();
                            if (closed && !knows(path, place, name)) {
                                return;
                            }
                            String kept =
                                    path.equals("prompt") && name.equals("prompt_id") ? "id" : name;
                            JsonNode inner = respelled(path + "." + name, place, member.getValue());
                            JsonNode other = copy.get(kept);
                            if (other != null && !other.equals(inner)) {
                                problems.add(
                                        place + " says something else than another spelling of it");
                            }
                            copy.set(kept, inner);
                        });
        return copy;
    }

    /** {@code turnDetection} as {@code turn_detection}. */
    private static String snake(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c) && i > 0) {
                snake.append('_');
            }
            snake.append(c);
        }
        return snake.toString().toLowerCase(Locale.ROOT);
    }
}
