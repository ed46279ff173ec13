package io.patchbay.emulator.session.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in the pieces in which a model would produce it. */
final class TextPieces {
    private static final Pattern WORD = Pattern.compile("\\s*\\S+(?:\\s+$)?");

    private TextPieces() {}

    /** The words, each with the blanks before it; put together they are the text again. */
    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(text);
        int end = 0;
        while (matcher.find()) {
            words.add(matcher.group());
            end = matcher.end();
        }
        if (end < text.length()) {
            words.add(text.substring(end));
        }
        return words;
    }

    /** The first {@code count} words as they stand in the text. */
    static String first(String text, int count) {
        List<String> words = words(text);
        return words.size() <= count ? text : String.join("", words.subList(0, count));
    }
}
