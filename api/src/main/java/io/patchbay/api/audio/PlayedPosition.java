package io.patchbay.api.audio;

import java.util.Objects;

/**
 * How much of an item was heard.
 *
 * @param itemId the history item
 * @param contentIndex its content part, from 0
 * @param millis milliseconds of <em>generated</em> sound, before any resampling, from the start of
 *     the part
 * @param precision how well it is known
 */
public record PlayedPosition(String itemId, int contentIndex, long millis, Precision precision) {

    /** How a position came to be known. */
    public enum Precision {
        /** Counted where the sound leaves for the ear. */
        EXACT,
        /** Confirmed by the far end at a mark; between marks it lags. */
        MARK,
        /** Computed from a clock. */
        ESTIMATED
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a negative index or time
     */
    public PlayedPosition {
        Objects.requireNonNull(itemId, "itemId");
        Objects.requireNonNull(precision, "precision");
        if (contentIndex < 0 || millis < 0) {
            throw new IllegalArgumentException(
                    "contentIndex and millis must not be negative: "
                            + contentIndex
                            + ", "
                            + millis);
        }
    }
}
