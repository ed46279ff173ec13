package io.patchbay.emulator.speech;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that an {@link Ear} can hear: whole phrases, and patterns with slots.
 *
 * <p>Written as people write; case, punctuation and accents do not matter for hearing and come back
 * in {@link Heard.Words#text()}. Figures in a phrase are heard as numbers or one by one.
 *
 * <pre>{@code
 * Vocabulary.builder()
 *         .phrase("What time is it?")
 *         .digits("order", 5, 5)
 *         .choice("city", List.of("Paris", "New York"))
 *         .pattern("Where is my order {order}?")
 *         .pattern("What's the weather in {city}?")
 *         .build();
 * }</pre>
 *
 * <p>Immutable. {@code equals} goes by content with a hash that is computed once, so vocabularies
 * serve as keys.
 */
public final class Vocabulary {
    /** Most phrases and patterns of a vocabulary. */
    public static final int MAX_PHRASES = 2000;

    /** Most alternatives of a choice. */
    public static final int MAX_ALTERNATIVES = 500;

    /** Most characters of a phrase, a pattern or an alternative. */
    public static final int MAX_LENGTH = 300;

    private static final Pattern SLOT = Pattern.compile("\\{([A-Za-z0-9_.-]+)\\}");

    private final Set<String> phrases;
    private final Set<String> patterns;
    private final Map<String, Slot> slots;
    private final int hash;

    private Vocabulary(Builder builder) {
        phrases = new LinkedHashSet<>(builder.phrases);
        patterns = new LinkedHashSet<>(builder.patterns);
        slots = Map.copyOf(builder.slots);
        hash = Objects.hash(phrases, patterns, slots);
    }

    /**
     * A vocabulary of phrases alone.
     *
     * @param phrases see {@link Builder#phrase}
     * @return the vocabulary
     */
    public static Vocabulary of(String... phrases) {
        return builder().phrases(List.of(phrases)).build();
    }

    /**
     * Starts an empty vocabulary.
     *
     * @return a builder, for one thread
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The phrases without slots.
     *
     * @return in the order in which they were added
     */
    public List<String> phrases() {
        return List.copyOf(phrases);
    }

    /**
     * The phrases with slots, written as {@code {name}}.
     *
     * @return in the order in which they were added
     */
    public List<String> patterns() {
        return List.copyOf(patterns);
    }

    /**
     * What the slots of the patterns stand for.
     *
     * @return slots by name
     */
    public Map<String, Slot> slots() {
        return slots;
    }

    /**
     * Whether there is nothing to be heard.
     *
     * @return true if it has neither phrase nor pattern; whatever is said is then not understood
     */
    public boolean isEmpty() {
        return phrases.isEmpty() && patterns.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Vocabulary that
                        && hash == that.hash
                        && phrases.equals(that.phrases)
                        && patterns.equals(that.patterns)
                        && slots.equals(that.slots);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Sizes only: phrases may be content of a call. */
    @Override
    public String toString() {
        return "Vocabulary["
                + phrases.size()
                + " phrases, "
                + patterns.size()
                + " patterns, "
                + slots.size()
                + " slots]";
    }

    static void checkLength(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A phrase has at most " + MAX_LENGTH + " characters: " + text.length());
        }
    }

    /** Collects phrases, patterns and slots; what is added twice counts once. */
    public static final class Builder {
        private final Set<String> phrases = new LinkedHashSet<>();
        private final Set<String> patterns = new LinkedHashSet<>();
        private final Map<String, Slot> slots = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Adds a phrase. Braces in it are punctuation. One without any speakable word (letters of
         * the Latin alphabet, or figures) is never heard.
         *
         * @param text as it shall be written once heard, at most {@link #MAX_LENGTH} characters
         * @return this
         * @throws IllegalArgumentException if it is too long, or the vocabulary full
         */
        public Builder phrase(String text) {
            checkLength(text);
            phrases.add(text);
            checkSize();
            return this;
        }

        /**
         * Adds several phrases.
         *
         * @param texts see {@link #phrase}
         * @return this
         * @throws IllegalArgumentException if one is too long, or the vocabulary full
         */
        public Builder phrases(Collection<String> texts) {
            texts.forEach(this::phrase);
            return this;
        }

        /**
         * Adds a phrase with slots.
         *
         * @param text with {@code {name}} for each slot, at most {@link #MAX_LENGTH} characters; a
         *     slot occurs once at most
         * @return this
         * @throws IllegalArgumentException if it is too long, or the vocabulary full
         */
        public Builder pattern(String text) {
            checkLength(text);
            patterns.add(text);
            checkSize();
            return this;
        }

        /**
         * Defines a slot.
         *
         * @param name letters, figures, and {@code _ . -}
         * @param slot what it stands for; replaces an earlier definition
         * @return this
         * @throws IllegalArgumentException if the name has other characters
         */
        public Builder slot(String name, Slot slot) {
            if (!SLOT.matcher("{" + name + "}").matches()) {
                throw new IllegalArgumentException("Not a name for a slot: " + name);
            }
            slots.put(name, slot);
            return this;
        }

        /**
         * Defines a slot for one of some texts.
         *
         * @param name letters, figures, and {@code _ . -}
         * @param alternatives the texts
         * @return this
         */
        public Builder choice(String name, Collection<String> alternatives) {
            return slot(name, new Slot.Choice(List.copyOf(alternatives)));
        }

        /**
         * Defines a slot for figures said one by one.
         *
         * @param name letters, figures, and {@code _ . -}
         * @param min fewest figures, at least 1
         * @param max most figures, at most 16
         * @return this
         */
        public Builder digits(String name, int min, int max) {
            return slot(name, new Slot.Digits(min, max));
        }

        /**
         * Defines a slot for a whole number.
         *
         * @param name letters, figures, and {@code _ . -}
         * @param min smallest, at least 0
         * @param max greatest, at most 999
         * @return this
         */
        public Builder number(String name, int min, int max) {
            return slot(name, new Slot.Number(min, max));
        }

        /**
         * Makes the vocabulary.
         *
         * @return the vocabulary
         * @throws IllegalArgumentException if a pattern names a slot that is not defined, or one
         *     twice
         */
        public Vocabulary build() {
            for (String pattern : patterns) {
                Set<String> seen = new LinkedHashSet<>();
                Matcher names = SLOT.matcher(pattern);
                while (names.find()) {
                    if (!slots.containsKey(names.group(1))) {
                        throw new IllegalArgumentException(
                                "No slot named " + names.group(1) + " is defined");
                    }
                    if (!seen.add(names.group(1))) {
                        throw new IllegalArgumentException(
                                "A pattern names the slot " + names.group(1) + " twice");
                    }
                }
            }
            return new Vocabulary(this);
        }

        private void checkSize() {
            if (phrases.size() + patterns.size() > MAX_PHRASES) {
                throw new IllegalArgumentException(
                        "A vocabulary has at most " + MAX_PHRASES + " phrases");
            }
        }
    }
}
