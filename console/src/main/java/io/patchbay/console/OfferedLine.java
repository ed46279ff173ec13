package io.patchbay.console;

import io.patchbay.api.session.LineChoice;
import java.util.Objects;

/**
 * A line that somebody who talks in the console may choose.
 *
 * @param id names it among all lines: letters, digits, {@code . _ : / -}; at most 100 of them
 * @param title for people
 * @param line the line itself; the console puts the transport that was chosen in place of its own
 * @param emulated whether no real model is behind it
 * @param first whether it is chosen until somebody chooses another
 */
public record OfferedLine(
        String id, String title, LineChoice line, boolean emulated, boolean first) {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException when the id has other characters, or too many
     */
    public OfferedLine {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(line, "line");
        if (!id.matches("[A-Za-z0-9._:/-]{1,100}")) {
            throw new IllegalArgumentException(
                    "id: '" + id + "' must be 1 to 100 letters, digits and . _ : / -");
        }
    }
}
