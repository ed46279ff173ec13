package io.patchbay.emulator.model.internal;

import io.patchbay.emulator.speech.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What users of an agent are likely to say, read from its configuration: phrases quoted in the
 * instructions or listed there line by line, names of tools, and the enum values and numbers of
 * their parameters.
 */
public final class VocabularyBuilder {
    private static final Pattern LISTED =
            Pattern.compile("(?m)^\\s*(?:[-*•]|\\d+[.)])\\s+(.{2,200})$");
    private static final Pattern PLACEHOLDER = Pattern.compile("[{<\\[]([A-Za-z0-9_.-]+)[}>\\]]");
    private static final Set<String> VERBS =
            Set.of("get", "fetch", "lookup", "find", "query", "read", "check");
    private static final int MAX_NUMBER = 999;
    private static final int MAX_PHRASES = 1_000;

    private final Vocabulary.Builder builder = Vocabulary.builder();
    private final Set<String> slots = new LinkedHashSet<>();
    private final Set<String> seen = new LinkedHashSet<>();

    private VocabularyBuilder() {}

    /**
     * The vocabulary of an agent.
     *
     * @param instructions the agent's instructions
     * @param tools the agent's tools
     * @param hints further phrases
     */
    public static Vocabulary of(String instructions, List<ToolSpec> tools, List<String> hints) {
        VocabularyBuilder vocabulary = new VocabularyBuilder();
        tools.forEach(vocabulary::slotsOf);
        Quotes.in(instructions).forEach(vocabulary::sample);
        Matcher listed = LISTED.matcher(instructions);
        while (listed.find()) {
            vocabulary.sample(listed.group(1));
        }
        hints.forEach(vocabulary::sample);
        for (ToolSpec tool : tools) {
            Quotes.in(tool.description()).forEach(vocabulary::sample);
            vocabulary.phrasesOf(tool);
        }
        return vocabulary.builder.build();
    }

    private void slotsOf(ToolSpec tool) {
        tool.parameters()
                .path("properties")
                .properties()
                .forEach(p -> slot(p.getKey(), p.getValue()));
    }

    private void slot(String name, JsonNode schema) {
        if (!PLACEHOLDER.matcher("{" + name + "}").matches()) {
            return;
        }
        List<String> values = new ArrayList<>();
        schema.path("enum").forEach(value -> values.add(spoken(value.asString(""))));
        values.removeIf(value -> value.isBlank() || value.length() > Vocabulary.MAX_LENGTH);
        if (!values.isEmpty()) {
            builder.choice(
                    name, values.subList(0, Math.min(values.size(), Vocabulary.MAX_ALTERNATIVES)));
            slots.add(name);
        } else if (isNumber(schema)) {
            int min = Math.max(0, schema.path("minimum").asInt(0));
            int max = Math.min(MAX_NUMBER, schema.path("maximum").asInt(MAX_NUMBER));
            if (min <= max) {
                builder.number(name, min, max);
                slots.add(name);
            }
        }
    }

    /** Enum values are written as programs like them; people say their words. */
    private static String spoken(String value) {
        return value.replace('_', ' ').strip();
    }

    private static boolean isNumber(JsonNode schema) {
        String type = schema.path("type").stringValue("");
        return "integer".equals(type) || "number".equals(type);
    }

    private void phrasesOf(ToolSpec tool) {
        List<String> words = tool.nameWords();
        String name = String.join(" ", words);
        phrase(name);
        String object =
                words.size() > 1 && VERBS.contains(words.get(0))
                        ? String.join(" ", words.subList(1, words.size()))
                        : name;
        List<String> starts =
                List.of(
                        object,
                        "what is the " + object,
                        "what's the " + object,
                        "tell me the " + object);
        starts.forEach(this::phrase);
        List<String> own =
                tool.parameters().path("properties").propertyNames().stream()
                        .filter(slots::contains)
                        .toList();
        if (own.isEmpty()) {
            return;
        }
        for (String start : starts) {
            for (String link : List.of(" ", " in ", " for ", " of ")) {
                pattern(start + link + "{" + own.get(0) + "}");
            }
        }
        if (own.size() > 1) {
            String all = String.join(" ", own.stream().map(s -> "{" + s + "}").toList());
            String joined = String.join(" and ", own.stream().map(s -> "{" + s + "}").toList());
            pattern(name + " " + all);
            pattern(name + " " + joined);
        } else if (!name.equals(object)) {
            pattern(name + " {" + own.get(0) + "}");
        }
    }

    /**
     * A phrase that somebody wrote as an example; placeholders of known parameters become slots.
     */
    private void sample(String text) {
        Matcher placeholders = PLACEHOLDER.matcher(text);
        Set<String> used = new LinkedHashSet<>();
        StringBuilder pattern = new StringBuilder();
        boolean known = true;
        while (placeholders.find()) {
            String name = placeholders.group(1);
            known &= slots.contains(name) && used.add(name);
            placeholders.appendReplacement(pattern, Matcher.quoteReplacement("{" + name + "}"));
        }
        placeholders.appendTail(pattern);
        if (used.isEmpty()) {
            phrase(text.strip());
        } else if (known) {
            pattern(pattern.toString().strip());
        }
    }

    private void phrase(String text) {
        if (isNew(text)) {
            builder.phrase(text);
        }
    }

    private void pattern(String text) {
        if (isNew(text)) {
            builder.pattern(text);
        }
    }

    private boolean isNew(String text) {
        boolean speakable = text.chars().anyMatch(Character::isLetterOrDigit);
        return speakable
                && text.length() <= Vocabulary.MAX_LENGTH
                && seen.size() < MAX_PHRASES
                && seen.add(text.toLowerCase(Locale.ROOT));
    }
}
