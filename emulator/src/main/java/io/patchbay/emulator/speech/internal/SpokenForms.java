package io.patchbay.emulator.speech.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a written text is said: word by word, with the ways in which each word can be said. */
final class SpokenForms {
    /**
     * Names of code are cut into words too ({@code get_weather}, {@code getWeather}): an amount, an
     * ordinal, a number, a word that may have an apostrophe, or a sign with a name.
     */
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\$(?<dollars>\\d{1,6})(?![\\d.,])"
                            + "|(?<ordinal>\\d{1,6})(?:st|nd|rd|th)\\b"
                            + "|(?<point>(?<=\\d)\\.(?=\\d))"
                            + "|(?<figures>\\d+)"
                            + "|(?<word>\\p{Lu}+(?!\\p{Ll})|\\p{L}\\p{Ll}*)(?<clitic>'\\p{L}+)?"
                            + "|(?<sign>[%&+@=])");

    private SpokenForms() {}

    /**
     * Takes a text apart.
     *
     * @param text as written
     * @return for each piece the ways to say it, at least one, none of them empty; empty if there
     *     is nothing to say
     */
    static List<List<List<String>>> of(String text) {
        String plain = SpeakableText.of(text);
        List<List<List<String>>> pieces = new ArrayList<>();
        Matcher tokens = TOKEN.matcher(plain);
        while (tokens.find()) {
            pieces.add(ways(tokens));
        }
        return pieces;
    }

    private static List<List<String>> ways(Matcher token) {
        String dollars = token.group("dollars");
        if (dollars != null) {
            List<List<String>> ways = new ArrayList<>();
            for (List<String> number : Numerals.number(Integer.parseInt(dollars))) {
                List<String> amount = new ArrayList<>(number);
                amount.add(dollars.equals("1") ? "dollar" : "dollars");
                ways.add(amount);
            }
            return ways;
        }
        String ordinal = token.group("ordinal");
        if (ordinal != null && Integer.parseInt(ordinal) > 0) {
            return List.of(Numerals.ordinal(Integer.parseInt(ordinal)));
        }
        String figures = ordinal == null ? token.group("figures") : ordinal;
        if (figures != null) {
            return Numerals.written(figures);
        }
        String word = token.group("word");
        if (word != null) {
            String clitic = token.group("clitic");
            return one((clitic == null ? word : word + clitic).toLowerCase(Locale.ROOT));
        }
        String sign = token.group("sign");
        if (sign == null) {
            return one("point");
        }
        return switch (sign) {
            case "%" -> List.of(List.of("percent"), List.of("per", "cent"));
            case "&" -> one("and");
            case "+" -> one("plus");
            case "@" -> one("at");
            default -> one("equals");
        };
    }

    private static List<List<String>> one(String word) {
        return List.of(List.of(word));
    }
}
