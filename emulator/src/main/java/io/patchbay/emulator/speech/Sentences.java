package io.patchbay.emulator.speech;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Cuts text into sentences, so that the first one is heard while the rest is still being made. */
public final class Sentences {
    /** A longer sentence is cut at its last comma, or else its last blank, before this length. */
    private static final int LONGEST = 240;

    private static final Pattern ABBREVIATED =
            Pattern.compile("(?s).*\\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|vs|e\\.g|i\\.e|approx)\\.\\s*");

    private Sentences() {}

    /**
     * Cuts a text.
     *
     * @param text any text
     * @return its pieces in order, each with the blanks behind it: put together they are the text
     *     again. Empty for an empty text; none of them is longer than 240 characters
     */
    public static List<String> split(String text) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        breaks.setText(text);
        List<String> sentences = new ArrayList<>();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            String sentence = text.substring(start, end);
            boolean unfinished = ABBREVIATED.matcher(sentence).matches() && end < text.length();
            if (!unfinished && !sentence.isBlank()) {
                start = cut(sentence, start, sentences);
            }
        }
        if (start < text.length()) {
            cut(text.substring(start), start, sentences);
        }
        return sentences;
    }

    private static int cut(String sentence, int start, List<String> sentences) {
        String rest = sentence;
        while (rest.length() > LONGEST) {
            int end = after(rest, rest.lastIndexOf(", ", LONGEST - 2), 2);
            if (end == 0) {
                end = after(rest, rest.lastIndexOf(' ', LONGEST - 1), 1);
            }
            if (end == 0) {
                end = Character.isHighSurrogate(rest.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
            }
            sentences.add(rest.substring(0, end));
            rest = rest.substring(end);
        }
        if (!rest.isEmpty()) {
            sentences.add(rest);
        }
        return start + sentence.length();
    }

    private static int after(String text, int index, int length) {
        return index <= 0 ? 0 : Math.min(index + length, text.length());
    }
}
