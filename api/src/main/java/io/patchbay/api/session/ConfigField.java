package io.patchbay.api.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.tool.ToolDefinition;
import java.util.List;
import java.util.Objects;

/**
 * The name of one field of a {@link SessionConfig}. The constants are all fields that Patchbay has
 * a word for; what only one provider knows travels in {@link #PROVIDER_DATA}.
 *
 * @param <T> the type of its value
 */
public final class ConfigField<T> {

    /** What the model is told to be and do. Cleared: nothing. */
    public static final ConfigField<String> INSTRUCTIONS = of("instructions");

    /** Whether the model answers in sound or in text. */
    public static final ConfigField<Modality> OUTPUT_MODALITY = of("output modality");

    /** Whose voice it speaks with. */
    public static final ConfigField<Voice> VOICE = of("voice");

    /** How fast it speaks; 1 is its own pace. */
    public static final ConfigField<Double> SPEED = of("speed");

    /** The sound that goes to the model. */
    public static final ConfigField<AudioFormat> INPUT_FORMAT = of("input format");

    /** The sound that comes from the model. */
    public static final ConfigField<AudioFormat> OUTPUT_FORMAT = of("output format");

    /** How the caller's words become text. Cleared: not at all. */
    public static final ConfigField<Transcription> TRANSCRIPTION = of("transcription");

    /** How the caller's sound is cleaned. Cleared: not at all. */
    public static final ConfigField<NoiseReduction> NOISE_REDUCTION = of("noise reduction");

    /** How the server notices the caller's turns. Cleared: not at all, the client commits. */
    public static final ConfigField<TurnDetection> TURN_DETECTION = of("turn detection");

    /** What the model may call. Cleared or empty: nothing. */
    public static final ConfigField<List<ToolDefinition>> TOOLS = of("tools");

    /** Whether it must or must not call. */
    public static final ConfigField<ToolChoice> TOOL_CHOICE = of("tool choice");

    /** Whether it may call several tools in one response. */
    public static final ConfigField<Boolean> PARALLEL_TOOL_CALLS = of("parallel tool calls");

    /** How long an answer may be, in tokens. Cleared: without limit. */
    public static final ConfigField<Integer> MAX_OUTPUT_TOKENS = of("max output tokens");

    /** How hard the model thinks. */
    public static final ConfigField<ReasoningEffort> REASONING_EFFORT = of("reasoning effort");

    /** What happens when the conversation outgrows the model's memory. */
    public static final ConfigField<ContextTruncation> CONTEXT_TRUNCATION =
            of("context truncation");

    /** What the provider records for the operator. Cleared: nothing. */
    public static final ConfigField<Tracing> TRACING = of("tracing");

    /** A prompt that the provider stores. Cleared: none. */
    public static final ConfigField<Prompt> PROMPT = of("prompt");

    /** Whether transcripts come with the probabilities of their words. */
    public static final ConfigField<Boolean> TRANSCRIPT_LOGPROBS = of("transcript logprobs");

    /**
     * Members of the provider's own session object, a JSON object; they win over all other fields.
     */
    public static final ConfigField<String> PROVIDER_DATA = of("provider data");

    private final String name;

    private ConfigField(String name) {
        this.name = name;
    }

    private static <T> ConfigField<T> of(String name) {
        return new ConfigField<>(Objects.requireNonNull(name));
    }

    /** The name, for people. */
    @Override
    public String toString() {
        return name;
    }
}
