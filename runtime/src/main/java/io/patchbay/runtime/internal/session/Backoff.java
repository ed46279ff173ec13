package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.ReconnectPolicy;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before an attempt: twice as long each time, up to a bound, and of that a random
 * part between a half and the whole, so that many sessions do not come back at once.
 */
final class Backoff {
    private final ReconnectPolicy policy;
    private final DoubleSupplier random;

    /**
     * A back-off.
     *
     * @param random numbers from 0 to 1, without 1
     */
    Backoff(ReconnectPolicy policy, DoubleSupplier random) {
        this.policy = policy;
        this.random = random;
    }

    /** Before the attempt of this number, from 1. */
    Duration before(int attempt) {
        long longest = policy.longestDelay().toNanos();
        long whole = policy.firstDelay().toNanos();
        for (int i = 1; i < attempt && whole < longest; i++) {
            whole = whole > longest / 2 ? longest : whole * 2;
        }
        return Duration.ofNanos(whole / 2 + (long) (whole / 2.0 * random.getAsDouble()));
    }
}
