package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ContextTruncation;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.NoiseReduction;
import io.patchbay.api.session.Prompt;
import io.patchbay.api.session.ReasoningEffort;
import io.patchbay.api.session.ToolChoice;
import io.patchbay.api.session.Tracing;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Voice;
import io.patchbay.api.tool.ToolDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the values of a configuration in a profile's words. */
final class ValueWriter {

    private final Profile profile;

    ValueWriter(Profile profile) {
        this.profile = profile;
    }

    /**
     * Writes a value.
     *
     * @throws IllegalArgumentException when the service has no word for it
     */
    JsonNode write(ConfigField<?> field, Object value) {
        if (value instanceof Transcription transcription) {
            return transcription(transcription);
        }
        if (value instanceof TurnDetection detection) {
            return profile.turns().write(detection);
        }
        if (value instanceof ToolChoice choice) {
            return ToolJson.write(choice, profile.has(Quirk.NESTED_TOOL_CHOICE));
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
            return Sound.write(
                    field == ConfigField.INPUT_FORMAT
                            ? profile.sound().input()
                            : profile.sound().output(),
                    format);
        }
        return simple(field, value);
    }

    @SuppressWarnings("unchecked") // the field says what its list holds
    private JsonNode simple(ConfigField<?> field, Object value) {
        if (value instanceof Voice voice) {
            return voice(voice);
        }
        if (value instanceof Modality modality) {
            return modalities(profile, modality);
        }
        if (value instanceof NoiseReduction noise) {
            ObjectNode node = Json.object().put("type", noise.type());
            return noise.strength() == null ? node : node.put("strength", noise.strength());
        }
        if (value instanceof ReasoningEffort effort) {
            return Json.object().put("effort", effort.name().toLowerCase(Locale.ROOT));
        }
        if (value instanceof List<?> tools) {
            return ToolJson.write((List<ToolDefinition>) tools, profile.has(Quirk.NESTED_TOOLS));
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

    /** How sound, which always comes with its text, or text alone is asked for. */
    static ArrayNode modalities(Profile profile, Modality modality) {
        ArrayNode names = Json.NODES.arrayNode();
        if (modality == Modality.TEXT) {
            return names.add("text");
        }
        boolean both = profile.names() == Names.BETA || profile.has(Quirk.TEXT_BESIDE_SOUND);
        return both ? names.add("text").add("audio") : names.add("audio");
    }

    private static ArrayNode logprobs(boolean wanted) {
        ArrayNode include = Json.NODES.arrayNode();
        return wanted ? include.add(SessionWriter.LOGPROBS) : include;
    }

    private JsonNode voice(Voice voice) {
        if (profile.has(Quirk.AZURE_VOICES)) {
            return AzureVoices.write(voice);
        }
        return voice.custom()
                ? Json.object().put("id", voice.id())
                : Json.NODES.stringNode(voice.id());
    }

    private ObjectNode transcription(Transcription transcription) {
        ObjectNode node = Json.object();
        String model = transcription.model();
        text(node, "model", model == null ? profile.transcriptionModel() : model);
        boolean hints = profile.has(Quirk.TRANSCRIPTION_HINTS);
        text(node, hints ? "language_hint" : "language", transcription.language());
        texts(node, "languages", transcription.languages());
        texts(node, hints ? "keyterms" : "keywords", transcription.keywords());
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

    private static JsonNode tracing(Tracing tracing) {
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
