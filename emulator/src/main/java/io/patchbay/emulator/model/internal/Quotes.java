package io.patchbay.emulator.model.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The phrases that stand in quotation marks in a text. */
public final class Quotes {
    private static final Pattern QUOTED =
            Pattern.compile("\"([^\"\\n]{2,200})\"|“([^”\\n]{2,200})”|«([^»\\n]{2,200})»");

    private Quotes() {}

    /** The quoted phrases, in order. */
    public static List<String> in(String text) {
        List<String> phrases = new ArrayList<>();
        Matcher matcher = QUOTED.matcher(text);
        while (matcher.find()) {
            for (int group = 1; group <= matcher.groupCount(); group++) {
                String phrase = matcher.group(group);
                if (phrase != null) {
                    phrases.add(phrase.strip());
                }
            }
        }
        return phrases;
    }
}
