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
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Voice;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a session object into a configuration: a member that is missing is absent, one that is null
 * is cleared, one that is odd is noted and absent.
 */
final class SessionReader {

    private final Profile profile;
    private final Fields session;
    private final Map<String, @Nullable Fields> objects = new HashMap<>();
    private final SessionConfig.Builder config = SessionConfig.builder();

    private SessionReader(Profile profile, Fields session) {
        this.profile = profile;
        this.session = session;
    }

    /**
     * Reads a session object. A field is looked for where the profile has it, then where it is
     * today, then where it was in the beta: whichever way a service answers, it is understood.
     */
    static SessionConfig read(Profile profile, Fields session) {
        return new SessionReader(profile, session).read();
    }

    private SessionConfig read() {
        field(ConfigField.INSTRUCTIONS, Fields::text);
        field(ConfigField.OUTPUT_MODALITY, SessionReader::modality);
        field(ConfigField.INPUT_FORMAT, this::inputFormat);
        field(ConfigField.TRANSCRIPTION, SessionReader::transcription);
        field(ConfigField.NOISE_REDUCTION, SessionReader::noise);
        field(ConfigField.TURN_DETECTION, this::turns);
        field(ConfigField.OUTPUT_FORMAT, (at, name) -> format(at, name, profile.sound().output()));
        field(ConfigField.VOICE, SessionReader::voice);
        field(ConfigField.SPEED, SessionReader::speed);
        field(ConfigField.TOOLS, (at, name) -> ToolJson.read(at));
        field(ConfigField.TOOL_CHOICE, (at, name) -> ToolJson.readChoice(at));
        field(ConfigField.PARALLEL_TOOL_CALLS, Fields::flag);
        field(ConfigField.MAX_OUTPUT_TOKENS, this::maxOutputTokens);
        field(ConfigField.REASONING_EFFORT, SessionReader::effort);
        field(ConfigField.CONTEXT_TRUNCATION, SessionReader::truncation);
        field(ConfigField.TRACING, SessionReader::tracing);
        field(ConfigField.PROMPT, SessionReader::prompt);
        field(
                ConfigField.TRANSCRIPT_LOGPROBS,
                (at, name) -> at.texts(name).contains(SessionWriter.LOGPROBS));
        return config.build();
    }

    private interface Reader<T> {
        /** The value of the member {@code name}, or null when it cannot be read. */
        @Nullable T read(Fields at, String name);
    }

    private <T> void field(ConfigField<T> field, Reader<T> reader) {
        String own = profile.shape().place(field);
        if (own == null || field(own, field, reader)) {
            return; // what a service says of fields that it does not have is its own affair
        }
        String today = SessionShape.NESTED.place(field);
        String once = SessionShape.FLAT.place(field);
        if ((today == null || !field(today, field, reader)) && once != null) {
            field(once, field, reader);
        }
    }

    private <T> boolean field(String place, ConfigField<T> field, Reader<T> reader) {
        int last = place.lastIndexOf('.');
        Fields at = last < 0 ? session : object(place.substring(0, last));
        String name = place.substring(last + 1);
        if (at == null || !at.has(name)) {
            return false;
        }
        if (at.isNull(name)) {
            config.clear(field);
        } else {
            T value = reader.read(at, name);
            if (value != null) {
                config.set(field, value);
            }
        }
        return true;
    }

    private @Nullable Fields object(String path) {
        if (!objects.containsKey(path)) {
            int last = path.lastIndexOf('.');
            Fields parent = last < 0 ? session : object(path.substring(0, last));
            objects.put(path, parent == null ? null : parent.object(path.substring(last + 1)));
        }
        return objects.get(path);
    }

    private static @Nullable Modality modality(Fields session, String name) {
        List<String> names = session.texts(name);
        if (names.contains("audio")) {
            return Modality.AUDIO;
        }
        if (names.contains("text")) {
            return Modality.TEXT;
        }
        session.problem(name, "holds neither audio nor text");
        return null;
    }

    /** A format beside which its rate may stand. */
    private @Nullable AudioFormat inputFormat(Fields side, String name) {
        AudioFormat format = format(side, name, profile.sound().input());
        if (format == null
                || format.encoding() != AudioFormat.Encoding.PCM16
                || !profile.has(Quirk.RATE_BESIDE_FORMAT)) {
            return format;
        }
        int rate = side.integer("input_audio_sampling_rate").orElse(format.sampleRate());
        return rate < 8_000 ? format : AudioFormat.pcm16(rate);
    }

    private static @Nullable AudioFormat format(
            Fields side, String name, List<Sound.Spelled> known) {
        JsonNode value = side.value(name);
        AudioFormat format = value == null ? null : Sound.read(known, value);
        if (format == null) {
            side.problem(name, "is not one of " + Formats.ALLOWED);
        }
        return format;
    }

    private static @Nullable Transcription transcription(Fields input, String name) {
        Fields transcription = input.object(name);
        return transcription == null
                ? null
                : new Transcription(
                        transcription.text("model"),
                        transcription.text(
                                transcription.has("language") ? "language" : "language_hint"),
                        transcription.texts("languages"),
                        transcription.texts(
                                transcription.has("keywords") ? "keywords" : "keyterms"),
                        transcription.text("prompt"),
                        transcription.text("delay"));
    }

    private static @Nullable NoiseReduction noise(Fields input, String name) {
        Fields noise = input.object(name);
        String type = noise == null ? null : noise.required("type");
        return noise == null || type == null
                ? null
                : new NoiseReduction(type, noise.numberOrNull("strength"));
    }

    private @Nullable TurnDetection turns(Fields input, String name) {
        Fields detection = input.object(name);
        if (detection != null && profile.turns().isOff(detection)) {
            config.clear(ConfigField.TURN_DETECTION);
            return null;
        }
        return detection == null ? null : profile.turns().read(detection);
    }

    /** A voice is a name, or an object with an id or a name. */
    private static @Nullable Voice voice(Fields output, String name) {
        JsonNode value = output.value(name);
        if (value instanceof ObjectNode object && AzureVoices.is(object)) {
            return AzureVoices.read(object);
        }
        boolean custom = value instanceof ObjectNode;
        Fields object = custom ? output.object(name) : null;
        String id = object == null ? output.text(name) : object.required("id");
        if (id == null || id.isBlank()) {
            if (id != null) {
                output.problem(name, "is empty");
            }
            return null;
        }
        return new Voice(id, custom);
    }

    private static @Nullable Double speed(Fields output, String name) {
        Double speed = output.numberOrNull(name);
        if (speed != null && speed <= 0) {
            output.problem(name, "is " + speed + ", not positive");
            return null;
        }
        return speed;
    }

    /** A number; the word {@code inf} clears it. */
    private @Nullable Integer maxOutputTokens(Fields at, String name) {
        JsonNode value = at.value(name);
        if (value != null && value.isString() && value.stringValue().equals("inf")) {
            config.clear(ConfigField.MAX_OUTPUT_TOKENS);
            return null;
        }
        Integer tokens = at.integerOrNull(name);
        if (tokens != null && tokens <= 0) {
            at.problem(name, "is " + tokens + ", not positive");
            return null;
        }
        return tokens;
    }

    private static @Nullable ReasoningEffort effort(Fields session, String name) {
        Fields reasoning = session.object(name);
        String word =
                reasoning == null
                        ? null
                        : reasoning.oneOf(
                                "effort", List.of("minimal", "low", "medium", "high", "xhigh"));
        return word == null ? null : ReasoningEffort.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static @Nullable ContextTruncation truncation(Fields session, String name) {
        if (!(session.value(name) instanceof ObjectNode)) {
            String word = session.oneOf(name, List.of("auto", "disabled"));
            if (word == null) {
                return null;
            }
            return word.equals("auto")
                    ? new ContextTruncation.Auto()
                    : new ContextTruncation.Disabled();
        }
        Fields ratio = session.object(name);
        Double value = ratio == null ? null : ratio.numberOrNull("retention_ratio");
        if (ratio == null || value == null || !(value >= 0 && value <= 1)) {
            session.problem(name + ".retention_ratio", "is not a number between 0 and 1");
            return null;
        }
        Fields limits = ratio.object("token_limits");
        return new ContextTruncation.RetentionRatio(
                value, limits == null ? null : limits.integerOrNull("post_instructions"));
    }

    private static @Nullable Tracing tracing(Fields session, String name) {
        if (!(session.value(name) instanceof ObjectNode)) {
            return session.oneOf(name, List.of("auto")) == null ? null : new Tracing.Auto();
        }
        Fields tracing = session.object(name);
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

    private static @Nullable Prompt prompt(Fields session, String name) {
        Fields prompt = session.object(name);
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
