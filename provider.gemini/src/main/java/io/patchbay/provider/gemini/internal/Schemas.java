package io.patchbay.provider.gemini.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Brings a JSON Schema into the form of Gemini's own {@code Schema} (a part of OpenAPI 3.0), since
 * the Live API does not look at {@code parametersJsonSchema}: a model then calls with empty
 * arguments (googleapis/python-genai issue 1147). What that form has no word for is left out: it
 * allows more, and never forbids what the tool allows; the tool checks its arguments all the same.
 */
final class Schemas {

    /** Deeper schemas are cut off there: anything goes below. */
    private static final int MAX_DEPTH = 32;

    private static final Set<String> TYPES =
            Set.of("string", "number", "integer", "boolean", "array", "object");
    private static final Set<String> TEXTS = Set.of("title", "description", "pattern");
    private static final Set<String> NUMBERS =
            Set.of(
                    "minimum",
                    "maximum",
                    "minItems",
                    "maxItems",
                    "minLength",
                    "maxLength",
                    "minProperties",
                    "maxProperties");
    private static final Set<String> FORMATS =
            Set.of("date-time", "int32", "int64", "float", "double");

    private final ObjectNode root;

    private Schemas(ObjectNode root) {
        this.root = root;
    }

    /**
     * The parameters of a function, null when it takes none.
     *
     * @param schema JSON Schema of an object
     */
    static @Nullable ObjectNode parameters(ObjectNode schema) {
        ObjectNode own = new Schemas(schema).convert(schema, 0);
        boolean none = !(own.get("properties") instanceof ObjectNode names) || names.isEmpty();
        return none ? null : own;
    }

    private ObjectNode convert(JsonNode schema, int depth) {
        ObjectNode own = Json.object();
        if (depth > MAX_DEPTH || !(schema instanceof ObjectNode given)) {
            return own; // true, or a schema that refers to itself: anything goes
        }
        String reference = Json.text(given, "$ref");
        if (reference != null) {
            own = convert(resolved(reference), depth + 1);
        }
        type(given, own);
        for (var member : given.properties()) {
            member(member.getKey(), member.getValue(), own, depth);
        }
        alternatives(given, own, depth);
        return own;
    }

    private JsonNode resolved(String reference) {
        return reference.startsWith("#/") ? root.at(reference.substring(1)) : Json.object();
    }

    /** A null among the types makes the value nullable; of several others none is said. */
    private static void type(ObjectNode given, ObjectNode own) {
        List<String> types = new ArrayList<>(2);
        JsonNode said = given.get("type");
        if (said != null && said.isString()) {
            types.add(said.stringValue());
        } else if (said instanceof ArrayNode several) {
            several.forEach(one -> types.add(one.isString() ? one.stringValue() : ""));
        }
        if (types.remove("null")) {
            own.put("nullable", true);
        }
        if (types.size() == 1 && TYPES.contains(types.get(0))) {
            own.put("type", types.get(0).toUpperCase(Locale.ROOT));
        }
    }

    private void member(String name, JsonNode value, ObjectNode own, int depth) {
        if (TEXTS.contains(name) && value.isString()
                || NUMBERS.contains(name) && value.isNumber()
                || name.equals("default") && !value.isNull()
                || name.equals("nullable") && value.isBoolean()) {
            own.set(name, value);
        } else if (name.equals("format")
                && value.isString()
                && FORMATS.contains(value.stringValue())) {
            own.set(name, value);
        } else if (name.equals("required") && value instanceof ArrayNode names) {
            if (!names.isEmpty()) {
                own.set(name, names);
            }
        } else if (name.equals("properties") && value instanceof ObjectNode properties) {
            ObjectNode all = Json.object();
            properties
                    .properties()
                    .forEach(one -> all.set(one.getKey(), convert(one.getValue(), depth + 1)));
            own.set(name, all);
        } else if (name.equals("items")) {
            own.set(name, convert(value, depth + 1));
        } else if (name.equals("enum") && value instanceof ArrayNode choices) {
            choices(choices, own);
        } else if (name.equals("const") && value.isString()) {
            own.put("type", "STRING");
            own.putArray("enum").add(value);
        }
    }

    /** Choices are texts there; others stand in the description. */
    private static void choices(ArrayNode choices, ObjectNode own) {
        List<String> texts = new ArrayList<>(choices.size());
        choices.forEach(one -> texts.add(one.isString() ? one.stringValue() : ""));
        if (!texts.contains("")) {
            ArrayNode all = own.put("type", "STRING").putArray("enum");
            texts.forEach(all::add);
        } else {
            String said = Json.text(own, "description");
            own.put("description", (said == null ? "" : said + " ") + "One of " + choices + ".");
        }
    }

    private void alternatives(ObjectNode given, ObjectNode own, int depth) {
        for (String name : List.of("anyOf", "oneOf")) {
            if (!(given.get(name) instanceof ArrayNode several)) {
                continue;
            }
            List<ObjectNode> kept = new ArrayList<>(several.size());
            for (JsonNode one : several) {
                if ("null".equals(Json.text(one, "type"))) {
                    own.put("nullable", true);
                } else {
                    kept.add(convert(one, depth + 1));
                }
            }
            if (kept.size() == 1) {
                Json.merge(own, kept.get(0));
            } else if (!kept.isEmpty() && !own.has("type")) {
                kept.forEach(own.withArray("anyOf")::add);
            }
        }
        if (given.get("allOf") instanceof ArrayNode all) {
            all.forEach(one -> Json.merge(own, convert(one, depth + 1)));
        }
    }
}
