package io.patchbay.emulator.model.internal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds enum values in a row of words. Words that named one value name no other, so that two
 * parameters with the same values get the two that were said, in order; unless a parameter's own
 * name stands before a value, as in "to feet from meters".
 */
final class EnumValues {
    private final List<String> words;

    EnumValues(List<String> words) {
        this.words = new ArrayList<>(words);
    }

    private record Found(JsonNode value, int at, int length) {}

    /** Sets {@code name} to the value that was said, if one was. */
    void fill(ObjectNode arguments, String name, JsonNode values) {
        Found best = null;
        for (JsonNode value : values) {
            List<String> said = Words.of(value.asString(""));
            for (int at = 0; at + said.size() <= words.size() && !said.isEmpty(); at++) {
                if (words.subList(at, at + said.size()).equals(said)) {
                    best = better(best, new Found(value, at, said.size()), name);
                }
            }
        }
        if (best != null) {
            arguments.set(name, best.value());
            for (int i = best.at(); i < best.at() + best.length(); i++) {
                words.set(i, "");
            }
        }
    }

    /** Behind the parameter's name is better, then earlier, then longer. */
    private Found better(@Nullable Found a, Found b, String name) {
        if (a == null || follows(b, name) != follows(a, name)) {
            return a == null || follows(b, name) ? b : a;
        }
        if (a.at() != b.at()) {
            return b.at() < a.at() ? b : a;
        }
        return b.length() > a.length() ? b : a;
    }

    private boolean follows(Found found, String name) {
        return found.at() > 0 && words.get(found.at() - 1).equals(name);
    }
}
