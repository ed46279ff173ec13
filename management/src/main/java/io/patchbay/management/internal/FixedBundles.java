package io.patchbay.management.internal;

import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What nobody updates while sessions go on (RULES 36). */
final class FixedBundles {

    private static final String OURS = "io.patchbay.";

    private static final Set<String> NAMES =
            Set.of(
                    "api",
                    "audio",
                    "net",
                    "rtc",
                    "sip",
                    "runtime",
                    "management",
                    "launcher",
                    "console",
                    "emulator");

    private FixedBundles() {}

    /** Whether a bundle of this name is fixed. */
    static boolean has(@Nullable String name) {
        return name != null
                && (name.startsWith(OURS + "lib.")
                        || name.startsWith(OURS) && NAMES.contains(name.substring(OURS.length())));
    }

    /** Refuses a bundle that is fixed by its name. */
    static void refuse(String name) {
        if (has(name)) {
            throw new PlugRefusedException(
                    Reason.FIXED,
                    name
                            + " is fixed while the container runs, since every session is built on it: stop the container, exchange it, and start again");
        }
    }
}
