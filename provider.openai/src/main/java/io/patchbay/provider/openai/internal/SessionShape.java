package io.patchbay.provider.openai.internal;

import io.patchbay.api.session.ConfigField;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of a configuration stand in a session object, and thereby which of them a
 * service has.
 *
 * @param typed whether the object says that it is of the type {@code realtime}
 * @param places the path of each field, in the order in which they are written
 */
record SessionShape(boolean typed, Map<ConfigField<?>, String> places) {

    /** Sound is nested, as it is today. */
    static final SessionShape NESTED = new SessionShape(true, nested());

    /** All is flat, as it was in the beta. */
    static final SessionShape FLAT = new SessionShape(false, flat());

    SessionShape {
        // in order, which Map.copyOf would not keep
        places = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(places));
    }

    /** The path of a field, or null when the service has no such field. */
    @Nullable String place(ConfigField<?> field) {
        return places.get(field);
    }

    /** The fields that stand somewhere. */
    Set<ConfigField<?>> fields() {
        return places.keySet();
    }

    /** The same, where a field stands elsewhere. */
    SessionShape with(ConfigField<?> field, String place) {
        Map<ConfigField<?>, String> changed = new LinkedHashMap<>(places);
        changed.put(field, place);
        return new SessionShape(typed, changed);
    }

    /** The same without some fields. */
    SessionShape without(ConfigField<?>... fields) {
        Map<ConfigField<?>, String> changed = new LinkedHashMap<>(places);
        Arrays.asList(fields).forEach(changed::remove);
        return new SessionShape(typed, changed);
    }

    /** The same where the object does not say of what type it is. */
    SessionShape untyped() {
        return new SessionShape(false, places);
    }

    private static Map<ConfigField<?>, String> nested() {
        Map<ConfigField<?>, String> places = new LinkedHashMap<>();
        places.put(ConfigField.INSTRUCTIONS, "instructions");
        places.put(ConfigField.OUTPUT_MODALITY, "output_modalities");
        places.put(ConfigField.INPUT_FORMAT, "audio.input.format");
        places.put(ConfigField.TRANSCRIPTION, "audio.input.transcription");
        places.put(ConfigField.NOISE_REDUCTION, "audio.input.noise_reduction");
        places.put(ConfigField.TURN_DETECTION, "audio.input.turn_detection");
        places.put(ConfigField.OUTPUT_FORMAT, "audio.output.format");
        places.put(ConfigField.VOICE, "audio.output.voice");
        places.put(ConfigField.SPEED, "audio.output.speed");
        places.put(ConfigField.TOOLS, "tools");
        places.put(ConfigField.TOOL_CHOICE, "tool_choice");
        places.put(ConfigField.PARALLEL_TOOL_CALLS, "parallel_tool_calls");
        places.put(ConfigField.MAX_OUTPUT_TOKENS, "max_output_tokens");
        places.put(ConfigField.REASONING_EFFORT, "reasoning");
        places.put(ConfigField.CONTEXT_TRUNCATION, "truncation");
        places.put(ConfigField.TRACING, "tracing");
        places.put(ConfigField.PROMPT, "prompt");
        places.put(ConfigField.TRANSCRIPT_LOGPROBS, "include");
        return places;
    }

    private static Map<ConfigField<?>, String> flat() {
        Map<ConfigField<?>, String> places = new LinkedHashMap<>();
        places.put(ConfigField.INSTRUCTIONS, "instructions");
        places.put(ConfigField.OUTPUT_MODALITY, "modalities");
        places.put(ConfigField.INPUT_FORMAT, "input_audio_format");
        places.put(ConfigField.TRANSCRIPTION, "input_audio_transcription");
        places.put(ConfigField.NOISE_REDUCTION, "input_audio_noise_reduction");
        places.put(ConfigField.TURN_DETECTION, "turn_detection");
        places.put(ConfigField.OUTPUT_FORMAT, "output_audio_format");
        places.put(ConfigField.VOICE, "voice");
        places.put(ConfigField.SPEED, "speed");
        places.put(ConfigField.TOOLS, "tools");
        places.put(ConfigField.TOOL_CHOICE, "tool_choice");
        places.put(ConfigField.MAX_OUTPUT_TOKENS, "max_response_output_tokens");
        return places;
    }
}
