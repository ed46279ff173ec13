package io.patchbay.api.session;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a session opens, keeps and ends a conversation by itself (RULES 12, 13). Immutable; made with
 * {@link #builder()}.
 *
 * @param greeting what is said first, or null to wait for the caller. It is said once, when the
 *     line stands and the caller's sound flows (a session without legs: when the line stands; a
 *     clip needs no line where there is a leg), and not again after a reconnect. An instructed
 *     greeting is left out when the caller has spoken before, since the answer to that opens the
 *     conversation; words and clips, which may have to be heard, come after that answer
 * @param greetingProtected whether speech does not interrupt the greeting
 * @param idleAfter silence after which the caller is reminded, or null for never. It counts from
 *     the end of playback or of the caller's speech, whichever is later, and stands still during
 *     hold, tools, approvals, responses and while there is no line. Speech, typed input and
 *     telephone keys begin it anew
 * @param idlePrompts the reminders, one after the other; when all were said and the silence goes
 *     on, the session ends
 * @param maxDuration how long a call may last from its first line on, without hold, tools,
 *     approvals and the time without a line; or null for as long as it likes
 * @param maxDurationWarning how long before that {@link SessionEvent.CallEnding} tells of it; zero
 *     for not at all
 * @param farewell what is said before the session ends for one of these reasons, or null
 */
public record Manners(
        @Nullable Utterance greeting,
        boolean greetingProtected,
        @Nullable Duration idleAfter,
        List<Utterance> idlePrompts,
        @Nullable Duration maxDuration,
        Duration maxDurationWarning,
        @Nullable Utterance farewell) {

    /** Nothing of the kind, and 30 s of warning. */
    public static final Manners NONE =
            new Manners(null, false, null, List.of(), null, Duration.ofSeconds(30), null);

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException for a time that is not positive, or for prompts without a
     *     time after which they are said
     */
    public Manners {
        Objects.requireNonNull(idlePrompts, "idlePrompts");
        idlePrompts = List.copyOf(idlePrompts);
        if (idleAfter != null) {
            Checks.positive(idleAfter, "idleAfter");
        }
        if (maxDuration != null) {
            Checks.positive(maxDuration, "maxDuration");
        }
        if (Objects.requireNonNull(maxDurationWarning, "maxDurationWarning").isNegative()) {
            throw new IllegalArgumentException(
                    "maxDurationWarning must not be negative, and is " + maxDurationWarning);
        }
        if (idleAfter == null && !idlePrompts.isEmpty()) {
            throw new IllegalArgumentException(
                    "idlePrompts need idleAfter, the silence after which they are said");
        }
        if (greeting == null && greetingProtected) {
            throw new IllegalArgumentException("greetingProtected needs a greeting to protect");
        }
    }

    /** Starts with {@link #NONE}. */
    public static Builder builder() {
        return NONE.toBuilder();
    }

    /** Starts with these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private @Nullable Utterance greeting;
        private boolean greetingProtected;
        private @Nullable Duration idleAfter;
        private List<Utterance> idlePrompts;
        private @Nullable Duration maxDuration;
        private Duration maxDurationWarning;
        private @Nullable Utterance farewell;

        private Builder(Manners from) {
            this.greeting = from.greeting;
            this.greetingProtected = from.greetingProtected;
            this.idleAfter = from.idleAfter;
            this.idlePrompts = from.idlePrompts;
            this.maxDuration = from.maxDuration;
            this.maxDurationWarning = from.maxDurationWarning;
            this.farewell = from.farewell;
        }

        /** What is said first. */
        public Builder greeting(Utterance greeting) {
            this.greeting = Objects.requireNonNull(greeting, "greeting");
            return this;
        }

        /** The greeting is heard to its end, whoever speaks. */
        public Builder protectGreeting() {
            this.greetingProtected = true;
            return this;
        }

        /**
         * The caller is reminded after so much silence, once with each prompt; then the session
         * ends.
         */
        public Builder idle(Duration after, Utterance... prompts) {
            this.idleAfter = Objects.requireNonNull(after, "after");
            this.idlePrompts = List.of(Objects.requireNonNull(prompts, "prompts"));
            return this;
        }

        /** The longest a call may last. */
        public Builder maxDuration(Duration time) {
            this.maxDuration = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How long before the end of the longest call it is told of. */
        public Builder maxDurationWarning(Duration before) {
            this.maxDurationWarning = Objects.requireNonNull(before, "before");
            return this;
        }

        /** What is said before the session ends by itself. */
        public Builder farewell(Utterance farewell) {
            this.farewell = Objects.requireNonNull(farewell, "farewell");
            return this;
        }

        /**
         * The manners.
         *
         * @throws IllegalArgumentException for what does not go together; the message says what
         */
        public Manners build() {
            return new Manners(
                    greeting,
                    greetingProtected,
                    idleAfter,
                    idlePrompts,
                    maxDuration,
                    maxDurationWarning,
                    farewell);
        }
    }
}
