package io.patchbay.emulator.model.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What somebody may say to an agent to be understood: examples from its configuration, which do the
 * same whether they are spoken or typed.
 */
public final class Examples {

    private static final int MOST = 12;
    private static final Pattern PLACEHOLDER = Pattern.compile("[{<\\[]([A-Za-z0-9_.-]+)[}>\\]]");
    private static final Pattern WORD = Pattern.compile("\\p{L}");

    private final List<ToolSpec> tools;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> found = new LinkedHashMap<>();

    private Examples(List<ToolSpec> tools) {
        this.tools = tools;
        for (ToolSpec tool : tools) {
            tool.parameters()
                    .path("properties")
                    .properties()
                    .forEach(each -> value(each.getKey(), each.getValue()));
        }
    }

    /** At most twelve phrases: those that the instructions give first, in their order. */
    public static List<String> of(String instructions, List<ToolSpec> tools) {
        Examples examples = new Examples(tools);
        VocabularyBuilder.samples(instructions).forEach(examples::sample);
        for (ToolSpec tool : tools) {
            Quotes.in(tool.description()).forEach(examples::sample);
        }
        tools.forEach(examples::byName);
        return List.copyOf(examples.found.values());
    }

    private void value(String parameter, JsonNode schema) {
        for (JsonNode choice : schema.path("enum")) {
            String spoken = VocabularyBuilder.spoken(choice.asString(""));
            if (!spoken.isBlank()) {
                values.putIfAbsent(parameter, spoken);
            }
        }
    }

    private void sample(String text) {
        Matcher placeholders = PLACEHOLDER.matcher(text);
        StringBuilder phrase = new StringBuilder();
        while (placeholders.find()) {
            String value = values.get(placeholders.group(1));
            if (value == null) {
                return;
            }
            placeholders.appendReplacement(phrase, Matcher.quoteReplacement(value));
        }
        placeholders.appendTail(phrase);
        String said = phrase.toString().strip();
        if (WORD.matcher(said).find() && isTheSameTyped(said)) {
            add(said);
        }
    }

    /** What is heard calls tools that fit; what is typed calls tools that are named alone. */
    private boolean isTheSameTyped(String phrase) {
        List<ToolSpec> named = ToolChooser.named(phrase, tools);
        return !named.isEmpty() || ToolChooser.suggested(phrase, tools).isEmpty();
    }

    /** A tool of which no example speaks, if it can be called by its name alone. */
    private void byName(ToolSpec tool) {
        boolean asked =
                found.values().stream()
                        .anyMatch(
                                phrase -> ToolChooser.named(phrase, List.of(tool)).contains(tool));
        boolean needsValues = !tool.parameters().path("required").isEmpty();
        List<String> words = new ArrayList<>(tool.nameWords());
        if (!asked && !needsValues && !words.isEmpty()) {
            add(String.join(" ", words));
        }
    }

    private void add(String phrase) {
        if (found.size() < MOST) {
            found.putIfAbsent(phrase.toLowerCase(Locale.ROOT), phrase);
        }
    }
}
