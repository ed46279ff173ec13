package io.patchbay.launcher;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who misspelt a name. */
final class Nearest {

    private Nearest() {}

    /** The name that takes the fewest changes, if they are few for a name of this length. */
    static Optional<String> of(String written, Collection<String> known) {
        String nearest = null;
        int fewest = 1 + written.length() / 3;
        for (String name : known) {
            int changes = changes(written.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (changes <= fewest && (nearest == null || changes < fewest)) {
                nearest = name;
                fewest = changes;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** How many letters are to be changed, added or left out. */
    private static int changes(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int same = one.charAt(i - 1) == other.charAt(j - 1) ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.min(same, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
