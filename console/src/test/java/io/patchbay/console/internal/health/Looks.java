package io.patchbay.console.internal.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.console.internal.health.Check.Level;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What a check finds. */
final class Looks {

    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private Looks() {}

    /** It finds the same, in words that hold these; what is bad says what to do. */
    static void finds(Check check, Level level, String... words) {
        var found = check.look();
        assertEquals(level, Checked.worst(found), found::toString);
        for (String word : words) {
            assertTrue(found.toString().contains(word), () -> word + " in " + found);
        }
        for (Check.Finding finding : found) {
            assertTrue(finding.level() == Level.OK || finding.hint() != null, found::toString);
        }
    }

    static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "not in time");
            LockSupport.parkNanos(2_000_000);
        }
    }

    static boolean is(Check check, Level level) {
        return Checked.worst(check.look()) == level;
    }
}
