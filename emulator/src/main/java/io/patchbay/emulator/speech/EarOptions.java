package io.patchbay.emulator.speech;

import java.time.Duration;

/**
 * Bounds of an {@link Ear}.
 *
 * @param recognisers how many turns are listened to at the same time, 1 to 8; each one takes tens
 *     of megabytes once it is used, and does more than ten turns a second
 * @param queueLength how many turns may wait, 1 to 10000
 * @param patience how long a turn may wait before it fails as too late, noticed when its time
 *     comes; positive
 * @param longestTurn how much sound is listened to at once; a longer turn fails; positive
 */
public record EarOptions(
        int recognisers, int queueLength, Duration patience, Duration longestTurn) {

    /** Checks the bounds. */
    public EarOptions {
        if (recognisers < 1 || recognisers > 8) {
            throw new IllegalArgumentException("recognisers must be 1 to 8: " + recognisers);
        }
        if (queueLength < 1 || queueLength > 10_000) {
            throw new IllegalArgumentException("queueLength must be 1 to 10000: " + queueLength);
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience must be positive: " + patience);
        }
        if (longestTurn.isNegative() || longestTurn.isZero()) {
            throw new IllegalArgumentException("longestTurn must be positive: " + longestTurn);
        }
    }

    /**
     * One recogniser, 64 waiting turns, 30 s of patience, turns of up to 60 s.
     *
     * @return the defaults
     */
    public static EarOptions defaults() {
        return new EarOptions(1, 64, Duration.ofSeconds(30), Duration.ofSeconds(60));
    }

    /**
     * The same with another number of recognisers.
     *
     * @param count 1 to 8
     * @return changed options
     */
    public EarOptions withRecognisers(int count) {
        return new EarOptions(count, queueLength, patience, longestTurn);
    }

    /**
     * The same with another length of the queue.
     *
     * @param length 1 to 10000
     * @return changed options
     */
    public EarOptions withQueueLength(int length) {
        return new EarOptions(recognisers, length, patience, longestTurn);
    }

    /**
     * The same with another patience.
     *
     * @param limit positive
     * @return changed options
     */
    public EarOptions withPatience(Duration limit) {
        return new EarOptions(recognisers, queueLength, limit, longestTurn);
    }
}
