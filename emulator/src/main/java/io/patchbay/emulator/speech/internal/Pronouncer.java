package io.patchbay.emulator.speech.internal;

import com.sun.speech.freetts.en.us.CMULexicon;
import com.sun.speech.freetts.lexicon.Lexicon;
import io.patchbay.emulator.speech.SpeechException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How words sound, in the phones of the recogniser: from FreeTTS's lexicon, and by its rules for
 * words that no lexicon has, so that any name of a tool can be heard. Thread-safe; loads the
 * lexicon when it is made.
 */
final class Pronouncer {
    /** Abbreviations are short; a longer unknown word is not spelled out by those who say it. */
    private static final int LONGEST_SPELLED = 5;

    private static final int SHORTEST_HALF = 3;

    private static final Map<String, List<String>> CLITICS =
            Map.of(
                    "'ll", List.of("l", "ax l"),
                    "'ve", List.of("v", "ax v"),
                    "'re", List.of("r", "er"),
                    "'d", List.of("d", "ax d"),
                    "'m", List.of("m"));

    private static final Set<String> HISSING = Set.of("s", "z", "sh", "zh", "ch", "jh");
    private static final Set<String> VOICELESS = Set.of("p", "t", "k", "f", "th");

    /** Phones of the engine that the recogniser writes otherwise. */
    private static final Map<String, String> RECOGNISED_AS =
            Map.of(
                    "ax", "AH", "axr", "ER", "ix", "IH", "el", "AH L", "em", "AH M", "en", "AH N",
                    "dx", "D", "nx", "N", "hv", "HH");

    private final Lexicon lexicon;

    Pronouncer() {
        try {
            synchronized (KevinVoice.LOADING) {
                lexicon = CMULexicon.getInstance(true);
                lexicon.load();
            }
        } catch (IOException e) {
            throw new SpeechException("Cannot load FreeTTS's lexicon", e);
        }
    }

    /**
     * The ways to pronounce a word.
     *
     * @param word lower case, letters and apostrophes
     * @return phones of the recogniser, at least one list of at least one
     */
    synchronized Set<List<String>> pronounce(String word) {
        Set<List<String>> ways = new LinkedHashSet<>();
        for (String phones : enginePhones(word)) {
            List<String> recognised = recognised(phones);
            if (!recognised.isEmpty()) {
                ways.add(recognised);
            }
        }
        return ways;
    }

    private Set<String> enginePhones(String word) {
        Set<String> ways = new LinkedHashSet<>();
        String taught = Addenda.TAUGHT.get(word);
        if (taught != null) {
            ways.add(taught);
        }
        String joined = word.replace("'", "");
        String known = join(lexicon.getPhones(joined, null, false));
        if (known != null) {
            ways.add(known);
        }
        ways.addAll(Addenda.ALSO.getOrDefault(word, List.of()));
        addClitic(word, ways);
        if (ways.isEmpty()) {
            addUnknown(joined, ways);
        }
        return ways;
    }

    private void addClitic(String word, Set<String> ways) {
        int apostrophe = word.indexOf('\'');
        if (apostrophe <= 0) {
            return;
        }
        String clitic = word.substring(apostrophe);
        for (String base : enginePhones(word.substring(0, apostrophe))) {
            List<String> endings =
                    clitic.equals("'s")
                            ? List.of(possessive(base))
                            : CLITICS.getOrDefault(clitic, List.of());
            endings.forEach(ending -> ways.add(base + " " + ending));
        }
    }

    private static String possessive(String base) {
        String last = base.substring(base.lastIndexOf(' ') + 1);
        if (HISSING.contains(last)) {
            return "ax z";
        }
        return VOICELESS.contains(last) ? "s" : "z";
    }

    /** What no lexicon has: by the rules, as two known words in one, and letter by letter. */
    private void addUnknown(String word, Set<String> ways) {
        String ruled = join(lexicon.getPhones(word, null, true));
        if (ruled != null) {
            ways.add(ruled);
        }
        for (int cut = SHORTEST_HALF; cut <= word.length() - SHORTEST_HALF; cut++) {
            String head = join(lexicon.getPhones(word.substring(0, cut), null, false));
            String tail = join(lexicon.getPhones(word.substring(cut), null, false));
            if (head != null && tail != null) {
                ways.add(head + " " + tail);
            }
        }
        if (word.length() <= LONGEST_SPELLED || ways.isEmpty()) {
            List<String> letters = new ArrayList<>();
            for (char letter : word.toCharArray()) {
                // the lexicon has the article where one would look for the letter
                String phones =
                        letter == 'a'
                                ? "ey1"
                                : join(lexicon.getPhones(String.valueOf(letter), null, true));
                if (phones != null) {
                    letters.add(phones);
                }
            }
            ways.add(String.join(" ", letters));
        }
    }

    private static @Nullable String join(String @Nullable [] phones) {
        return phones == null || phones.length == 0 ? null : String.join(" ", phones);
    }

    private static List<String> recognised(String enginePhones) {
        List<String> phones = new ArrayList<>();
        for (String phone : enginePhones.trim().split(" +")) {
            String bare = phone.replaceAll("\\d", "");
            if (!bare.isEmpty() && !bare.equals("pau")) {
                String name = RECOGNISED_AS.getOrDefault(bare, bare.toUpperCase(Locale.ROOT));
                phones.addAll(List.of(name.split(" ")));
            }
        }
        return phones;
    }
}
