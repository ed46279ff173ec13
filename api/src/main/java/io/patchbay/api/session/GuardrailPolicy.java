package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;

/**
 * When guardrails look at what is said, and what follows when one trips.
 *
 * @param debounceCharacters output guardrails look again each time the answer has grown by so many
 *     characters; 0 for every delta, negative for its end only
 * @param feedback how the model is told that its answer was stopped
 * @param holdBack whether speech is held until the words in it were judged (RULES 20)
 * @param verdictTimeout how long a verdict may take
 * @param whenLate what a verdict that does not come in time counts as
 */
public record GuardrailPolicy(
        int debounceCharacters,
        Feedback feedback,
        HoldBack holdBack,
        Duration verdictTimeout,
        WhenLate whenLate) {

    /** Every 100 characters, feedback as an operator's message, nothing held, 5 s, fails open. */
    public static final GuardrailPolicy DEFAULT =
            new GuardrailPolicy(
                    100, Feedback.SYSTEM, HoldBack.OFF, Duration.ofSeconds(5), WhenLate.PASS);

    /** How the model is told. */
    public enum Feedback {
        /** As context from the operator, which nobody said. */
        SYSTEM,
        /** As if the caller had said it: what OpenAI's Agents SDK does. */
        USER,
        /** Not at all: the agent falls silent. */
        NONE
    }

    /** Whether and how far speech is held. */
    public enum HoldBack {
        /** It plays as it comes. */
        OFF,
        /** Up to the end of each sentence. */
        SENTENCE,
        /** Up to the end of each item. */
        ITEM
    }

    /** What silence of a guardrail means. */
    public enum WhenLate {
        /** The words may stand. */
        PASS,
        /** The words must not stand. */
        TRIP
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a time that is not positive
     */
    public GuardrailPolicy {
        Objects.requireNonNull(feedback, "feedback");
        Objects.requireNonNull(holdBack, "holdBack");
        Objects.requireNonNull(whenLate, "whenLate");
        if (verdictTimeout.isZero() || verdictTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "verdictTimeout must be a positive time, not " + verdictTimeout);
        }
    }
}
