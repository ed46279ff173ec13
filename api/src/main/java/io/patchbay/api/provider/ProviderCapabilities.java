package io.patchbay.api.provider;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's profile can do, as data. What holds for one session only (a frozen field, a
 * spent resumption) comes as events.
 *
 * @param features what it does natively
 * @param inputFormats formats it hears, best first
 * @param outputFormats formats it speaks, best first
 * @param mutability when each configuration field may change; a field that is not named is not
 *     supported
 * @param resumption how a lost line comes back
 * @param moveOrder whether a successor line may connect while the old one lives
 * @param maxSession how long one connection may last, or null when nobody says
 * @param limits bounds on what it takes
 */
public record ProviderCapabilities(
        Set<Feature> features,
        List<AudioFormat> inputFormats,
        List<AudioFormat> outputFormats,
        Map<ConfigField<?>, Mutability> mutability,
        Resumption resumption,
        MoveOrder moveOrder,
        @Nullable Duration maxSession,
        Limits limits) {

    /** When a field of the configuration may change. */
    public enum Mutability {
        /** Fixed when the line was made; only a new line changes it. */
        RECONNECT,
        /** Until the model has spoken for the first time. */
        BEFORE_FIRST_AUDIO,
        /** Taken from the next response on. */
        NEXT_RESPONSE,
        /** At once. */
        ANY_TIME
    }

    /** How a lost line comes back. */
    public enum Resumption {
        /** The history is sent again. */
        REPLAY,
        /** The provider resumes by a handle. */
        HANDLE
    }

    /** Whether two lines of one conversation may exist side by side. */
    public enum MoveOrder {
        /** The successor connects first. */
        CONNECT_FIRST,
        /** The old line has to be closed first. */
        CLOSE_FIRST
    }

    /**
     * Bounds on what a provider takes.
     *
     * @param messageBytes largest wire message
     * @param contextTokens size of the model's memory in tokens, 0 when unknown
     */
    public record Limits(int messageBytes, int contextTokens) {}

    /** Checks for null and copies. */
    public ProviderCapabilities {
        Objects.requireNonNull(features, "features");
        Objects.requireNonNull(inputFormats, "inputFormats");
        Objects.requireNonNull(outputFormats, "outputFormats");
        Objects.requireNonNull(mutability, "mutability");
        features = Set.copyOf(features);
        inputFormats = List.copyOf(inputFormats);
        outputFormats = List.copyOf(outputFormats);
        mutability = Map.copyOf(mutability);
        Objects.requireNonNull(resumption, "resumption");
        Objects.requireNonNull(moveOrder, "moveOrder");
        Objects.requireNonNull(limits, "limits");
    }

    /** Whether a feature is native. */
    public boolean has(Feature feature) {
        return features.contains(Objects.requireNonNull(feature, "feature"));
    }
}
