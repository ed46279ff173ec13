package io.patchbay.emulator.speech;

import java.util.List;

/** What may stand in a named place of a {@link Vocabulary}'s pattern. */
public sealed interface Slot {

    /**
     * One of some texts, such as the values of an enumeration.
     *
     * @param alternatives as they shall be written once heard; at least one, at most {@link
     *     Vocabulary#MAX_ALTERNATIVES}. Those without a speakable word are never heard
     */
    record Choice(List<String> alternatives) implements Slot {
        /** Copies the list and checks its bounds. */
        public Choice {
            alternatives = List.copyOf(alternatives);
            if (alternatives.isEmpty() || alternatives.size() > Vocabulary.MAX_ALTERNATIVES) {
                throw new IllegalArgumentException(
                        "A choice has 1 to "
                                + Vocabulary.MAX_ALTERNATIVES
                                + " alternatives: "
                                + alternatives.size());
            }
            for (String alternative : alternatives) {
                Vocabulary.checkLength(alternative);
            }
        }
    }

    /**
     * Figures said one by one, as people say an order number; written without blanks.
     *
     * @param min fewest figures, at least 1
     * @param max most figures, at most 16
     */
    record Digits(int min, int max) implements Slot {
        /** Checks the bounds. */
        public Digits {
            if (min < 1 || max > 16 || min > max) {
                throw new IllegalArgumentException("Digits from " + min + " to " + max);
            }
        }
    }

    /**
     * A whole number said as one, such as <em>twenty three</em>; written in figures.
     *
     * @param min smallest, at least 0
     * @param max greatest, at most 999
     */
    record Number(int min, int max) implements Slot {
        /** Checks the bounds. */
        public Number {
            if (min < 0 || max > 999 || min > max) {
                throw new IllegalArgumentException("Number from " + min + " to " + max);
            }
        }
    }
}
