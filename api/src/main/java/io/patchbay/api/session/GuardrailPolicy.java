package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;

/**
 * When guardrails look at what is said, and what follows when one trips. Immutable; made with
 * {@link #builder()}.
 *
 * @param debounceCharacters output guardrails look again each time an item of the answer has grown
 *     by so many characters; 0 for every delta, negative for its end only. At the end of an answer
 *     they always look. Where speech is held by sentences, they look at the end of each sentence
 *     instead
 * @param feedback how the model is told that words were stopped
 * @param holdBack whether speech is held until the words in it were judged (RULES 20)
 * @param holdBackBytes how much speech is held at most; an answer of which more would have to be
 *     held is silenced
 * @param verdictTimeout how long a verdict may take
 * @param whenLate what counts where a verdict is missing: it came too late, the guardrail threw,
 *     nobody offers it now, or there are no words to judge
 * @param transcriptTimeout how long input guardrails wait for what the caller said in writing,
 *     counted from the end of the turn
 * @param blockedInput what becomes of the caller's words that tripped
 */
public record GuardrailPolicy(
        int debounceCharacters,
        Feedback feedback,
        HoldBack holdBack,
        int holdBackBytes,
        Duration verdictTimeout,
        WhenLate whenLate,
        Duration transcriptTimeout,
        BlockedInput blockedInput) {

    /**
     * After so many stopped answers in a row, with no word of the caller in between, the model is
     * not asked again: the agent stays silent until somebody speaks to it.
     */
    public static final int MAX_TRIPS_IN_A_ROW = 3;

    /**
     * Every 100 characters, feedback as an operator's message, nothing held, 5 s for a verdict,
     * fails open, 5 s for a transcript, words that tripped are forgotten.
     */
    public static final GuardrailPolicy DEFAULT =
            new GuardrailPolicy(
                    100,
                    Feedback.SYSTEM,
                    HoldBack.OFF,
                    16 << 20,
                    Duration.ofSeconds(5),
                    WhenLate.PASS,
                    Duration.ofSeconds(5),
                    BlockedInput.FORGET);

    /** How the model is told that words were stopped. Its answer to that is guarded like any. */
    public enum Feedback {
        /**
         * As context from the operator, which nobody said: the rule, and to apologise without the
         * reason and change the subject.
         */
        SYSTEM,
        /** The same as if the caller had said it, which is what OpenAI's Agents SDK does. */
        USER,
        /** Not at all: the agent falls silent. */
        NONE
    }

    /**
     * Whether and how far speech is held. What is held reaches no leg and no listener; when its
     * words trip it is never heard. It costs the time that transcript and verdict take, reported by
     * {@link SessionEvent.SpeechReleased}.
     */
    public enum HoldBack {
        /** It plays as it comes. */
        OFF,
        /**
         * By sentences. Sound is let go once words that came after it were judged too, or all words
         * of its part were: a transcript runs ahead of its sound or a little behind it. It is taken
         * for granted that sound never runs past the end of the sentence that comes to its end next
         * after it; choose {@link #ITEM} for a provider that keeps no such order. Where sound comes
         * before any word of its item, the item is held to its end.
         */
        SENTENCE,
        /** Up to the end of each item. */
        ITEM
    }

    /** What a missing verdict counts as. */
    public enum WhenLate {
        /** The words may stand. */
        PASS,
        /** The words must not stand. */
        TRIP
    }

    /** What becomes of the caller's words that tripped. */
    public enum BlockedInput {
        /** They are taken out of the conversation; the model does not remember them. */
        FORGET,
        /** They stay, and the model is told not to go into them. */
        KEEP
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a time that is not positive, or less than 64 KiB of held
     *     speech
     */
    public GuardrailPolicy {
        Objects.requireNonNull(feedback, "feedback");
        Objects.requireNonNull(holdBack, "holdBack");
        Objects.requireNonNull(whenLate, "whenLate");
        Objects.requireNonNull(blockedInput, "blockedInput");
        Checks.positive(verdictTimeout, "verdictTimeout");
        Checks.positive(transcriptTimeout, "transcriptTimeout");
        if (holdBackBytes < 1 << 16) {
            throw new IllegalArgumentException(
                    "holdBackBytes must be at least 65536, about a second of speech, not "
                            + holdBackBytes);
        }
    }

    /** Starts with {@link #DEFAULT}. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Starts with these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private int debounceCharacters;
        private Feedback feedback;
        private HoldBack holdBack;
        private int holdBackBytes;
        private Duration verdictTimeout;
        private WhenLate whenLate;
        private Duration transcriptTimeout;
        private BlockedInput blockedInput;

        private Builder(GuardrailPolicy from) {
            this.debounceCharacters = from.debounceCharacters;
            this.feedback = from.feedback;
            this.holdBack = from.holdBack;
            this.holdBackBytes = from.holdBackBytes;
            this.verdictTimeout = from.verdictTimeout;
            this.whenLate = from.whenLate;
            this.transcriptTimeout = from.transcriptTimeout;
            this.blockedInput = from.blockedInput;
        }

        /** Characters between two looks; 0 for every delta, negative for the end only. */
        public Builder debounceCharacters(int characters) {
            this.debounceCharacters = characters;
            return this;
        }

        /** How the model is told. */
        public Builder feedback(Feedback feedback) {
            this.feedback = Objects.requireNonNull(feedback, "feedback");
            return this;
        }

        /** Whether and how far speech is held. */
        public Builder holdBack(HoldBack holdBack) {
            this.holdBack = Objects.requireNonNull(holdBack, "holdBack");
            return this;
        }

        /** How much speech is held at most, in bytes as they came from the line. */
        public Builder holdBackBytes(int bytes) {
            this.holdBackBytes = bytes;
            return this;
        }

        /** How long a verdict may take. */
        public Builder verdictTimeout(Duration time) {
            this.verdictTimeout = Objects.requireNonNull(time, "time");
            return this;
        }

        /** What a missing verdict counts as. */
        public Builder whenLate(WhenLate whenLate) {
            this.whenLate = Objects.requireNonNull(whenLate, "whenLate");
            return this;
        }

        /** How long input guardrails wait for a transcript. */
        public Builder transcriptTimeout(Duration time) {
            this.transcriptTimeout = Objects.requireNonNull(time, "time");
            return this;
        }

        /** What becomes of the caller's words that tripped. */
        public Builder blockedInput(BlockedInput blockedInput) {
            this.blockedInput = Objects.requireNonNull(blockedInput, "blockedInput");
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException for a value out of range, named
         */
        public GuardrailPolicy build() {
            return new GuardrailPolicy(
                    debounceCharacters,
                    feedback,
                    holdBack,
                    holdBackBytes,
                    verdictTimeout,
                    whenLate,
                    transcriptTimeout,
                    blockedInput);
        }
    }
}
