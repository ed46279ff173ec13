package io.patchbay.tck.conformance;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ContextTruncation;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.NoiseReduction;
import io.patchbay.api.session.Prompt;
import io.patchbay.api.session.ReasoningEffort;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.ToolChoice;
import io.patchbay.api.session.Tracing;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Voice;
import io.patchbay.api.tool.ToolDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two values of each field of a configuration. */
final class SampleConfig {

    private record Pair(SessionConfig one, SessionConfig other) {}

    private static final Map<ConfigField<?>, Pair> SAMPLES = new LinkedHashMap<>();

    static {
        put(ConfigField.INSTRUCTIONS, "Be kind.", "Be brief.");
        put(ConfigField.OUTPUT_MODALITY, Modality.AUDIO, Modality.TEXT);
        put(ConfigField.VOICE, Voice.of("marin"), Voice.of("cedar"));
        put(ConfigField.SPEED, 1.0, 1.2);
        put(ConfigField.INPUT_FORMAT, AudioFormat.PCM16_24K, AudioFormat.PCMU_8K);
        put(ConfigField.OUTPUT_FORMAT, AudioFormat.PCM16_24K, AudioFormat.PCMU_8K);
        put(ConfigField.TRANSCRIPTION, Transcription.of("one"), Transcription.of("other"));
        put(
                ConfigField.NOISE_REDUCTION,
                new NoiseReduction("near_field", null),
                new NoiseReduction("far_field", null));
        put(
                ConfigField.TURN_DETECTION,
                TurnDetection.ServerVad.defaults(),
                TurnDetection.SemanticVad.defaults());
        put(ConfigField.TOOLS, List.of(tool("one")), List.of(tool("other")));
        put(ConfigField.TOOL_CHOICE, new ToolChoice.Auto(), new ToolChoice.Required());
        put(ConfigField.PARALLEL_TOOL_CALLS, true, false);
        put(ConfigField.MAX_OUTPUT_TOKENS, 1_000, 2_000);
        put(ConfigField.REASONING_EFFORT, ReasoningEffort.LOW, ReasoningEffort.HIGH);
        put(
                ConfigField.CONTEXT_TRUNCATION,
                new ContextTruncation.Auto(),
                new ContextTruncation.Disabled());
        put(ConfigField.TRACING, new Tracing.Auto(), new Tracing.Named("workflow", null, Map.of()));
        put(
                ConfigField.PROMPT,
                new Prompt("one", null, Map.of()),
                new Prompt("other", null, Map.of()));
        put(ConfigField.TRANSCRIPT_LOGPROBS, true, false);
        put(ConfigField.PROVIDER_DATA, "{\"kit\":1}", "{\"kit\":2}");
    }

    private SampleConfig() {}

    private static <T> void put(ConfigField<T> field, T one, T other) {
        SAMPLES.put(
                field,
                new Pair(
                        SessionConfig.builder().set(field, one).build(),
                        SessionConfig.builder().set(field, other).build()));
    }

    private static ToolDefinition tool(String name) {
        return new ToolDefinition.Function(name, "A tool.", "{\"type\":\"object\"}");
    }

    /** All fields that the API has a word for. */
    static Set<ConfigField<?>> fields() {
        return SAMPLES.keySet();
    }

    static SessionConfig one(ConfigField<?> field) {
        Pair pair = SAMPLES.get(field);
        return pair == null ? SessionConfig.EMPTY : pair.one;
    }

    static SessionConfig other(ConfigField<?> field) {
        Pair pair = SAMPLES.get(field);
        return pair == null ? SessionConfig.EMPTY : pair.other;
    }
}
