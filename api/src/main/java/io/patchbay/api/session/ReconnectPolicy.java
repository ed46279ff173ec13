package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a lost line comes back (RULES 22). Fatal ends (key, quota, account) are never tried again.
 *
 * @param attempts how often each choice of a line is tried before the session gives up; 0 for
 *     never. Waiting for a plug that is not there is no attempt ({@link SessionLimits#plugWait})
 * @param firstDelay before the first attempt; it doubles with each further one, with jitter
 * @param longestDelay what it does not grow beyond
 * @param tryNextAfter how long one choice may take to connect, at first, while another is left to
 *     try; twice as long each time that it was not enough
 * @param failback whether a session that had to go on over another choice returns to its preferred
 *     one
 * @param cutAnswer what becomes of an answer that the loss cut off
 * @param rollOver whether a line that the provider will end, or that cannot take a change, is
 *     replaced at a silence
 * @param rollOverWindow how long before a line's known end a silence is looked for; at most a fifth
 *     of the line's life
 * @param summary what becomes of items that a new line has no room for; null drops them
 */
public record ReconnectPolicy(
        int attempts,
        Duration firstDelay,
        Duration longestDelay,
        Duration tryNextAfter,
        Failback failback,
        CutAnswer cutAnswer,
        boolean rollOver,
        Duration rollOverWindow,
        @Nullable HistorySummary summary) {

    /**
     * Eight attempts from 250 ms to 8 s, 5 s for a choice while another is left, no return to the
     * preferred choice, the answer goes on, lines are replaced in the last five minutes before
     * their end.
     */
    public static final ReconnectPolicy DEFAULT =
            new ReconnectPolicy(
                    8,
                    Duration.ofMillis(250),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(5),
                    Failback.NEVER,
                    CutAnswer.CONTINUE,
                    true,
                    Duration.ofMinutes(5),
                    null);

    /** A lost line stays lost, and a line that ends is not replaced. */
    public static final ReconnectPolicy NEVER =
            builder().attempts(0).cutAnswer(CutAnswer.WAIT).rollOver(false).build();

    /** Whether a session returns to the line that it prefers. */
    public enum Failback {
        /**
         * A call goes on where it is; new sessions begin with the preferred choice. The default:
         * another model has another voice, and callers would hear the change twice.
         */
        NEVER,
        /**
         * The session moves back at a silence once the preferred choice is well, and stays where it
         * is if that fails. Not where the provider wants the old line closed first.
         */
        AT_SILENCE
    }

    /** What becomes of an answer that the loss of its line cut off. */
    public enum CutAnswer {
        /** The model goes on from what was heard. */
        CONTINUE,
        /** The caller speaks next. */
        WAIT,
        /** The model says that it was cut off, and asks how to go on. */
        APOLOGISE
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a negative number, or times that are not positive or not
     *     in order
     */
    public ReconnectPolicy {
        Objects.requireNonNull(firstDelay, "firstDelay");
        Objects.requireNonNull(longestDelay, "longestDelay");
        Objects.requireNonNull(failback, "failback");
        Objects.requireNonNull(cutAnswer, "cutAnswer");
        Checks.positive(tryNextAfter, "tryNextAfter");
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts must not be negative, but is " + attempts);
        }
        if (firstDelay.isZero()
                || firstDelay.isNegative()
                || longestDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "firstDelay must be a positive time and longestDelay not shorter, not "
                            + firstDelay
                            + " and "
                            + longestDelay);
        }
        Checks.positive(rollOverWindow, "rollOverWindow");
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
        private int attempts;
        private Duration firstDelay;
        private Duration longestDelay;
        private Duration tryNextAfter;
        private Failback failback;
        private CutAnswer cutAnswer;
        private boolean rollOver;
        private Duration rollOverWindow;
        private @Nullable HistorySummary summary;

        private Builder(ReconnectPolicy from) {
            this.attempts = from.attempts;
            this.firstDelay = from.firstDelay;
            this.longestDelay = from.longestDelay;
            this.tryNextAfter = from.tryNextAfter;
            this.failback = from.failback;
            this.cutAnswer = from.cutAnswer;
            this.rollOver = from.rollOver;
            this.rollOverWindow = from.rollOverWindow;
            this.summary = from.summary;
        }

        /** How often each choice is tried before the session gives up; 0 for never. */
        public Builder attempts(int attempts) {
            this.attempts = attempts;
            return this;
        }

        /** Before the first attempt; it doubles with each further one. */
        public Builder firstDelay(Duration time) {
            this.firstDelay = Objects.requireNonNull(time, "time");
            return this;
        }

        /** What the delay does not grow beyond. */
        public Builder longestDelay(Duration time) {
            this.longestDelay = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How long one choice may take at first while another is left to try. */
        public Builder tryNextAfter(Duration time) {
            this.tryNextAfter = Objects.requireNonNull(time, "time");
            return this;
        }

        /** Whether the session returns to its preferred choice; default {@code NEVER}. */
        public Builder failback(Failback failback) {
            this.failback = Objects.requireNonNull(failback, "failback");
            return this;
        }

        /** What becomes of an answer that the loss cut off. */
        public Builder cutAnswer(CutAnswer cutAnswer) {
            this.cutAnswer = Objects.requireNonNull(cutAnswer, "cutAnswer");
            return this;
        }

        /** Whether a line that ends, or cannot take a change, is replaced at a silence. */
        public Builder rollOver(boolean on) {
            this.rollOver = on;
            return this;
        }

        /** How long before a line's known end a silence is looked for. */
        public Builder rollOverWindow(Duration time) {
            this.rollOverWindow = Objects.requireNonNull(time, "time");
            return this;
        }

        /** What becomes of items that a new line has no room for; null drops them. */
        public Builder summary(@Nullable HistorySummary summary) {
            this.summary = summary;
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException for a value out of range, named
         */
        public ReconnectPolicy build() {
            return new ReconnectPolicy(
                    attempts,
                    firstDelay,
                    longestDelay,
                    tryNextAfter,
                    failback,
                    cutAnswer,
                    rollOver,
                    rollOverWindow,
                    summary);
        }
    }
}
