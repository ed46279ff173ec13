package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.ContextTruncation;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.NoiseReduction;
import io.patchbay.api.session.Prompt;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.ToolChoice;
import io.patchbay.api.session.Tracing;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.Voice;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes a configuration, or a change to one, as a session object: exactly the fields about which
 * something is said, cleared ones as the protocol clears them.
 */
final class SessionWriter {

    static final String LOGPROBS = "item.input_audio_transcription.logprobs";

    /** What one response may have of its own. */
    static final Set<ConfigField<?>> OF_RESPONSE =
            Set.of(
                    ConfigField.INSTRUCTIONS,
                    ConfigField.OUTPUT_MODALITY,
                    ConfigField.VOICE,
                    ConfigField.OUTPUT_FORMAT,
                    ConfigField.TOOLS,
                    ConfigField.TOOL_CHOICE,
                    ConfigField.PARALLEL_TOOL_CALLS,
                    ConfigField.REASONING_EFFORT,
                    ConfigField.MAX_OUTPUT_TOKENS,
                    ConfigField.PROMPT);

    private final SessionConfig config;
    private final ObjectNode session;

    private SessionWriter(SessionConfig config, ObjectNode session) {
        this.config = config;
        this.session = session;
    }

    /**
     * The session object of a {@code session.update} or a REST body.
     *
     * @throws IllegalArgumentException naming the field that cannot be expressed
     */
    static ObjectNode session(SessionConfig config) {
        ObjectNode session = Json.object().put("type", "realtime");
        new SessionWriter(config, session).write();
        config.value(ConfigField.PROVIDER_DATA)
                .ifPresent(data -> Json.merge(session, Json.object("providerData", data)));
        return session;
    }

    /**
     * The fields of a response that differ from its session.
     *
     * @throws IllegalArgumentException naming a field that a response cannot have of its own
     */
    static ObjectNode response(SessionConfig overrides) {
        for (ConfigField<?> field : overrides.fields()) {
            if (!OF_RESPONSE.contains(field)) {
                throw new IllegalArgumentException(
                        "a single response cannot override '" + field + "'; update the session");
            }
        }
        ObjectNode response = Json.object();
        new SessionWriter(overrides, response).write();
        return response;
    }

    private void write() {
        put(ConfigField.INSTRUCTIONS, session, "instructions", Json.NODES.stringNode(""));
        put(ConfigField.OUTPUT_MODALITY, session, "output_modalities", modality(Modality.AUDIO));
        put(ConfigField.INPUT_FORMAT, "input", "format", Formats.write(AudioFormat.PCM16_24K));
        put(ConfigField.TRANSCRIPTION, "input", "transcription", Json.NODES.nullNode());
        put(ConfigField.NOISE_REDUCTION, "input", "noise_reduction", Json.NODES.nullNode());
        put(ConfigField.TURN_DETECTION, "input", "turn_detection", Json.NODES.nullNode());
        put(ConfigField.OUTPUT_FORMAT, "output", "format", Formats.write(AudioFormat.PCM16_24K));
        put(ConfigField.VOICE, "output", "voice", null);
        put(ConfigField.SPEED, "output", "speed", Json.NODES.numberNode(1));
        put(ConfigField.TOOLS, session, "tools", Json.NODES.arrayNode());
        put(ConfigField.TOOL_CHOICE, session, "tool_choice", ToolJson.write(ToolChoice.AUTO));
        put(ConfigField.PARALLEL_TOOL_CALLS, session, "parallel_tool_calls", null);
        put(
                ConfigField.MAX_OUTPUT_TOKENS,
                session,
                "max_output_tokens",
                Json.NODES.stringNode("inf"));
        put(ConfigField.REASONING_EFFORT, session, "reasoning", null);
        put(ConfigField.CONTEXT_TRUNCATION, session, "truncation", Json.NODES.stringNode("auto"));
        put(ConfigField.TRACING, session, "tracing", Json.NODES.nullNode());
        put(ConfigField.PROMPT, session, "prompt", Json.NODES.nullNode());
        put(ConfigField.TRANSCRIPT_LOGPROBS, session, "include", Json.NODES.arrayNode());
    }

    private void put(ConfigField<?> field, String side, String name, @Nullable JsonNode cleared) {
        if (config.get(field).isPresent()) {
            put(field, session.withObjectProperty("audio").withObjectProperty(side), name, cleared);
        }
    }

    /**
     * Writes a field if anything is said about it.
     *
     * @param cleared how the protocol takes it away, or null when it has no way
     */
    private void put(ConfigField<?> field, ObjectNode at, String name, @Nullable JsonNode cleared) {
        ConfigValue<?> value = config.get(field);
        if (value instanceof ConfigValue.Set<?> set) {
            at.set(name, json(field, set.value()));
        } else if (value instanceof ConfigValue.Cleared<?>) {
            if (cleared == null) {
                throw new IllegalArgumentException(
                        "'" + field + "' can be changed, but not taken away");
            }
            at.set(name, cleared);
        }
    }

    private static JsonNode json(ConfigField<?> field, Object value) {
        if (value instanceof Transcription transcription) {
            return transcription(transcription);
        }
        if (value instanceof io.patchbay.api.session.TurnDetection detection) {
            return TurnDetectionJson.write(detection);
        }
        if (value instanceof ToolChoice choice) {
            return ToolJson.write(choice);
        }
        if (value instanceof ContextTruncation truncation) {
            return truncation(truncation);
        }
        if (value instanceof Tracing tracing) {
            return tracing(tracing);
        }
        if (value instanceof Prompt prompt) {
            return prompt(prompt);
        }
        if (value instanceof AudioFormat format) {
            return Formats.write(format);
        }
        return simple(field, value);
    }

    @SuppressWarnings("unchecked") // the field says what its list holds
    private static JsonNode simple(ConfigField<?> field, Object value) {
        if (value instanceof Voice voice) {
            return voice.custom()
                    ? Json.object().put("id", voice.id())
                    : Json.NODES.stringNode(voice.id());
        }
        if (value instanceof Modality modality) {
            return modality(modality);
        }
        if (value instanceof NoiseReduction noise) {
            ObjectNode node = Json.object().put("type", noise.type());
            return noise.strength() == null ? node : node.put("strength", noise.strength());
        }
        if (value instanceof io.patchbay.api.session.ReasoningEffort effort) {
            return Json.object().put("effort", effort.name().toLowerCase(Locale.ROOT));
        }
        if (value instanceof List<?> tools) {
            return ToolJson.write((List<io.patchbay.api.tool.ToolDefinition>) tools);
        }
        if (value instanceof Boolean flag) {
            return field == ConfigField.TRANSCRIPT_LOGPROBS
                    ? logprobs(flag)
                    : Json.NODES.booleanNode(flag);
        }
        if (value instanceof Integer number) {
            return Json.NODES.numberNode(number.intValue());
        }
        if (value instanceof Double number) {
            return Json.NODES.numberNode(number.doubleValue());
        }
        return Json.NODES.stringNode(value.toString());
    }

    private static ArrayNode modality(Modality modality) {
        return Json.NODES.arrayNode().add(modality == Modality.AUDIO ? "audio" : "text");
    }

    private static ArrayNode logprobs(boolean wanted) {
        ArrayNode include = Json.NODES.arrayNode();
        return wanted ? include.add(LOGPROBS) : include;
    }

    private static ObjectNode transcription(Transcription transcription) {
        ObjectNode node = Json.object();
        String model = transcription.model();
        node.put("model", model == null ? SessionDefaults.TRANSCRIPTION_MODEL : model);
        text(node, "language", transcription.language());
        texts(node, "languages", transcription.languages());
        texts(node, "keywords", transcription.keywords());
        text(node, "prompt", transcription.prompt());
        text(node, "delay", transcription.delay());
        return node;
    }

    private static JsonNode truncation(ContextTruncation truncation) {
        if (truncation instanceof ContextTruncation.RetentionRatio ratio) {
            ObjectNode node =
                    Json.object()
                            .put("type", "retention_ratio")
                            .put("retention_ratio", ratio.ratio());
            if (ratio.postInstructionTokens() != null) {
                node.putObject("token_limits")
                        .put("post_instructions", ratio.postInstructionTokens());
            }
            return node;
        }
        return Json.NODES.stringNode(
                truncation instanceof ContextTruncation.Disabled ? "disabled" : "auto");
    }

    static JsonNode tracing(Tracing tracing) {
        if (!(tracing instanceof Tracing.Named named)) {
            return Json.NODES.stringNode("auto");
        }
        ObjectNode node = Json.object();
        text(node, "workflow_name", named.workflowName());
        text(node, "group_id", named.groupId());
        if (!named.metadata().isEmpty()) {
            ObjectNode metadata = node.putObject("metadata");
            named.metadata().forEach(metadata::put);
        }
        return node;
    }

    private static ObjectNode prompt(Prompt prompt) {
        ObjectNode node = Json.object().put("id", prompt.id());
        text(node, "version", prompt.version());
        if (!prompt.variables().isEmpty()) {
            ObjectNode variables = node.putObject("variables");
            for (Map.Entry<String, String> variable : prompt.variables().entrySet()) {
                variables.set(
                        variable.getKey(),
                        Json.parse("prompt variable " + variable.getKey(), variable.getValue()));
            }
        }
        return node;
    }

    private static void text(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static void texts(ObjectNode node, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = node.putArray(name);
            values.forEach(array::add);
        }
    }
}
