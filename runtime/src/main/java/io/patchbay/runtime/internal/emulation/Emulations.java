package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.Resolution;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.audio.AudioConverter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each feature on one line: native, emulated here, or rejected with the reason. The
 * one place that decides it: the session acts on it, and explains it before it connects.
 *
 * @param provider what the provider does by itself
 * @param features what becomes of every feature
 */
public record Emulations(ProviderCapabilities provider, Map<Feature, Resolution> features) {

    /** Copies. */
    public Emulations {
        features = Map.copyOf(features);
    }

    /** What a provider's profile comes to over a transport. */
    public static Emulations of(ProviderCapabilities provider, TransportCapabilities carriage) {
        Map<Feature, Resolution> features = new EnumMap<>(Feature.class);
        for (Feature feature : Feature.values()) {
            features.put(
                    feature,
                    provider.has(feature)
                            ? new Resolution.Native()
                            : new Resolution.Rejected("the provider has no such thing"));
        }
        return new Emulations(provider, features);
    }

    /** What becomes of a feature. */
    public Resolution of(Feature feature) {
        return java.util.Objects.requireNonNull(features.get(feature));
    }

    /** Whether it can be had, natively or emulated. */
    public boolean has(Feature feature) {
        return !(of(feature) instanceof Resolution.Rejected);
    }

    /**
     * What becomes of the caller's sound.
     *
     * @param format as it is wanted, or null for whatever the provider hears
     */
    public Resolution heard(@Nullable AudioFormat format) {
        return sound(Feature.AUDIO_INPUT, format, provider.inputFormats());
    }

    /**
     * What becomes of the model's sound.
     *
     * @param format as it is wanted, or null for whatever the provider speaks
     */
    public Resolution spoken(@Nullable AudioFormat format) {
        return sound(Feature.AUDIO_OUTPUT, format, provider.outputFormats());
    }

    private Resolution sound(
            Feature feature, @Nullable AudioFormat format, List<AudioFormat> offered) {
        if (format == null || !has(feature) || offered.contains(format)) {
            return of(feature);
        }
        return offered.stream()
                .filter(
                        one ->
                                AudioConverter.converts(format, one)
                                        && AudioConverter.converts(one, format))
                .findFirst()
                .<Resolution>map(one -> new Resolution.Emulated("converted here, " + one))
                .orElseGet(() -> new Resolution.Rejected("nobody converts " + format));
    }

    /** What becomes of a conversation whose line was lost. */
    public Resolution resumption() {
        if (provider.resumption() == ProviderCapabilities.Resumption.HANDLE) {
            return new Resolution.Native();
        }
        return has(Feature.HISTORY_EDITS) || has(Feature.HISTORY_SEED)
                ? new Resolution.Emulated("told again on the next line")
                : new Resolution.Rejected("the provider takes no history");
    }
}
