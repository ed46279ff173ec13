package io.patchbay.emulator.model.internal;

import io.patchbay.emulator.speech.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    private static final Set<String> LEADING =
            Set.of("get", "current", "fetch", "lookup", "find", "query", "read", "check");

    /** A number whose parameter sets no maximum is listened to up to here. */
    private static final int USUAL_NUMBER = 100;

    private static final int MAX_NUMBER = 200;
    private static final int MAX_PHRASES = 1_000;

    private final Vocabulary.Builder builder = Vocabulary.builder();
    private final Set<String> slots = new LinkedHashSet<>();
    private final Map<String, String> slotOfParameter = new HashMap<>();
    private final Map<String, List<String>> choices = new LinkedHashMap<>();
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
        samples(instructions).forEach(vocabulary::sample);
        hints.forEach(vocabulary::sample);
        for (ToolSpec tool : tools) {
            Quotes.in(tool.description()).forEach(vocabulary::sample);
            vocabulary.phrasesOf(tool);
        }
        return vocabulary.builder.build();
    }

    /** What instructions give as examples: quoted, or in a list. */
    static List<String> samples(String instructions) {
        List<String> samples = new ArrayList<>(Quotes.in(instructions));
        Matcher listed = LISTED.matcher(instructions);
        while (listed.find()) {
            samples.add(listed.group(1));
        }
        return samples;
    }

    /** Parameters of different tools may share a name, so a slot is named after both. */
    private static String slotName(ToolSpec tool, String parameter) {
        return tool.name() + "." + parameter;
    }

    private void slotsOf(ToolSpec tool) {
        tool.parameters()
                .path("properties")
                .properties()
                .forEach(p -> slot(tool, p.getKey(), p.getValue()));
    }

    private void slot(ToolSpec tool, String parameter, JsonNode schema) {
        String name = slotName(tool, parameter);
        if (!PLACEHOLDER.matcher("{" + name + "}").matches()) {
            return;
        }
        Set<String> values = new LinkedHashSet<>();
        schema.path("enum").forEach(value -> values.add(spoken(value.asString(""))));
        values.removeIf(value -> value.isBlank() || value.length() > Vocabulary.MAX_LENGTH);
        if (!values.isEmpty()) {
            List<String> most = values.stream().limit(Vocabulary.MAX_ALTERNATIVES).toList();
            builder.choice(name, most);
            choices.put(name, most);
        } else if (isNumber(schema)) {
            int min = Math.max(0, schema.path("minimum").asInt(0));
            int max = Math.min(MAX_NUMBER, schema.path("maximum").asInt(USUAL_NUMBER));
            if (min > max) {
                return;
            }
            builder.number(name, min, max);
        } else {
            return;
        }
        slots.add(name);
        slotOfParameter.putIfAbsent(parameter, name);
    }

    /** Enum values are written as programs like them; people say their words. */
    static String spoken(String value) {
        String words = value.replace('_', ' ').strip();
        boolean constant = words.length() > 3 && words.equals(words.toUpperCase(Locale.ROOT));
        if (!constant) {
            return words;
        }
        StringBuilder title = new StringBuilder();
        for (String word : words.split(" +")) {
            title.append(title.isEmpty() ? "" : " ")
                    .append(word.charAt(0))
                    .append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return title.toString();
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
                words.size() > 1 && LEADING.contains(words.get(0))
                        ? String.join(" ", words.subList(1, words.size()))
                        : name;
        List<String> starts =
                List.of(
                        object,
                        "what is the " + object,
                        "what's the " + object,
                        "tell me the " + object);
        starts.forEach(this::phrase);
        List<String> parameters =
                tool.parameters().path("properties").propertyNames().stream()
                        .filter(parameter -> slots.contains(slotName(tool, parameter)))
                        .toList();
        if (parameters.isEmpty()) {
            return;
        }
        List<String> own = parameters.stream().map(p -> "{" + slotName(tool, p) + "}").toList();
        boolean named = choices.containsKey(slotName(tool, parameters.get(0)));
        for (String start : named ? starts : List.<String>of()) {
            for (String link : List.of(" in ", " for ", " of ", " ")) {
                pattern(start + link + own.get(0));
            }
        }
        // number slots make a grammar large: no more patterns than needed
        pattern(name + " " + prepositional(tool, parameters));
        if (own.size() > 1) {
            pattern(words.get(0) + " " + prepositional(tool, parameters));
        }
        if (own.size() == 2) {
            pattern(name + " " + String.join(" and ", own));
        }
    }

    /** The slots, each behind the name of its parameter where that is a preposition. */
    private static String prepositional(ToolSpec tool, List<String> parameters) {
        List<String> pieces = new ArrayList<>();
        for (String parameter : parameters) {
            String slot = "{" + slotName(tool, parameter) + "}";
            pieces.add(
                    ArgumentFiller.PREPOSITIONS.contains(parameter)
                            ? parameter + " " + slot
                            : slot);
        }
        return String.join(" ", pieces);
    }

    /** What was written for one value of a parameter can be said with all of them. */
    private void generalise(String phrase) {
        choices.forEach(
                (slot, values) -> {
                    for (String value : values) {
                        Matcher said =
                                Pattern.compile(
                                                "\\b" + Pattern.quote(value) + "\\b",
                                                Pattern.CASE_INSENSITIVE)
                                        .matcher(phrase);
                        if (said.find() && phrase.indexOf('{') < 0) {
                            pattern(said.replaceFirst(Matcher.quoteReplacement("{" + slot + "}")));
                            return;
                        }
                    }
                });
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
            String name = slotOfParameter.getOrDefault(placeholders.group(1), "");
            known &= !name.isEmpty() && used.add(name);
            placeholders.appendReplacement(pattern, Matcher.quoteReplacement("{" + name + "}"));
        }
        placeholders.appendTail(pattern);
        if (used.isEmpty() && known) {
            phrase(text.strip());
            generalise(text.strip());
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
