package io.patchbay.emulator.speech.internal;

import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phrase as a row of parts, each of which can be said in several ways.
 *
 * @param written the phrase, with {@code {name}} where a slot is
 * @param parts at least one
 */
record SpokenPhrase(String written, List<Part> parts) {
    private static final Pattern SLOT = Pattern.compile("\\{([A-Za-z0-9_.-]+)\\}");

    /** A choice whose values can be said in very many ways is not worth more than so many. */
    private static final int MOST_WAYS = 16;

    SpokenPhrase {
        parts = List.copyOf(parts);
    }

    /** A phrase without slots. */
    static SpokenPhrase plain(String text) {
        return new SpokenPhrase(text, fixed(text));
    }

    /** A phrase with slots. */
    static SpokenPhrase pattern(String text, Map<String, Slot> slots) {
        List<Part> parts = new ArrayList<>();
        Matcher names = SLOT.matcher(text);
        int end = 0;
        while (names.find()) {
            parts.addAll(fixed(text.substring(end, names.start())));
            parts.addAll(parts(names.group(1), slots));
            end = names.end();
        }
        parts.addAll(fixed(text.substring(end)));
        return new SpokenPhrase(text, parts);
    }

    private static List<Part> fixed(String text) {
        List<Part> parts = new ArrayList<>();
        for (List<List<String>> ways : SpokenForms.of(text)) {
            parts.add(new Part("", ways.stream().map(words -> new Way("", words)).toList()));
        }
        return parts;
    }

    private static List<Part> parts(String name, Map<String, Slot> slots) {
        Slot slot = slots.get(name);
        List<Part> parts = new ArrayList<>();
        List<Way> ways = new ArrayList<>();
        if (slot instanceof Slot.Choice choice) {
            choice.alternatives().forEach(text -> ways.addAll(ways(text)));
            parts.add(new Part(name, ways));
        } else if (slot instanceof Slot.Number number) {
            for (int n = number.min(); n <= number.max(); n++) {
                String figures = Integer.toString(n);
                Numerals.number(n).forEach(words -> ways.add(new Way(figures, words)));
            }
            parts.add(new Part(name, ways));
        } else if (slot instanceof Slot.Digits digits) {
            for (int figure = 0; figure < 10; figure++) {
                String written = Integer.toString(figure);
                Numerals.figure(figure).forEach(words -> ways.add(new Way(written, words)));
            }
            for (int i = 0; i < digits.min(); i++) {
                parts.add(new Part(name, ways));
            }
            List<Way> optional = new ArrayList<>(ways);
            optional.add(new Way("", List.of()));
            for (int i = digits.min(); i < digits.max(); i++) {
                parts.add(new Part(name, optional));
            }
        }
        return parts;
    }

    /** The ways to say one alternative of a choice: those of its words, combined. */
    private static List<Way> ways(String text) {
        List<List<String>> combined = List.of(List.of());
        for (List<List<String>> next : SpokenForms.of(text)) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> head : combined) {
                for (List<String> tail : next) {
                    if (longer.size() < MOST_WAYS) {
                        List<String> words = new ArrayList<>(head);
                        words.addAll(tail);
                        longer.add(words);
                    }
                }
            }
            combined = longer;
        }
        return combined.stream()
                .filter(words -> !words.isEmpty())
                .map(words -> new Way(text, words))
                .toList();
    }

    /** Whether there is a way to say it. */
    boolean isSpeakable() {
        return !parts.isEmpty() && parts.stream().noneMatch(part -> part.ways().isEmpty());
    }

    /** Reads words as this phrase, if they are it. */
    Optional<Heard.Words> match(List<String> words) {
        Map<Integer, Way> chosen = new HashMap<>();
        if (!match(words, 0, 0, chosen)) {
            return Optional.empty();
        }
        Map<String, String> slots = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String name = parts.get(i).slot();
            Way way = chosen.get(i);
            if (!name.isEmpty() && way != null) {
                slots.merge(name, way.written(), String::concat);
            }
        }
        String text = written;
        if (!slots.isEmpty()) {
            text = SLOT.matcher(written).replaceAll(m -> value(m.group(1), slots));
        }
        return Optional.of(new Heard.Words(text, String.join(" ", words), slots));
    }

    private static String value(String name, Map<String, String> slots) {
        return Matcher.quoteReplacement(slots.getOrDefault(name, ""));
    }

    private boolean match(List<String> words, int at, int part, Map<Integer, Way> chosen) {
        if (part == parts.size()) {
            return at == words.size();
        }
        for (Way way : parts.get(part).ways()) {
            int end = at + way.words().size();
            if (end <= words.size()
                    && words.subList(at, end).equals(way.words())
                    && match(words, end, part + 1, chosen)) {
                chosen.put(part, way);
                return true;
            }
        }
        return false;
    }

    /**
     * A piece of a phrase.
     *
     * @param slot the slot that it belongs to, or empty; a slot may have several parts
     * @param ways the ways to say it
     */
    record Part(String slot, List<Way> ways) {
        Part {
            ways = List.copyOf(ways);
        }
    }

    /**
     * A way to say a part.
     *
     * @param written what a slot's value is then; empty outside of slots
     * @param words the words; none if the part may be left out
     */
    record Way(String written, List<String> words) {
        Way {
            words = List.copyOf(words);
        }
    }
}
