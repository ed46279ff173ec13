package io.patchbay.sip.internal;

import io.patchbay.sip.internal.signal.Hop;
import java.time.Duration;

/** Where a request goes, and where else when it does not get through. On the door's loop. */
interface Hops {

    /** The longest that an answer may take: timers B and F of RFC 3261. */
    Duration PATIENCE = Duration.ofSeconds(32);

    /** Where it goes now. */
    Hop now();

    /** How long nothing may be heard from there. */
    default Duration patience() {
        return PATIENCE;
    }

    /** From now on it goes to the next place; false when there is none. */
    default boolean next() {
        return false;
    }
}
