package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.Resolution;
import io.patchbay.api.transport.TransportCapabilities;
import java.util.EnumMap;
import java.util.Map;

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
}
