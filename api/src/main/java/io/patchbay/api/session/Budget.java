package io.patchbay.api.session;

import java.util.Objects;

/**
 * How much a session may cost. Needs {@link SessionOptions.Builder#prices}. What the provider
 * charges is known when a response is over, so a budget can be passed by the price of one response.
 *
 * @param limit at which the session ends
 * @param warnAt the share of the limit, 0 to 1, at which a {@code budget-near} warning comes, once
 * @param atOnce whether the session ends in the middle of what is played; otherwise the running
 *     answer is finished and played first
 */
public record Budget(Money limit, double warnAt, boolean atOnce) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a limit that is not positive, or a share outside 0 to 1
     */
    public Budget {
        Objects.requireNonNull(limit, "limit");
        if (limit.amount().signum() <= 0) {
            throw new IllegalArgumentException("limit must be positive, not " + limit);
        }
        if (!(warnAt >= 0 && warnAt <= 1)) {
            throw new IllegalArgumentException("warnAt must be from 0 to 1, not " + warnAt);
        }
    }

    /** So much; a warning at 80 percent; the last answer is finished. */
    public static Budget of(Money limit) {
        return new Budget(limit, 0.8, false);
    }
}
