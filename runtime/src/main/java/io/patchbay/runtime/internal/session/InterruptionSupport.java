package io.patchbay.runtime.internal.session;

import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.InterruptionPolicy.Mode;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.TransportCapabilities;
import org.jspecify.annotations.Nullable;

/** Which lines can keep the caller's speech from interrupting (RULES 16). Stateless. */
final class InterruptionSupport {
    private InterruptionSupport() {}

    /**
     * Refuses a line that cannot do what a session's policy wants.
     *
     * @throws IllegalArgumentException saying what is missing and what can be done
     */
    static void check(
            InterruptionPolicy policy,
            SessionConfig chosen,
            TransportCapabilities carriage,
            ProviderCapabilities capabilities) {
        boolean noTurns =
                chosen.get(ConfigField.TURN_DETECTION)
                        instanceof ConfigValue.Cleared<TurnDetection>;
        if (policy.mode() == Mode.IMMEDIATE || noTurns) {
            return; // nobody's speech is noticed, so it interrupts nobody
        }
        String why =
                policy.mode() == Mode.NEVER
                        ? withoutInterruption(capabilities)
                        : whyNot(carriage, capabilities);
        if (why == null && policy.minWords() > 0) {
            boolean silent =
                    !capabilities.has(Feature.INPUT_TRANSCRIPTION)
                            || chosen.get(ConfigField.TRANSCRIPTION)
                                    instanceof ConfigValue.Cleared<?>;
            why = silent ? "without a transcription nobody counts words" : null;
        }
        if (why != null) {
            throw new IllegalArgumentException(
                    "the interruption policy "
                            + policy.mode()
                            + " does not work on this line: "
                            + why
                            + "; choose another line, or InterruptionPolicy.IMMEDIATE");
        }
    }

    /** Why an utterance cannot be protected from speech there; null when it can. */
    static @Nullable String whyNot(
            TransportCapabilities carriage, ProviderCapabilities capabilities) {
        if (carriage.providerOutputBuffer()
                || carriage.media() == TransportCapabilities.Media.ELSEWHERE) {
            return "transport '"
                    + carriage.name()
                    + "' leaves the sound with the provider, so that it cannot be paused here";
        }
        if (!capabilities.has(Feature.CLIENT_RESPONSES)) {
            return "the provider cannot be told not to answer by itself";
        }
        return withoutInterruption(capabilities);
    }

    private static @Nullable String withoutInterruption(ProviderCapabilities capabilities) {
        return capabilities.has(Feature.CLIENT_INTERRUPTION)
                ? null
                : "the provider cannot be told not to cancel by itself";
    }
}
