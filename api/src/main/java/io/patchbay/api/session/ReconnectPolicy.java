package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;

/**
 * How a lost line comes back (RULES 22). Fatal ends (key, quota, account) are never tried again.
 *
 * @param attempts how often a line is tried before the session gives up; 0 for never
 * @param firstDelay before the first attempt; it doubles with each further one, with jitter
 * @param longestDelay what it does not grow beyond
 * @param cutAnswer what becomes of an answer that the loss cut off
 * @param rollOver whether a line that the provider will end is replaced before, at a silence
 */
public record ReconnectPolicy(
        int attempts,
        Duration firstDelay,
        Duration longestDelay,
        CutAnswer cutAnswer,
        boolean rollOver) {

    /**
     * Eight attempts from 250 ms to 8 s, the answer goes on, lines are replaced before their end.
     */
    public static final ReconnectPolicy DEFAULT =
            new ReconnectPolicy(
                    8, Duration.ofMillis(250), Duration.ofSeconds(8), CutAnswer.CONTINUE, true);

    /** A lost line stays lost, and a line that ends is not replaced. */
    public static final ReconnectPolicy NEVER =
            new ReconnectPolicy(
                    0, Duration.ofMillis(250), Duration.ofSeconds(8), CutAnswer.WAIT, false);

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
     * @throws IllegalArgumentException for a negative number, or delays that are not positive or
     *     not in order
     */
    public ReconnectPolicy {
        Objects.requireNonNull(cutAnswer, "cutAnswer");
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
    }
}
