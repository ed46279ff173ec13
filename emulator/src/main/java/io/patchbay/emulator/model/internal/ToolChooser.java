package io.patchbay.emulator.model.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Decides which tools a text asks for. */
final class ToolChooser {
    private ToolChooser() {}

    /** Tools whose name stands in the text, in the order of the text. */
    static List<ToolSpec> named(String text, List<ToolSpec> tools) {
        List<String> words = Words.of(text);
        List<ToolSpec> found = new ArrayList<>();
        for (ToolSpec tool : tools) {
            if (standsIn(text, tool.name()) || Words.indexOf(words, phrase(tool)) >= 0) {
                found.add(tool);
            }
        }
        found.sort(Comparator.comparingInt(tool -> position(text, words, tool)));
        return found;
    }

    /** The tool whose name and description fit best to what was heard; empty if none does. */
    static List<ToolSpec> suggested(String text, List<ToolSpec> tools) {
        List<String> words = Words.of(text);
        ToolSpec best = null;
        double bestScore = 0;
        for (ToolSpec tool : tools) {
            double score = score(words, tool);
            if (score > bestScore) {
                best = tool;
                bestScore = score;
            }
        }
        return best == null ? List.of() : List.of(best);
    }

    /** Words of the name weigh most; words of the description decide, or stand in by twos. */
    private static double score(List<String> words, ToolSpec tool) {
        List<String> name = significant(tool.nameWords());
        long inName = name.stream().filter(n -> among(words, n)).count();
        long inDescription =
                significant(Words.of(tool.description())).stream()
                        .distinct()
                        .filter(d -> among(words, d))
                        .count();
        if (inName == 0 && inDescription < 2) {
            return 0;
        }
        double share = name.isEmpty() ? 0 : (double) inName / name.size();
        return 10 * share + inName + 0.5 * inDescription;
    }

    private static boolean among(List<String> words, String word) {
        return words.stream().anyMatch(w -> Words.alike(w, word));
    }

    private static List<String> significant(List<String> words) {
        return words.stream().filter(w -> !Words.EMPTY.contains(w)).toList();
    }

    /**
     * A one-word name must stand there as it is written; of longer ones the words may stand apart.
     */
    private static List<String> phrase(ToolSpec tool) {
        List<String> words = tool.nameWords();
        return words.size() > 1 ? words : List.of();
    }

    private static boolean standsIn(String text, String name) {
        return indexOfWord(text, name) >= 0;
    }

    private static int indexOfWord(String text, String name) {
        for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
            int end = at + name.length();
            boolean begins = at == 0 || !isWordPart(text.charAt(at - 1));
            boolean ends = end == text.length() || !isWordPart(text.charAt(end));
            if (begins && ends) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isWordPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-';
    }

    private static int position(String text, List<String> words, ToolSpec tool) {
        int exact = indexOfWord(text, tool.name());
        if (exact >= 0) {
            return exact;
        }
        // an estimate is enough: where the first of its words stands
        int word = Words.indexOf(words, phrase(tool));
        return word * text.length() / Math.max(1, words.size());
    }
}
