package io.patchbay.emulator.model.internal;

import io.patchbay.emulator.protocol.internal.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the arguments of a tool call in what was said: a JSON object in the text as it stands, or
 * else enum values, numbers and places named in the words.
 */
final class ArgumentFiller {
    /** Words that lead to what is meant. */
    static final Set<String> PREPOSITIONS =
            Set.of("in", "for", "at", "of", "about", "named", "called", "to", "from", "on", "with");

    private ArgumentFiller() {}

    /** The arguments as JSON text; an empty object if the text holds none. */
    static String fill(ToolSpec tool, String text) {
        String json = objectIn(text);
        return json != null ? json : Json.text(fromWords(tool.parameters(), text));
    }

    /** The first JSON object that stands in {@code text}, as written, or null. */
    static @Nullable String objectIn(String text) {
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
            int close = closing(text, open);
            if (close > 0) {
                String candidate = text.substring(open, close + 1);
                try {
                    if (Json.parse(candidate).isObject()) {
                        return candidate;
                    }
                } catch (JacksonException e) {
                    continue; // a brace of another kind: look for the next one
                }
            }
        }
        return null;
    }

    private static int closing(String text, int open) {
        int depth = 0;
        boolean quoted = false;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static ObjectNode fromWords(JsonNode schema, String text) {
        ObjectNode arguments = Json.object();
        List<String> words = Words.of(text);
        EnumValues enums = new EnumValues(words);
        Deque<Long> numbers = new ArrayDeque<>(Words.numbers(words));
        List<String> required = Json.strings(schema.path("required"));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = property.getKey();
            JsonNode type = property.getValue();
            if (type.path("enum").isArray()) {
                enums.fill(arguments, name, type.path("enum"));
                continue;
            }
            switch (typeOf(type)) {
                case "integer" -> {
                    if (!numbers.isEmpty()) {
                        arguments.put(name, numbers.removeFirst());
                    }
                }
                case "number" -> {
                    if (!numbers.isEmpty()) {
                        arguments.put(name, (double) numbers.removeFirst());
                    }
                }
                case "string" -> {
                    String object = required.contains(name) ? afterPreposition(text) : "";
                    if (!object.isEmpty()) {
                        arguments.put(name, object);
                    }
                }
                default -> {
                    // nothing that words could fill
                }
            }
        }
        return arguments;
    }

    private static String typeOf(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            return Json.strings(type).stream()
                    .filter(t -> !"null".equals(t))
                    .findFirst()
                    .orElse("");
        }
        return type.stringValue("");
    }

    /** What follows the last preposition, as written: "the weather in New York?" gives New York. */
    private static String afterPreposition(String text) {
        String[] words = text.trim().split("\\s+");
        for (int i = words.length - 2; i >= 0; i--) {
            if (PREPOSITIONS.contains(words[i].toLowerCase(Locale.ROOT))) {
                String rest = String.join(" ", List.of(words).subList(i + 1, words.length));
                return rest.replaceAll("[\\p{Punct}]+$", "");
            }
        }
        return "";
    }
}
