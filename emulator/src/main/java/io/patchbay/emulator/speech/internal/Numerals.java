package io.patchbay.emulator.speech.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How numbers are said in English. */
final class Numerals {
    private static final List<String> SMALL =
            List.of(
                    "zero",
                    "one",
                    "two",
                    "three",
                    "four",
                    "five",
                    "six",
                    "seven",
                    "eight",
                    "nine",
                    "ten",
                    "eleven",
                    "twelve",
                    "thirteen",
                    "fourteen",
                    "fifteen",
                    "sixteen",
                    "seventeen",
                    "eighteen",
                    "nineteen");
    private static final List<String> TENS =
            List.of(
                    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
                    "ninety");
    private static final Map<String, String> ORDINALS =
            Map.of(
                    "one", "first",
                    "two", "second",
                    "three", "third",
                    "five", "fifth",
                    "eight", "eighth",
                    "nine", "ninth",
                    "twelve", "twelfth");

    private Numerals() {}

    /**
     * The ways to say one figure.
     *
     * @param figure 0 to 9
     */
    static List<List<String>> figure(int figure) {
        return figure == 0
                ? List.of(List.of("zero"), List.of("oh"))
                : List.of(List.of(SMALL.get(figure)));
    }

    /**
     * The ways to say a number as one.
     *
     * @param number 0 to 999 999
     */
    static List<List<String>> number(int number) {
        Set<List<String>> ways = new LinkedHashSet<>();
        ways.add(cardinal(number, false));
        ways.add(cardinal(number, true));
        return List.copyOf(ways);
    }

    /**
     * The ways to say a number as it is written: as one, figure by figure, and a year in two pairs.
     *
     * @param figures nothing but figures, at least one
     */
    static List<List<String>> written(String figures) {
        Set<List<String>> ways = new LinkedHashSet<>();
        if (figures.length() <= 6 && (figures.length() == 1 || figures.charAt(0) != '0')) {
            ways.addAll(number(Integer.parseInt(figures)));
        }
        if (figures.length() == 4 && figures.charAt(0) != '0') {
            ways.add(pairs(Integer.parseInt(figures)));
        }
        for (String zero : List.of("zero", "oh")) {
            List<String> oneByOne = new ArrayList<>();
            for (char figure : figures.toCharArray()) {
                oneByOne.add(figure == '0' ? zero : SMALL.get(figure - '0'));
            }
            ways.add(oneByOne);
        }
        return List.copyOf(ways);
    }

    /**
     * The way to say the place in an order.
     *
     * @param number 1 to 999 999
     */
    static List<String> ordinal(int number) {
        List<String> words = new ArrayList<>(cardinal(number, false));
        String last = words.remove(words.size() - 1);
        String stem = last.endsWith("y") ? last.substring(0, last.length() - 1) + "ie" : last;
        words.add(ORDINALS.getOrDefault(last, stem + "th"));
        return words;
    }

    private static List<String> pairs(int year) {
        List<String> words = new ArrayList<>(cardinal(year / 100, false));
        int rest = year % 100;
        if (rest == 0) {
            words.add("hundred");
        } else if (rest < 10) {
            words.add("oh");
            words.add(SMALL.get(rest));
        } else {
            words.addAll(cardinal(rest, false));
        }
        return words;
    }

    private static List<String> cardinal(int number, boolean and) {
        List<String> words = new ArrayList<>();
        if (number >= 1000) {
            words.addAll(cardinal(number / 1000, and));
            words.add("thousand");
        }
        int hundreds = number % 1000;
        if (hundreds >= 100) {
            words.add(SMALL.get(hundreds / 100));
            words.add("hundred");
        }
        int rest = hundreds % 100;
        if (rest > 0 && and && number >= 100) {
            words.add("and");
        }
        if (rest >= 20) {
            words.add(TENS.get(rest / 10));
            rest %= 10;
        }
        if (rest > 0 || words.isEmpty()) {
            words.add(SMALL.get(rest));
        }
        return words;
    }
}
