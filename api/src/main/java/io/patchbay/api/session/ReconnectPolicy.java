package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a lost line comes back (RULES 22). Fatal ends (key, quota, account) are never tried again.
 *
 * @param attempts how often a line is tried before the session gives up; 0 for never
 * @param firstDelay before the first attempt; it doubles with each further one, with jitter
 * @param longestDelay what it does not grow beyond
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
        CutAnswer cutAnswer,
        boolean rollOver,
        Duration rollOverWindow,
        @Nullable HistorySummary summary) {

    /**
     * Eight attempts from 250 ms to 8 s, the answer goes on, lines are replaced in the last five
     * minutes before their end.
     */
    public static final ReconnectPolicy DEFAULT =
            new ReconnectPolicy(
                    8,
                    Duration.ofMillis(250),
                    Duration.ofSeconds(8),
                    CutAnswer.CONTINUE,
                    true,
                    Duration.ofMinutes(5),
                    null);

    /** A lost line stays lost, and a line that ends is not replaced. */
    public static final ReconnectPolicy NEVER =
            DEFAULT.withAttempts(0).withCutAnswer(CutAnswer.WAIT).withRollOver(false);

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
        Objects.requireNonNull(cutAnswer, "cutAnswer");
        Objects.requireNonNull(rollOverWindow, "rollOverWindow");
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
        if (rollOverWindow.isZero() || rollOverWindow.isNegative()) {
            throw new IllegalArgumentException(
                    "rollOverWindow must be a positive time, not " + rollOverWindow);
        }
    }

    /** The same with so many attempts. */
    public ReconnectPolicy withAttempts(int attempts) {
        return new ReconnectPolicy(
                attempts, firstDelay, longestDelay, cutAnswer, rollOver, rollOverWindow, summary);
    }

    /** The same with other delays. */
    public ReconnectPolicy withDelays(Duration first, Duration longest) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(longest, "longest");
        return new ReconnectPolicy(
                attempts, first, longest, cutAnswer, rollOver, rollOverWindow, summary);
    }

    /** The same with another end for answers that are cut off. */
    public ReconnectPolicy withCutAnswer(CutAnswer cutAnswer) {
        return new ReconnectPolicy(
                attempts, firstDelay, longestDelay, cutAnswer, rollOver, rollOverWindow, summary);
    }

    /** The same with or without replacing lines before their end. */
    public ReconnectPolicy withRollOver(boolean rollOver) {
        return new ReconnectPolicy(
                attempts, firstDelay, longestDelay, cutAnswer, rollOver, rollOverWindow, summary);
    }

    /** The same with another time in which a silence is looked for. */
    public ReconnectPolicy withRollOverWindow(Duration window) {
        return new ReconnectPolicy(
                attempts, firstDelay, longestDelay, cutAnswer, rollOver, window, summary);
    }

    /** The same with a hook that sums up what a new line has no room for. */
    public ReconnectPolicy withSummary(@Nullable HistorySummary summary) {
        return new ReconnectPolicy(
                attempts, firstDelay, longestDelay, cutAnswer, rollOver, rollOverWindow, summary);
    }
}
