package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.NoiseReduction;
import io.patchbay.api.session.Prompt;
import io.patchbay.api.session.ToolChoice;
import io.patchbay.api.session.Transcription;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.session.Voice;
import io.patchbay.api.tool.ToolDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was asked for, in a few words for people and without content. */
final class Asked {
    private Asked() {}

    static String format(@Nullable AudioFormat format) {
        if (format == null) {
            return "as the provider has it";
        }
        int rate = format.sampleRate();
        return format.encoding()
                + " "
                + (rate % 1_000 == 0 ? rate / 1_000 + " kHz" : rate + " Hz")
                + (format.channels() == 2 ? " stereo" : "");
    }

    static String turns(ConfigValue<TurnDetection> detection) {
        if (detection instanceof ConfigValue.Cleared<TurnDetection>) {
            return "ended by the client";
        }
        TurnDetection kind = detection.asOptional().orElse(null);
        if (kind instanceof TurnDetection.SemanticVad semantic) {
            String eagerness = semantic.eagerness();
            return "noticed by what is said" + (eagerness == null ? "" : ", " + eagerness);
        }
        if (kind instanceof TurnDetection.ServerVad vad) {
            Integer silence = vad.silenceDurationMillis();
            return "noticed by silence" + (silence == null ? "" : " of " + silence + " ms");
        }
        return kind == null ? "as the provider has it" : "noticed in the provider's own way";
    }

    static String interruption(InterruptionPolicy policy) {
        return switch (policy.mode()) {
            case IMMEDIATE -> "by any speech";
            case NEVER -> "never";
            case CONFIRMED ->
                    policy.minWords() > 0
                            ? "by " + policy.minWords() + " words"
                            : "by speech of " + time(policy.minSpeech());
        };
    }

    static String transcription(Transcription transcription) {
        String model = transcription.model();
        String language = transcription.language();
        return "written down"
                + (model == null ? "" : " by " + model)
                + (language == null ? "" : " in " + language);
    }

    static String utterance(Utterance utterance) {
        if (utterance instanceof Utterance.Clip clip) {
            return "a clip of " + time(Duration.ofMillis(clip.audio().millis()));
        }
        return utterance instanceof Utterance.Verbatim ? "given words" : "in its own words";
    }

    static String names(List<ToolDefinition> tools) {
        return tools.stream().map(ToolDefinition::name).collect(Collectors.joining(", "));
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String time(Duration time) {
        if (time.toMillis() % 1_000 != 0) {
            return time.toMillis() + " ms";
        }
        return time.toSeconds() % 60 == 0 && !time.isZero()
                ? time.toMinutes() + " min"
                : time.toSeconds() + " s";
    }

    /** Any other value; what may be content by its length only. */
    static String value(ConfigField<?> field, Object value) {
        if (field == ConfigField.INSTRUCTIONS || field == ConfigField.PROVIDER_DATA) {
            return String.valueOf(value).length() + " characters";
        }
        if (value instanceof Voice voice) {
            return voice.id();
        }
        if (value instanceof Prompt prompt) {
            return prompt.id();
        }
        if (value instanceof NoiseReduction reduction) {
            return reduction.type();
        }
        if (value instanceof ToolChoice.Function function) {
            return function.name();
        }
        if (value instanceof Enum<?> constant) {
            return word(constant);
        }
        return value instanceof Number || value instanceof Boolean
                ? value.toString()
                : word(value.getClass());
    }

    private static String word(Class<?> type) {
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }
}
