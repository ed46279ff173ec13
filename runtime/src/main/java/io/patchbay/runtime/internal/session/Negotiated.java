package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.audio.AudioConverter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A configuration as a provider can have it.
 *
 * @param config what the line is opened with
 * @param gaps what of it is not as it was wanted
 * @param objections what it cannot have and must; the line is not made then
 */
record Negotiated(SessionConfig config, Gaps gaps, Map<String, String> objections) {

    /**
     * What a line does without.
     *
     * @param without the fields that it cannot have as they were wanted
     * @param dropped the same for a person, each with the reason
     */
    record Gaps(Set<ConfigField<?>> without, List<String> dropped) {
        /** Of most lines. */
        static final Gaps NONE = new Gaps(Set.of(), List.of());
    }

    /** Without these it would be another agent, or nobody would understand a word. */
    private static final Set<ConfigField<?>> ESSENTIAL =
            Set.of(
                    ConfigField.INSTRUCTIONS,
                    ConfigField.PROMPT,
                    ConfigField.OUTPUT_MODALITY,
                    ConfigField.INPUT_FORMAT,
                    ConfigField.OUTPUT_FORMAT);

    /** All of it, or objections; sound is converted here where the provider has it otherwise. */
    static Negotiated strictly(
            RealtimeCodec codec, ProviderCapabilities capabilities, SessionConfig wanted) {
        Set<ConfigField<?>> without = new HashSet<>(2);
        SessionConfig fitting = sounding(capabilities, wanted, without, new ArrayList<>(2));
        return new Negotiated(
                fitting,
                without.isEmpty() ? Gaps.NONE : new Gaps(Set.copyOf(without), List.of()),
                texts(rejected(codec, fitting)));
    }

    /** The same with sound as the provider has it, where that can be converted here. */
    static SessionConfig sounding(ProviderCapabilities capabilities, SessionConfig wanted) {
        return sounding(capabilities, wanted, new HashSet<>(2), new ArrayList<>(2));
    }

    private static SessionConfig sounding(
            ProviderCapabilities capabilities,
            SessionConfig wanted,
            Set<ConfigField<?>> without,
            List<String> dropped) {
        SessionConfig heard =
                format(
                        wanted,
                        ConfigField.INPUT_FORMAT,
                        capabilities.inputFormats(),
                        capabilities,
                        without,
                        dropped);
        return format(
                heard,
                ConfigField.OUTPUT_FORMAT,
                capabilities.outputFormats(),
                capabilities,
                without,
                dropped);
    }

    /**
     * As much of it as the provider can have: a call that moves to another one had rather do
     * without a voice than end.
     */
    static Negotiated leniently(
            RealtimeCodec codec, ProviderCapabilities capabilities, SessionConfig wanted) {
        Set<ConfigField<?>> without = new HashSet<>();
        List<String> dropped = new ArrayList<>();
        SessionConfig fitting = sounding(capabilities, wanted, without, dropped);
        Map<ConfigField<?>, String> rejected = rejected(codec, fitting);
        Map<ConfigField<?>, String> fatal = new java.util.HashMap<>();
        Set<ConfigField<?>> kept = new HashSet<>(fitting.fields());
        texts(rejected).forEach((field, why) -> dropped.add("without " + field + ": " + why));
        rejected.forEach(
                (field, why) -> {
                    if (ESSENTIAL.contains(field)) {
                        fatal.put(field, why);
                    } else {
                        kept.remove(field);
                        without.add(field);
                    }
                });
        return new Negotiated(
                fitting.only(kept),
                without.isEmpty() ? Gaps.NONE : new Gaps(Set.copyOf(without), List.copyOf(dropped)),
                texts(fatal));
    }

    private static SessionConfig format(
            SessionConfig wanted,
            ConfigField<AudioFormat> field,
            List<AudioFormat> offered,
            ProviderCapabilities capabilities,
            Set<ConfigField<?>> without,
            List<String> dropped) {
        AudioFormat format = wanted.value(field).orElse(null);
        boolean told = capabilities.mutability().containsKey(field);
        if (format == null || offered.contains(format) && (told || offered.size() > 1)) {
            return wanted;
        }
        if (offered.contains(format)) {
            without.add(field); // it has no other, and need not be told
            return without(wanted, field);
        }
        AudioFormat other =
                offered.stream()
                        .filter(
                                one ->
                                        AudioConverter.converts(format, one)
                                                && AudioConverter.converts(one, format))
                        .findFirst()
                        .orElse(null);
        if (other == null) {
            return wanted; // and the provider objects
        }
        without.add(field);
        dropped.add(field + " " + other + " in place of " + format);
        return told
                ? wanted.with(SessionConfig.builder().set(field, other).build())
                : without(wanted, field);
    }

    private static SessionConfig without(SessionConfig wanted, ConfigField<?> field) {
        Set<ConfigField<?>> rest = new HashSet<>(wanted.fields());
        rest.remove(field);
        return wanted.only(rest);
    }

    /** What is set and cannot be had; what is empty a provider need not have. */
    static Map<ConfigField<?>, String> rejected(RealtimeCodec codec, SessionConfig wanted) {
        return codec.plan(SessionConfig.EMPTY, wanted).rejected().entrySet().stream()
                .filter(
                        entry ->
                                wanted.value(entry.getKey())
                                        .filter(value -> !value.equals(List.of()))
                                        .isPresent())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<String, String> texts(Map<ConfigField<?>, String> fields) {
        Map<String, String> texts = new TreeMap<>();
        fields.forEach((field, why) -> texts.put(field.toString(), why));
        return texts;
    }

    /** The objections in a line. */
    String objection() {
        return objections.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining("; "));
    }
}
