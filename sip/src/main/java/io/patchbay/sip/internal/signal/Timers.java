package io.patchbay.sip.internal.signal;

import java.time.Duration;

/** The times of RFC 3261, table 4. */
final class Timers {

    /** Round trip that is reckoned with. */
    static final Duration T1 = Duration.ofMillis(500);

    /** Longest interval between two sendings. */
    static final Duration T2 = Duration.ofSeconds(4);

    /** How long a message may be on its way. */
    static final Duration T4 = Duration.ofSeconds(5);

    /** How long anything is tried: timers B, D, F, H, J, L and M. */
    static final Duration PATIENCE = T1.multipliedBy(64);

    /** How often a caller who hears ringing is told so again (§13.3.1.1). */
    static final Duration REMINDER = Duration.ofMinutes(1);

    private Timers() {}

    /** The interval after {@code now} for what grows up to T2. */
    static Duration next(Duration now) {
        Duration twice = now.multipliedBy(2);
        return twice.compareTo(T2) < 0 ? twice : T2;
    }
}
