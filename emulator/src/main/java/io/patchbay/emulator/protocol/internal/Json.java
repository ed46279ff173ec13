package io.patchbay.emulator.protocol.internal;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The one JSON reader and writer of the emulator, with its bounds. Thread-safe. */
public final class Json {
    /** Audio that one append may carry, in bytes (the provider's documented limit). */
    public static final int MAX_APPEND_BYTES = 15 * 1024 * 1024;

    /** Longest text value: an append of the largest size in base64, and some room. */
    private static final int MAX_STRING = MAX_APPEND_BYTES / 3 * 4 + 1024 * 1024;

    private static final int MAX_DEPTH = 64;

    /** Makes streaming parsers with the same bounds. */
    public static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_STRING)
                                    .maxNumberLength(64)
                                    .maxNameLength(1024)
                                    .build())
                    .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

    private Json() {}

    /** A new empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A new empty array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /**
     * Reads one value.
     *
     * @throws JacksonException if it is no JSON or beyond the bounds
     */
    public static JsonNode parse(byte[] utf8) {
        return MAPPER.readTree(utf8);
    }

    /**
     * Reads one value.
     *
     * @throws JacksonException if it is no JSON or beyond the bounds
     */
    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /** The value as compact UTF-8. */
    public static byte[] bytes(JsonNode value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /** The value as compact text. */
    public static String text(JsonNode value) {
        return MAPPER.writeValueAsString(value);
    }

    /** The text in {@code name}, or {@code fallback} if there is none. */
    public static String string(JsonNode object, String name, String fallback) {
        JsonNode value = object.path(name);
        return value.isString() ? value.stringValue() : fallback;
    }

    /** Whether {@code name} is there and not null. */
    public static boolean present(JsonNode object, String name) {
        return object.hasNonNull(name);
    }

    /** The texts of an array; values of other kinds are left out. */
    public static List<String> strings(JsonNode array) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : array) {
            if (value.isString()) {
                texts.add(value.stringValue());
            }
        }
        return texts;
    }

    /** An array of texts. */
    public static ArrayNode arrayOf(Iterable<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }
}
