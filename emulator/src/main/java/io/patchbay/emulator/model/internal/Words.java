package io.patchbay.emulator.model.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Text as a row of lower-case words. */
final class Words {
    private static final Map<String, Integer> UNITS =
            Map.ofEntries(
                    Map.entry("zero", 0),
                    Map.entry("one", 1),
                    Map.entry("two", 2),
                    Map.entry("three", 3),
                    Map.entry("four", 4),
                    Map.entry("five", 5),
                    Map.entry("six", 6),
                    Map.entry("seven", 7),
                    Map.entry("eight", 8),
                    Map.entry("nine", 9),
                    Map.entry("ten", 10),
                    Map.entry("eleven", 11),
                    Map.entry("twelve", 12),
                    Map.entry("thirteen", 13),
                    Map.entry("fourteen", 14),
                    Map.entry("fifteen", 15),
                    Map.entry("sixteen", 16),
                    Map.entry("seventeen", 17),
                    Map.entry("eighteen", 18),
                    Map.entry("nineteen", 19));
    private static final Map<String, Integer> TENS =
            Map.of(
                    "twenty", 20, "thirty", 30, "forty", 40, "fifty", 50, "sixty", 60, "seventy",
                    70, "eighty", 80, "ninety", 90);

    /** Words that say nothing about what a tool does. */
    static final Set<String> EMPTY =
            Set.of(
                    "a",
                    "an",
                    "the",
                    "of",
                    "to",
                    "in",
                    "on",
                    "at",
                    "for",
                    "and",
                    "or",
                    "is",
                    "are",
                    "be",
                    "it",
                    "this",
                    "that",
                    "with",
                    "from",
                    "by",
                    "as",
                    "get",
                    "set",
                    "do",
                    "does",
                    "can",
                    "you",
                    "me",
                    "my",
                    "i",
                    "we",
                    "your",
                    "please",
                    "what",
                    "whats",
                    "which",
                    "how",
                    "when",
                    "who",
                    "use",
                    "call",
                    "run",
                    "tool",
                    "function",
                    "give",
                    "tell",
                    "return",
                    "returns",
                    "fetch",
                    "current",
                    "now",
                    "some",
                    "any",
                    "one",
                    "s");

    private Words() {}

    /** Splits at everything that is no letter or digit, and where a capital begins a word. */
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char before = ' ';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hump = Character.isUpperCase(c) && Character.isLowerCase(before);
            if ((!Character.isLetterOrDigit(c) || hump) && !word.isEmpty()) {
                words.add(word.toString().toLowerCase(Locale.ROOT));
                word.setLength(0);
            }
            if (Character.isLetterOrDigit(c)) {
                word.append(c);
            }
            before = c;
        }
        if (!word.isEmpty()) {
            words.add(word.toString().toLowerCase(Locale.ROOT));
        }
        return words;
    }

    /** Where {@code phrase} begins in {@code words}, or -1. */
    static int indexOf(List<String> words, List<String> phrase) {
        return phrase.isEmpty() ? -1 : Collections.indexOfSubList(words, phrase);
    }

    /** Whether two words are the same but for a plural or verb ending. */
    static boolean alike(String a, String b) {
        return stem(a).equals(stem(b));
    }

    private static String stem(String word) {
        for (String ending : List.of("ing", "ed", "es", "s")) {
            if (word.endsWith(ending) && word.length() - ending.length() >= 3) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }

    /**
     * The numbers in a row of words, in order: figures as they stand, number words added up
     * ("twenty five" is 25, "one two three" is three numbers).
     */
    static List<Long> numbers(List<String> words) {
        NumberReader reader = new NumberReader();
        words.forEach(reader::read);
        return reader.end();
    }

    /** Adds number words up. */
    private static final class NumberReader {
        private final List<Long> numbers = new ArrayList<>();
        private boolean begun;
        private long thousands;
        private long below;

        /** The greatest number that may still be added: 9 after "twenty", 99 after "hundred". */
        private int room;

        void read(String word) {
            int unit = UNITS.getOrDefault(word, -1);
            int tens = TENS.getOrDefault(word, -1);
            if (unit >= 0) {
                add(unit, 0);
            } else if (tens >= 0) {
                add(tens, 9);
            } else if ("hundred".equals(word) && begun && below > 0 && below < 100) {
                below *= 100;
                room = 99;
            } else if ("thousand".equals(word) && begun && below > 0 && thousands == 0) {
                thousands = below * 1_000;
                below = 0;
                room = 999;
            } else if (!"and".equals(word) || room < 99) {
                flush();
                figures(word).ifPresent(numbers::add);
            }
        }

        private void add(int value, int roomAfter) {
            if (begun && (value == 0 || value > room)) {
                flush();
            }
            begun = true;
            below += value;
            room = roomAfter;
        }

        private void flush() {
            if (begun) {
                numbers.add(thousands + below);
            }
            begun = false;
            thousands = 0;
            below = 0;
            room = 0;
        }

        List<Long> end() {
            flush();
            return numbers;
        }
    }

    private static OptionalLong figures(String word) {
        return word.length() <= 15 && word.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalLong.of(Long.parseLong(word))
                : OptionalLong.empty();
    }
}
