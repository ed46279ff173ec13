package io.patchbay.runtime.internal.session;

import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.TransportCapabilities;
import org.jspecify.annotations.Nullable;

/** Which lines guardrails can work on (RULES 20). Stateless. */
final class GuardrailSupport {
    private GuardrailSupport() {}

    /**
     * Refuses a line on which speech cannot be held until its words were judged.
     *
     * @throws IllegalArgumentException saying why and what can be done
     */
    static void checkHoldBack(GuardrailPolicy policy, TransportCapabilities carriage) {
        if (policy.holdBack() == GuardrailPolicy.HoldBack.OFF) {
            return;
        }
        boolean here =
                carriage.media() == TransportCapabilities.Media.MESSAGES
                        && !carriage.providerOutputBuffer();
        if (!here) {
            throw new IllegalArgumentException(
                    "the hold-back of speech does not work on this line: transport '"
                            + carriage.name()
                            + "' does not bring the sound here with the item whose words it"
                            + " speaks; choose another line, or GuardrailPolicy.HoldBack.OFF");
        }
    }

    /**
     * Refuses a line on which the caller's words cannot be judged before they are answered.
     *
     * @param wanted the configuration it is to have
     * @throws IllegalArgumentException saying what is missing and what can be done
     */
    static void checkInput(ProviderCapabilities capabilities, SessionConfig wanted) {
        String why = null;
        if (!capabilities.has(Feature.CLIENT_RESPONSES)) {
            why = "the provider cannot be told not to answer by itself; choose another provider";
        } else if (!capabilities.has(Feature.INPUT_TRANSCRIPTION)) {
            why =
                    "the provider does not say in writing what it hears before it answers; choose"
                            + " another provider";
        } else if (silent(wanted)) {
            why = "the configuration turns the transcription off; leave it on";
        }
        if (why != null) {
            throw new IllegalArgumentException(
                    "input guardrails do not work on this line: "
                            + why
                            + ", or take the input guardrails out");
        }
    }

    /** Whether nobody would write down what the caller says. */
    static boolean silent(@Nullable SessionConfig config) {
        return config != null
                && config.get(ConfigField.TRANSCRIPTION) instanceof ConfigValue.Cleared<?>;
    }
}
