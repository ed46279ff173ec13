package io.patchbay.management;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a change is made.
 *
 * @param force update in place under live sessions, who are without the plug for a moment
 * @param drain how long users of the old version may go on; null for {@link #DRAIN}, and for
 *     callers on an old caller leg for as long as they stay (RULES 27). No change is kept waiting
 *     for longer than {@link #DRAIN}, nor for callers: the old version goes later then
 */
public record ChangeOptions(boolean force, @Nullable Duration drain) {

    /** How long the users of an old version may go on, where nobody says otherwise: 30 s. */
    public static final Duration DRAIN = Duration.ofSeconds(30);

    /** Not forced, with the usual time to drain. */
    public static final ChangeOptions DEFAULT = new ChangeOptions(false, null);

    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * Checks the time.
     *
     * @throws IllegalArgumentException for a time below zero or beyond a day
     */
    public ChangeOptions {
        if (drain != null && (drain.isNegative() || drain.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException(
                    "the time to drain is 0 s to one day, not " + drain.toSeconds() + " s");
        }
    }
}
