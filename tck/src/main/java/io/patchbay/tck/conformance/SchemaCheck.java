package io.patchbay.tck.conformance;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether a text is a JSON Schema of a tool's arguments that providers take. */
final class SchemaCheck {

    /** More than any provider takes in one definition. */
    static final int MAX_CHARACTERS = 65_536;

    private static final int MAX_DEPTH = 32;
    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");
    private static final Set<String> NUMBERS =
            Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
    private static final Set<String> COUNTS =
            Set.of(
                    "minLength",
                    "maxLength",
                    "minItems",
                    "maxItems",
                    "minProperties",
                    "maxProperties");

    private final JsonNode root;

    private SchemaCheck(JsonNode root) {
        this.root = root;
    }

    /** What is wrong with a schema of arguments; null when nothing is. */
    static @Nullable String faultOf(String schema) {
        if (schema.length() > MAX_CHARACTERS) {
            return "it has " + schema.length() + " characters, over " + MAX_CHARACTERS;
        }
        JsonNode root;
        try {
            root = JsonMapper.builder().build().readTree(schema);
        } catch (JacksonException e) {
            return "it is no JSON: " + e.getOriginalMessage();
        }
        if (!root.isObject() || !root.path("type").asString("").equals("object")) {
            return "it is not of \"type\": \"object\"";
        }
        return new SchemaCheck(root).fault(root, "", 0);
    }

    private @Nullable String fault(JsonNode schema, String path, int depth) {
        if (schema.isBoolean()) {
            return null;
        }
        if (!schema.isObject()) {
            return at(path, "is neither an object nor a boolean");
        }
        if (depth > MAX_DEPTH) {
            return at(path, "is nested deeper than " + MAX_DEPTH);
        }
        String own = ownFault(schema, path);
        return own == null ? faultBelow(schema, path, depth + 1) : own;
    }

    private @Nullable String ownFault(JsonNode schema, String path) {
        JsonNode type = schema.get("type");
        if (type != null && !isType(type)) {
            return at(path + "/type", "is no type of JSON Schema");
        }
        JsonNode values = schema.get("enum");
        if (values != null && (!values.isArray() || values.isEmpty())) {
            return at(path + "/enum", "lists no value");
        }
        JsonNode description = schema.get("description");
        if (description != null && !description.isString()) {
            return at(path + "/description", "is no text");
        }
        for (String name : NUMBERS) {
            if (schema.has(name) && !schema.get(name).isNumber()) {
                return at(path + "/" + name, "is no number");
            }
        }
        for (String name : COUNTS) {
            JsonNode count = schema.get(name);
            if (count != null && !(count.isIntegralNumber() && count.asLong() >= 0)) {
                return at(path + "/" + name, "is no count");
            }
        }
        JsonNode reference = schema.get("$ref");
        if (reference != null && !resolves(reference)) {
            return at(path + "/$ref", "leads nowhere in this schema");
        }
        return required(schema, path);
    }

    private static @Nullable String required(JsonNode schema, String path) {
        JsonNode required = schema.get("required");
        if (required == null) {
            return null;
        }
        if (!required.isArray()) {
            return at(path + "/required", "is no list of names");
        }
        Set<String> seen = new HashSet<>();
        for (JsonNode name : required) {
            if (!name.isString() || !seen.add(name.asString())) {
                return at(path + "/required", "has an entry that is no name, or is there twice");
            }
            if (!schema.path("properties").has(name.asString())) {
                return at(path + "/required", "asks for '" + name.asString() + "', no property");
            }
        }
        return null;
    }

    private @Nullable String faultBelow(JsonNode schema, String path, int depth) {
        for (String name : Set.of("properties", "$defs", "definitions", "patternProperties")) {
            JsonNode named = schema.get(name);
            if (named != null && !named.isObject()) {
                return at(path + "/" + name, "is no object");
            }
            if (named != null) {
                for (Map.Entry<String, JsonNode> each : named.properties()) {
                    String below = path + "/" + name + "/" + each.getKey();
                    String fault = fault(each.getValue(), below, depth);
                    if (fault != null) {
                        return fault;
                    }
                }
            }
        }
        for (String name : Set.of("items", "additionalProperties", "not", "contains")) {
            JsonNode one = schema.get(name);
            String fault = one == null ? null : fault(one, path + "/" + name, depth);
            if (fault != null) {
                return fault;
            }
        }
        for (String name : Set.of("anyOf", "oneOf", "allOf", "prefixItems")) {
            JsonNode several = schema.get(name);
            if (several != null && (!several.isArray() || several.isEmpty())) {
                return at(path + "/" + name, "lists no schema");
            }
            for (int i = 0; several != null && i < several.size(); i++) {
                String fault = fault(several.get(i), path + "/" + name + "/" + i, depth);
                if (fault != null) {
                    return fault;
                }
            }
        }
        return null;
    }

    private static boolean isType(JsonNode type) {
        if (type.isString()) {
            return TYPES.contains(type.asString());
        }
        if (!type.isArray() || type.isEmpty()) {
            return false;
        }
        for (JsonNode each : type) {
            if (!each.isString() || !TYPES.contains(each.asString())) {
                return false;
            }
        }
        return true;
    }

    private boolean resolves(JsonNode reference) {
        String target = reference.asString("");
        return target.equals("#")
                || target.startsWith("#/") && !root.at(target.substring(1)).isMissingNode();
    }

    private static String at(String path, String fault) {
        return (path.isEmpty() ? "the schema" : path) + " " + fault;
    }
}
