package io.patchbay.api.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.tool.ToolDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * How a model shall listen, think and speak: a set of fields, each absent, cleared or set.
 * Immutable. The same type is a whole configuration and a change to one: {@link
 * #with(SessionConfig)} lays a change over a whole, {@link #changesTo} tells what a change would
 * be.
 */
public final class SessionConfig {

    /** Says nothing. */
    public static final SessionConfig EMPTY = new SessionConfig(Map.of());

    private final Map<ConfigField<?>, ConfigValue<?>> values;

    private SessionConfig(Map<ConfigField<?>, ConfigValue<?>> values) {
        this.values = new FlatFields(values);
    }

    /** Starts from nothing. */
    public static Builder builder() {
        return new Builder(EMPTY);
    }

    /** Starts from this. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** What is said about a field. */
    @SuppressWarnings("unchecked") // the builder puts values of T under fields of T only
    public <T> ConfigValue<T> get(ConfigField<T> field) {
        ConfigValue<?> value = values.get(Objects.requireNonNull(field, "field"));
        return value == null ? new ConfigValue.Absent<>() : (ConfigValue<T>) value;
    }

    /** The value of a field, if one is set. */
    public <T> Optional<T> value(ConfigField<T> field) {
        return get(field).asOptional();
    }

    /** The fields about which something is said, in the order in which it was said. */
    public Set<ConfigField<?>> fields() {
        return values.keySet();
    }

    /** Whether nothing is said. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** This with {@code change} laid over it: what the change names wins. */
    public SessionConfig with(SessionConfig change) {
        if (change.isEmpty()) {
            return this;
        }
        Map<ConfigField<?>, ConfigValue<?>> merged = new LinkedHashMap<>(values);
        merged.putAll(change.values);
        return new SessionConfig(merged);
    }

    /**
     * What of {@code wanted} differs from this: the smallest change that leads there. Fields absent
     * in {@code wanted} stay as they are.
     */
    public SessionConfig changesTo(SessionConfig wanted) {
        Map<ConfigField<?>, ConfigValue<?>> changes = new LinkedHashMap<>(wanted.values);
        changes.entrySet().removeIf(entry -> entry.getValue().equals(values.get(entry.getKey())));
        return changes.isEmpty() ? EMPTY : new SessionConfig(changes);
    }

    /** Only those fields of this that {@code kept} names. */
    public SessionConfig only(Set<ConfigField<?>> kept) {
        Map<ConfigField<?>, ConfigValue<?>> some = new LinkedHashMap<>(values);
        some.keySet().retainAll(kept);
        return new SessionConfig(some);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionConfig that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The names of the fields only: instructions are content. */
    @Override
    public String toString() {
        return "SessionConfig" + values.keySet();
    }

    /** Collects fields. Not thread-safe. */
    public static final class Builder {

        private final Map<ConfigField<?>, ConfigValue<?>> values;

        private Builder(SessionConfig from) {
            this.values = new LinkedHashMap<>(from.values);
        }

        /** Sets any field. */
        public <T> Builder set(ConfigField<T> field, T value) {
            values.put(Objects.requireNonNull(field, "field"), new ConfigValue.Set<>(value));
            return this;
        }

        /** Takes any field away. */
        public Builder clear(ConfigField<?> field) {
            values.put(Objects.requireNonNull(field, "field"), new ConfigValue.Cleared<>());
            return this;
        }

        /** Says nothing about a field any more. */
        public Builder forget(ConfigField<?> field) {
            values.remove(Objects.requireNonNull(field, "field"));
            return this;
        }

        /** Sets {@link ConfigField#INSTRUCTIONS}. */
        public Builder instructions(String instructions) {
            return set(ConfigField.INSTRUCTIONS, instructions);
        }

        /** Sets {@link ConfigField#OUTPUT_MODALITY}. */
        public Builder outputModality(Modality modality) {
            return set(ConfigField.OUTPUT_MODALITY, modality);
        }

        /** Sets {@link ConfigField#VOICE} to a voice that the provider offers to all. */
        public Builder voice(String name) {
            return set(ConfigField.VOICE, Voice.of(name));
        }

        /**
         * Sets {@link ConfigField#SPEED}.
         *
         * @throws IllegalArgumentException when it is not a positive number
         */
        public Builder speed(double speed) {
            if (!(speed > 0 && speed < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("speed must be a positive number, not " + speed);
            }
            return set(ConfigField.SPEED, speed);
        }

        /** Sets {@link ConfigField#INPUT_FORMAT}. */
        public Builder inputFormat(AudioFormat format) {
            return set(ConfigField.INPUT_FORMAT, format);
        }

        /** Sets {@link ConfigField#OUTPUT_FORMAT}. */
        public Builder outputFormat(AudioFormat format) {
            return set(ConfigField.OUTPUT_FORMAT, format);
        }

        /** Sets {@link ConfigField#TRANSCRIPTION}. */
        public Builder transcription(Transcription transcription) {
            return set(ConfigField.TRANSCRIPTION, transcription);
        }

        /** Sets {@link ConfigField#NOISE_REDUCTION}. */
        public Builder noiseReduction(NoiseReduction reduction) {
            return set(ConfigField.NOISE_REDUCTION, reduction);
        }

        /** Sets {@link ConfigField#TURN_DETECTION}; {@link #clear} switches it off. */
        public Builder turnDetection(TurnDetection detection) {
            return set(ConfigField.TURN_DETECTION, detection);
        }

        /** Sets {@link ConfigField#TOOLS}; an empty list takes all away. */
        public Builder tools(List<ToolDefinition> tools) {
            return set(ConfigField.TOOLS, List.copyOf(Objects.requireNonNull(tools, "tools")));
        }

        /** Sets {@link ConfigField#TOOL_CHOICE}. */
        public Builder toolChoice(ToolChoice choice) {
            return set(ConfigField.TOOL_CHOICE, choice);
        }

        /**
         * Sets {@link ConfigField#MAX_OUTPUT_TOKENS}; {@link #clear} takes the limit away.
         *
         * @throws IllegalArgumentException when it is not positive
         */
        public Builder maxOutputTokens(int tokens) {
            if (tokens < 1) {
                throw new IllegalArgumentException(
                        "maxOutputTokens must be positive, not " + tokens);
            }
            return set(ConfigField.MAX_OUTPUT_TOKENS, tokens);
        }

        /** Sets {@link ConfigField#PROVIDER_DATA}, a JSON object. */
        public Builder providerData(String json) {
            return set(ConfigField.PROVIDER_DATA, json);
        }

        /** What was collected. */
        public SessionConfig build() {
            return values.isEmpty() ? EMPTY : new SessionConfig(values);
        }
    }
}
