package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ContextTruncation;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.NoiseReduction;
import io.patchbay.api.session.Prompt;
import io.patchbay.api.session.ReasoningEffort;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Tracing;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.Voice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a session object into a configuration: a member that is missing is absent, one that is null
 * is cleared, one that is odd is noted and absent.
 */
final class SessionReader {

    private final Fields session;
    private final SessionConfig.Builder config = SessionConfig.builder();

    private SessionReader(Fields session) {
        this.session = session;
    }

    static SessionConfig read(Fields session) {
        return new SessionReader(session).read();
    }

    private SessionConfig read() {
        field(session, "instructions", ConfigField.INSTRUCTIONS, s -> s.text("instructions"));
        field(session, "output_modalities", ConfigField.OUTPUT_MODALITY, SessionReader::modality);
        Fields audio = session.object("audio");
        if (audio != null) {
            input(audio.object("input"));
            output(audio.object("output"));
        }
        field(session, "tools", ConfigField.TOOLS, ToolJson::read);
        field(session, "tool_choice", ConfigField.TOOL_CHOICE, ToolJson::readChoice);
        field(
                session,
                "parallel_tool_calls",
                ConfigField.PARALLEL_TOOL_CALLS,
                s -> s.flag("parallel_tool_calls"));
        maxOutputTokens();
        field(session, "reasoning", ConfigField.REASONING_EFFORT, SessionReader::effort);
        field(session, "truncation", ConfigField.CONTEXT_TRUNCATION, SessionReader::truncation);
        field(session, "tracing", ConfigField.TRACING, SessionReader::tracing);
        field(session, "prompt", ConfigField.PROMPT, SessionReader::prompt);
        field(
                session,
                "include",
                ConfigField.TRANSCRIPT_LOGPROBS,
                s -> s.texts("include").contains(SessionWriter.LOGPROBS));
        return config.build();
    }

    private void input(@Nullable Fields input) {
        if (input == null) {
            return;
        }
        field(input, "format", ConfigField.INPUT_FORMAT, SessionReader::format);
        field(input, "transcription", ConfigField.TRANSCRIPTION, SessionReader::transcription);
        field(input, "noise_reduction", ConfigField.NOISE_REDUCTION, SessionReader::noise);
        field(
                input,
                "turn_detection",
                ConfigField.TURN_DETECTION,
                i -> {
                    Fields detection = i.object("turn_detection");
                    return detection == null ? null : TurnDetectionJson.read(detection);
                });
    }

    private void output(@Nullable Fields output) {
        if (output == null) {
            return;
        }
        field(output, "format", ConfigField.OUTPUT_FORMAT, SessionReader::format);
        field(output, "voice", ConfigField.VOICE, SessionReader::voice);
        field(output, "speed", ConfigField.SPEED, SessionReader::speed);
    }

    private <T> void field(
            Fields at, String name, ConfigField<T> field, Function<Fields, @Nullable T> reader) {
        if (at.isNull(name)) {
            config.clear(field);
        } else if (at.has(name)) {
            T value = reader.apply(at);
            if (value != null) {
                config.set(field, value);
            }
        }
    }

    private static @Nullable Modality modality(Fields session) {
        List<String> names = session.texts("output_modalities");
        if (names.contains("audio")) {
            return Modality.AUDIO;
        }
        if (names.contains("text")) {
            return Modality.TEXT;
        }
        session.problem("output_modalities", "holds neither audio nor text");
        return null;
    }

    private static @Nullable AudioFormat format(Fields side) {
        JsonNode value = side.value("format");
        AudioFormat format = value == null ? null : Formats.read(value);
        if (format == null) {
            side.problem("format", "is not one of " + Formats.ALLOWED);
        }
        return format;
    }

    private static @Nullable Transcription transcription(Fields input) {
        Fields transcription = input.object("transcription");
        return transcription == null
                ? null
                : new Transcription(
                        transcription.text("model"),
                        transcription.text("language"),
                        transcription.texts("languages"),
                        transcription.texts("keywords"),
                        transcription.text("prompt"),
                        transcription.text("delay"));
    }

    private static @Nullable NoiseReduction noise(Fields input) {
        Fields noise = input.object("noise_reduction");
        String type = noise == null ? null : noise.required("type");
        return noise == null || type == null
                ? null
                : new NoiseReduction(type, noise.numberOrNull("strength"));
    }

    private static @Nullable Voice voice(Fields output) {
        JsonNode value = output.value("voice");
        boolean custom = value instanceof ObjectNode;
        Fields object = custom ? output.object("voice") : null;
        String id = object == null ? output.text("voice") : object.required("id");
        if (id == null || id.isBlank()) {
            if (id != null) {
                output.problem("voice", "is empty");
            }
            return null;
        }
        return new Voice(id, custom);
    }

    private static @Nullable Double speed(Fields output) {
        Double speed = output.numberOrNull("speed");
        if (speed != null && speed <= 0) {
            output.problem("speed", "is " + speed + ", not positive");
            return null;
        }
        return speed;
    }

    private void maxOutputTokens() {
        JsonNode value = session.value("max_output_tokens");
        if (session.isNull("max_output_tokens")
                || value != null && value.isString() && value.stringValue().equals("inf")) {
            config.clear(ConfigField.MAX_OUTPUT_TOKENS);
        } else if (value != null) {
            Integer tokens = session.integerOrNull("max_output_tokens");
            if (tokens != null && tokens > 0) {
                config.maxOutputTokens(tokens);
            } else if (tokens != null) {
                session.problem("max_output_tokens", "is " + tokens + ", not positive");
            }
        }
    }

    private static @Nullable ReasoningEffort effort(Fields session) {
        Fields reasoning = session.object("reasoning");
        String word =
                reasoning == null
                        ? null
                        : reasoning.oneOf(
                                "effort", List.of("minimal", "low", "medium", "high", "xhigh"));
        return word == null ? null : ReasoningEffort.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static @Nullable ContextTruncation truncation(Fields session) {
        if (!(session.value("truncation") instanceof ObjectNode)) {
            String word = session.oneOf("truncation", List.of("auto", "disabled"));
            if (word == null) {
                return null;
            }
            return word.equals("auto")
                    ? new ContextTruncation.Auto()
                    : new ContextTruncation.Disabled();
        }
        Fields ratio = session.object("truncation");
        Double value = ratio == null ? null : ratio.numberOrNull("retention_ratio");
        if (ratio == null || value == null || !(value >= 0 && value <= 1)) {
            session.problem("truncation.retention_ratio", "is not a number between 0 and 1");
            return null;
        }
        Fields limits = ratio.object("token_limits");
        return new ContextTruncation.RetentionRatio(
                value, limits == null ? null : limits.integerOrNull("post_instructions"));
    }

    private static @Nullable Tracing tracing(Fields session) {
        if (!(session.value("tracing") instanceof ObjectNode)) {
            return session.oneOf("tracing", List.of("auto")) == null ? null : new Tracing.Auto();
        }
        Fields tracing = session.object("tracing");
        return tracing == null
                ? null
                : new Tracing.Named(
                        tracing.text("workflow_name"), tracing.text("group_id"), metadata(tracing));
    }

    /** Metadata may hold any value; what is no text is kept as JSON. */
    private static Map<String, String> metadata(Fields tracing) {
        Fields metadata = tracing.object("metadata");
        Map<String, String> pairs = new LinkedHashMap<>();
        if (metadata != null) {
            for (String name : metadata.node().propertyNames()) {
                String value = metadata.textOrJson(name);
                if (value != null) {
                    pairs.put(name, value);
                }
            }
        }
        return pairs;
    }

    private static @Nullable Prompt prompt(Fields session) {
        Fields prompt = session.object("prompt");
        String id = prompt == null ? null : prompt.required("id");
        if (prompt == null || id == null) {
            return null;
        }
        Fields variables = prompt.object("variables");
        Map<String, String> values = new LinkedHashMap<>();
        if (variables != null) {
            variables
                    .node()
                    .properties()
                    .forEach(entry -> values.put(entry.getKey(), Json.text(entry.getValue())));
        }
        return new Prompt(id, prompt.text("version"), values);
    }
}
