package org.example.acme;

import io.patchbay.api.tool.Tool;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Set;

/** Knows when the acme is open. Its answers are sentences, because they are meant to be spoken. */
public final class AcmeHours {

    private final int opens;
    private final int closes;
    private final Set<DayOfWeek> closed;

    AcmeHours(int opens, int closes, Set<DayOfWeek> closed) {
        if (opens < 0 || closes > 24 || opens >= closes) {
            throw new IllegalArgumentException(
                    "settings 'opens' and 'closes' must be hours from 0 to 24 in this order, not "
                            + opens
                            + " and "
                            + closes);
        }
        this.opens = opens;
        this.closes = closes;
        this.closed = Set.copyOf(closed);
    }

    /** The opening hours of a day. */
    @Tool(name = "acme_hours", value = "Tells when the acme is open on a day of the week.")
    public String hours(@Tool.Param("The day that is asked for") DayOfWeek day) {
        String name = day.getDisplayName(TextStyle.FULL, Locale.US);
        return closed.contains(day)
                ? "On " + name + " the acme is closed."
                : "On " + name + " the acme is open from " + opens + " to " + closes + " o'clock.";
    }
}
