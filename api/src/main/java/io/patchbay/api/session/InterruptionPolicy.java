package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happens when the caller speaks while the agent does. Immutable.
 *
 * <p>Speech that has to be confirmed silences the agent at once all the same: playback pauses where
 * it is when speech is noticed. Confirmed, the answer is cancelled and the model told how much of
 * it was heard; not confirmed, playback goes on and what was said is taken out of the conversation.
 * The server is then told neither to cancel nor to answer by itself: the session asks for the
 * answer to a turn, which costs one round trip to the provider. A line whose sound does not stop in
 * this machine, or whose provider cannot leave both to us, refuses to connect with the reason.
 *
 * @param mode who may interrupt
 * @param minSpeech how long speech must last, counted from the moment in which the server tells of
 *     it; where the server's own silence before the end of a turn is known ({@link
 *     TurnDetection.ServerVad#silenceDurationMillis}), it is added, because the server tells of an
 *     end only after it. Zero where speech counts at once
 * @param minWords how many words of it must be understood; 0 for none. More than 0 needs a
 *     transcription
 * @param wordsWithin how long after the end of speech its words are waited for before playback goes
 *     on; words that come later interrupt then
 * @param echoGuard how loud the caller must be to be heard over the agent, in dB of full scale,
 *     where his microphone hears the agent; null to switch such a microphone off while the agent
 *     plays. Other legs are left alone
 */
public record InterruptionPolicy(
        Mode mode,
        Duration minSpeech,
        int minWords,
        Duration wordsWithin,
        @Nullable Double echoGuard) {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

    /**
     * The server cancels at once when it hears speech, or we do where it does not say that it does;
     * what was heard is reported to it. A {@link TurnDetection} whose {@code interruptResponse} is
     * false turns this off.
     */
    public static final InterruptionPolicy IMMEDIATE =
            new InterruptionPolicy(Mode.IMMEDIATE, Duration.ZERO, 0, TWO_SECONDS, null);

    /** Speech never interrupts; only {@link RealtimeSession#interrupt()} does. */
    public static final InterruptionPolicy NEVER =
            new InterruptionPolicy(Mode.NEVER, Duration.ZERO, 0, TWO_SECONDS, null);

    /** Who may interrupt. */
    public enum Mode {
        /** Any speech. */
        IMMEDIATE,
        /** Speech that lasts, or that has words. */
        CONFIRMED,
        /** The application only. */
        NEVER
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a negative value, for a mode that needs a criterion and
     *     has none, or has one that it does not look at
     */
    public InterruptionPolicy {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(minSpeech, "minSpeech");
        if (minSpeech.isNegative()) {
            throw new IllegalArgumentException(
                    "minSpeech must be zero or a positive time, not " + minSpeech);
        }
        if (minWords < 0) {
            throw new IllegalArgumentException("minWords must be 0 or more, not " + minWords);
        }
        Checks.positive(wordsWithin, "wordsWithin");
        boolean criterion = !minSpeech.isZero() || minWords > 0;
        if (mode == Mode.CONFIRMED && !criterion) {
            throw new IllegalArgumentException(
                    "speech cannot be confirmed by nothing: give minSpeech or minWords,"
                            + " or use InterruptionPolicy.IMMEDIATE");
        }
        if (echoGuard != null && !(echoGuard >= -90 && echoGuard < 0)) {
            throw new IllegalArgumentException(
                    "echoGuard must be a level from -90 to below 0 dB, not " + echoGuard);
        }
        if (echoGuard != null && mode != Mode.CONFIRMED) {
            throw new IllegalArgumentException(
                    "echoGuard lets short pieces of the agent's own voice pass: use it with"
                            + " InterruptionPolicy.afterSpeech or afterWords");
        }
        if (mode != Mode.CONFIRMED && criterion) {
            throw new IllegalArgumentException(
                    "minSpeech and minWords need mode CONFIRMED, not "
                            + mode
                            + "; use InterruptionPolicy.afterSpeech or afterWords");
        }
    }

    /**
     * Speech interrupts when it has lasted for so long. A cough does not.
     *
     * @throws IllegalArgumentException for a time that is not positive
     */
    public static InterruptionPolicy afterSpeech(Duration minSpeech) {
        return new InterruptionPolicy(Mode.CONFIRMED, minSpeech, 0, TWO_SECONDS, null);
    }

    /**
     * Speech interrupts when so many words of it are understood. A cough, a door and "mhm" do not.
     *
     * @throws IllegalArgumentException for less than one
     */
    public static InterruptionPolicy afterWords(int minWords) {
        return new InterruptionPolicy(Mode.CONFIRMED, Duration.ZERO, minWords, TWO_SECONDS, null);
    }

    /** Starts with {@link #IMMEDIATE}. */
    public static Builder builder() {
        return IMMEDIATE.toBuilder();
    }

    /** Starts with these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private Mode mode;
        private Duration minSpeech;
        private int minWords;
        private Duration wordsWithin;
        private @Nullable Double echoGuard;

        private Builder(InterruptionPolicy from) {
            this.mode = from.mode;
            this.minSpeech = from.minSpeech;
            this.minWords = from.minWords;
            this.wordsWithin = from.wordsWithin;
            this.echoGuard = from.echoGuard;
        }

        /** Who may interrupt. */
        public Builder mode(Mode mode) {
            this.mode = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /** How long speech must last; zero where that does not matter. */
        public Builder minSpeech(Duration time) {
            this.minSpeech = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How many words of it must be understood; 0 where that does not matter. */
        public Builder minWords(int words) {
            this.minWords = words;
            return this;
        }

        /** How long after the end of speech its words are waited for. */
        public Builder wordsWithin(Duration time) {
            this.wordsWithin = Objects.requireNonNull(time, "time");
            return this;
        }

        /**
         * A caller whose microphone hears the agent may interrupt, too, when he is at least so
         * loud: louder than the agent is in that microphone. Measure, and begin with -30; null, the
         * default, switches such a microphone off while the agent plays.
         */
        public Builder echoGuard(@Nullable Double decibels) {
            this.echoGuard = decibels;
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException for a value out of range, or values that do not go
         *     together; it says which
         */
        public InterruptionPolicy build() {
            return new InterruptionPolicy(mode, minSpeech, minWords, wordsWithin, echoGuard);
        }
    }
}
