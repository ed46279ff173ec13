package io.patchbay.provider.openai.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of an object that came from outside, read one by one: a member that is not what it
 * should be is noted under its path and read as missing, and spoils nothing beside it.
 */
final class Fields {

    private final ObjectNode node;
    private final String path;
    private final List<String> problems;

    private Fields(ObjectNode node, String path, List<String> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    static Fields of(ObjectNode node) {
        return new Fields(node, "", new ArrayList<>());
    }

    /** The same problems, other members. */
    static Fields of(ObjectNode node, List<String> problems) {
        return new Fields(node, "", problems);
    }

    /** What was wrong so far, with everything that was read through this. */
    List<String> problems() {
        return problems;
    }

    ObjectNode node() {
        return node;
    }

    /** Notes what is wrong with a member. */
    void problem(String name, String why) {
        problems.add(path + name + " " + why);
    }

    /** Whether the member is there, null included. */
    boolean has(String name) {
        return node.has(name);
    }

    boolean isNull(String name) {
        JsonNode value = node.get(name);
        return value != null && value.isNull();
    }

    /** The member, null when it is missing or null. */
    @Nullable JsonNode value(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** A text, or null. */
    @Nullable String text(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (value.isString()) {
            return value.stringValue();
        }
        problem(name, "is " + Json.kind(value) + ", not a text");
        return null;
    }

    String text(String name, String otherwise) {
        String text = text(name);
        return text == null ? otherwise : text;
    }

    /** A text that must be there; when it is not, that is noted and null is the answer. */
    @Nullable String required(String name) {
        String text = text(name);
        if (text == null && value(name) == null) {
            problem(name, "is missing");
        }
        return text;
    }

    /** A text that ought to be there; when it is not, that is noted and it is empty. */
    String wanted(String name) {
        String text = required(name);
        return text == null ? "" : text;
    }

    /** One of some words, or null; another word is noted. */
    @Nullable String oneOf(String name, List<String> words) {
        String text = text(name);
        if (text == null || words.contains(text)) {
            return text;
        }
        problem(name, "is '" + shortened(text) + "', not one of " + String.join(", ", words));
        return null;
    }

    static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    long whole(String name, long otherwise) {
        JsonNode value = value(name);
        if (value == null) {
            return otherwise;
        }
        if (value.isNumber()) {
            double number = value.doubleValue();
            if (Math.abs(number) < 9e18) {
                return value.isIntegralNumber() ? value.longValue() : (long) number;
            }
        }
        problem(name, "is " + Json.kind(value) + " that is no whole number");
        return otherwise;
    }

    int index(String name) {
        long value = whole(name, 0);
        if (value >= 0 && value <= Integer.MAX_VALUE) {
            return (int) value;
        }
        problem(name, "is " + value + ", out of range");
        return 0;
    }

    OptionalInt integer(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            return OptionalInt.of(value.intValue());
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE) {
            return OptionalInt.of((int) number);
        }
        problem(name, "is " + Json.kind(value) + " that is no whole number");
        return OptionalInt.empty();
    }

    OptionalDouble number(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (value.isNumber() && Double.isFinite(value.doubleValue())) {
            return OptionalDouble.of(value.doubleValue());
        }
        problem(
                name,
                value.isString()
                        ? "is '" + shortened(value.stringValue()) + "', not a finite number"
                        : "is " + Json.kind(value) + ", not a finite number");
        return OptionalDouble.empty();
    }

    @Nullable Integer integerOrNull(String name) {
        OptionalInt value = integer(name);
        return value.isPresent() ? Integer.valueOf(value.getAsInt()) : null;
    }

    @Nullable Double numberOrNull(String name) {
        OptionalDouble value = number(name);
        return value.isPresent() ? Double.valueOf(value.getAsDouble()) : null;
    }

    @Nullable Boolean flag(String name) {
        JsonNode value = value(name);
        if (value == null || value.isBoolean()) {
            return value == null ? null : Boolean.valueOf(value.booleanValue());
        }
        problem(name, "is " + Json.kind(value) + ", not true or false");
        return null;
    }

    /** An object, or null. */
    @Nullable Fields object(String name) {
        JsonNode value = value(name);
        if (value instanceof ObjectNode object) {
            return new Fields(object, path + name + ".", problems);
        }
        if (value != null) {
            problem(name, "is " + Json.kind(value) + ", not an object");
        }
        return null;
    }

    /** The objects of a list; an entry that is none is noted and left out. Missing is empty. */
    List<Fields> objects(String name) {
        return list(
                name,
                entry ->
                        entry.value() instanceof ObjectNode object
                                ? new Fields(object, path + entry.name() + ".", problems)
                                : null,
                "an object");
    }

    /** The texts of a list; an entry that is none is noted and left out. Missing is empty. */
    List<String> texts(String name) {
        return list(
                name,
                entry -> entry.value().isString() ? entry.value().stringValue() : null,
                "a text");
    }

    private record Entry(String name, JsonNode value) {}

    private <T> List<T> list(String name, Function<Entry, @Nullable T> reader, String wanted) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof ArrayNode array)) {
            problem(name, "is " + Json.kind(value) + ", not a list");
            return List.of();
        }
        List<T> all = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            JsonNode entry = array.get(i);
            String place = name + "[" + i + "]";
            T read = reader.apply(new Entry(place, entry));
            if (read == null) {
                problem(place, "is " + Json.kind(entry) + ", not " + wanted);
            } else {
                all.add(read);
            }
        }
        return all;
    }

    /** The pairs of an object whose values are texts. Missing is empty. */
    Map<String, String> pairs(String name) {
        Fields object = object(name);
        if (object == null) {
            return Map.of();
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String key : object.node.propertyNames()) {
            String text = object.text(key);
            if (text != null) {
                pairs.put(key, text);
            }
        }
        return pairs;
    }

    /** The member's own text when it is one, else its JSON; null when it is missing or null. */
    @Nullable String textOrJson(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        return value.isString() ? value.stringValue() : Json.text(value);
    }
}
