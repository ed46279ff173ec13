package io.patchbay.console;

import io.patchbay.api.session.LineChoice;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line that somebody who talks in the console may choose.
 *
 * @param id names it among all lines: letters, digits, {@code . _ : / -}; at most 100 of them
 * @param title for people
 * @param line the line itself; the console puts the transport that was chosen in place of its own
 * @param emulated whether no real model is behind it
 * @param first whether it is chosen until somebody chooses another
 * @param unavailable why it cannot be used now, with what to do; or null when it can
 */
public record OfferedLine(
        String id,
        String title,
        LineChoice line,
        boolean emulated,
        boolean first,
        @Nullable String unavailable) {

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

    /** Why it cannot be used now; empty when it can. */
    public Optional<String> problem() {
        return Optional.ofNullable(unavailable);
    }
}
