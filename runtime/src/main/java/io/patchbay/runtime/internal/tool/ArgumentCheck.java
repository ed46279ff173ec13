package io.patchbay.runtime.internal.tool;

import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Holds arguments against a schema that {@link SchemaWriter} wrote, and says what is wrong in the
 * model's own terms: no Java names, but what was expected where.
 */
final class ArgumentCheck {

    private final String tool;

    private ArgumentCheck(String tool) {
        this.tool = tool;
    }

    /**
     * Checks.
     *
     * @throws BadArgumentsException for the first thing that does not fit
     */
    static void check(String tool, JsonNode schema, JsonNode arguments) {
        new ArgumentCheck(tool).value("", schema, arguments);
    }

    private void value(String path, JsonNode schema, JsonNode value) {
        switch (schema.path("type").asString("")) {
            case "object" -> object(path, schema, value);
            case "array" -> {
                expect(value.isArray(), path, "a list", value);
                int index = 0;
                for (JsonNode element : value) {
                    value(path + "[" + index++ + "]", schema.path("items"), element);
                }
            }
            case "string" -> {
                expect(value.isString(), path, "a text", value);
                choice(path, schema, value);
            }
            case "integer" ->
                    expect(value.canConvertToExactIntegral(), path, "a whole number", value);
            case "number" -> expect(value.isNumber(), path, "a number", value);
            case "boolean" -> expect(value.isBoolean(), path, "true or false", value);
            default -> {
                // anything goes
            }
        }
    }

    private void object(String path, JsonNode schema, JsonNode value) {
        expect(value.isObject(), path, "an object", value);
        for (JsonNode name : schema.path("required")) {
            if (value.path(name.asString()).isMissingNode()) {
                throw wrong("'" + at(path, name.asString()) + "' is missing");
            }
        }
        JsonNode known = schema.path("properties");
        JsonNode other = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String name = member.getKey();
            JsonNode expected = known.path(name);
            if (expected.isMissingNode() && other.isObject()) {
                expected = other;
            }
            if (expected.isMissingNode() && !other.isBoolean()) {
                continue; // a schema written by hand that does not close its object
            }
            if (expected.isMissingNode() && !other.asBoolean()) {
                throw wrong("'" + at(path, name) + "' is not known; known are: " + names(known));
            }
            boolean mayBeNull =
                    member.getValue().isNull() && !requires(schema.path("required"), name);
            if (!mayBeNull) {
                value(at(path, name), expected, member.getValue());
            }
        }
    }

    private void choice(String path, JsonNode schema, JsonNode value) {
        JsonNode choices = schema.path("enum");
        if (choices.isMissingNode()) {
            return;
        }
        StringBuilder all = new StringBuilder();
        for (JsonNode choice : choices) {
            if (choice.asString().equals(value.asString())) {
                return;
            }
            all.append(all.isEmpty() ? "" : ", ").append(choice.asString());
        }
        throw wrong("'" + path + "' must be one of " + all + ", not '" + value.asString() + "'");
    }

    private void expect(boolean fits, String path, String what, JsonNode value) {
        if (!fits) {
            throw wrong("'" + path + "' must be " + what + ", not " + brief(value));
        }
    }

    private BadArgumentsException wrong(String what) {
        return new BadArgumentsException(
                "The arguments for the tool '" + tool + "' do not fit: " + what + ".");
    }

    private static boolean requires(JsonNode required, String name) {
        for (JsonNode one : required) {
            if (one.asString().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static String names(JsonNode properties) {
        return properties.isEmpty()
                ? "none"
                : String.join(", ", new TreeSet<>(properties.propertyNames()));
    }

    private static String at(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String brief(JsonNode value) {
        String text = value.toString();
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }
}
