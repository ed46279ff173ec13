package io.patchbay.guardrails.blocklist.internal;

import io.patchbay.api.guardrail.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What must not be said. Immutable; for any thread. */
final class Blocklist {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    private final List<Pattern> blocked;

    private Blocklist(List<Pattern> blocked) {
        this.blocked = List.copyOf(blocked);
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException for a pattern that is none; the message names the setting,
     *     the line and what is wrong
     */
    static Blocklist of(String words, String patterns) {
        List<Pattern> blocked = new ArrayList<>();
        for (String word : words.split("[,\\n\\r]+")) {
            if (!word.isBlank()) {
                blocked.add(phrase(word.strip()));
            }
        }
        int line = 0;
        for (String pattern : patterns.split("\\R", -1)) {
            line++;
            if (pattern.isBlank()) {
                continue;
            }
            try {
                blocked.add(Pattern.compile(pattern.strip(), FLAGS));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "setting 'patterns', line " + line + ": " + e.getDescription(), e);
            }
        }
        return new Blocklist(blocked);
    }

    /** Whole words only, with whatever a transcript puts between them. */
    private static Pattern phrase(String words) {
        StringBuilder regex = new StringBuilder("(?<![\\p{L}\\p{N}])");
        String gap = "";
        for (String word : words.split("\\s+")) {
            regex.append(gap).append(Pattern.quote(word));
            gap = "[^\\p{L}\\p{N}]+";
        }
        return Pattern.compile(regex.append("(?![\\p{L}\\p{N}])").toString(), FLAGS);
    }

    /** Trips at the first of them. */
    Verdict check(String text) {
        for (int i = 0; i < blocked.size(); i++) {
            Matcher found = blocked.get(i).matcher(text);
            if (found.find()) {
                // which one, not what was said: events go further than conversations
                return Verdict.trip("entry " + (i + 1) + " of the list");
            }
        }
        return Verdict.PASS;
    }
}
