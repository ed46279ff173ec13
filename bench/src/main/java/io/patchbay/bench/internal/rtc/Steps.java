package io.patchbay.bench.internal.rtc;

import java.util.Locale;

/** Lines that tell how far a run is. */
public final class Steps {

    private Steps() {}

    public static String line(int round, String name, String format, Object... values) {
        String which = round < 0 ? "warm-up" : "round " + (round + 1);
        return "  " + which + ", " + name + ": " + String.format(Locale.ROOT, format, values);
    }
}
