package io.patchbay.provider.openai.internal;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Trees from text and back, within bounds. */
final class Json {

    /** Deeper than any schema of a tool, shallower than any stack. */
    static final int MAX_DEPTH = 200;

    /** A retrieved item may hold a whole turn of sound. */
    static final int MAX_LENGTH = 64 << 20;

    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxDocumentLength(MAX_LENGTH)
                                                    .maxStringLength(MAX_LENGTH)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Json() {}

    /**
     * Reads one value.
     *
     * @throws JacksonException when it is none, or out of bounds
     */
    static JsonNode parse(byte[] bytes, int offset, int length) {
        return MAPPER.readTree(bytes, offset, length);
    }

    /**
     * Reads what a user gave.
     *
     * @param what names it in the exception
     * @throws IllegalArgumentException when it is no JSON
     */
    static JsonNode parse(String what, String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node.isMissingNode()) {
                throw new IllegalArgumentException(what + " is empty, JSON was expected");
            }
            return node;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(what + " is not valid JSON" + place(e), e);
        }
    }

    /**
     * Reads an object that a user gave.
     *
     * @param what names it in the exception
     * @throws IllegalArgumentException when it is no JSON object
     */
    static ObjectNode object(String what, String json) {
        JsonNode node = parse(what, json);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException(
                what + " must be a JSON object, not " + kind(node) + ": {\"name\": value, ...}");
    }

    /** Where reading stopped; the words of the text itself stay out of it. */
    static String place(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    /** What a value is, for people. */
    static String kind(JsonNode node) {
        if (node.isObject()) {
            return "an object";
        }
        if (node.isArray()) {
            return "an array";
        }
        if (node.isNull()) {
            return "null";
        }
        if (node.isString()) {
            return "a text";
        }
        return node.isBoolean() ? "true or false" : "a number";
    }

    static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    static String text(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    static ObjectNode object() {
        return NODES.objectNode();
    }

    /**
     * Lays {@code over} upon {@code base}: objects are merged member by member, everything else is
     * replaced. An object of another {@code type} replaces the whole, since members of one kind
     * mean nothing in another.
     */
    static void merge(ObjectNode base, ObjectNode over) {
        over.properties()
                .forEach(
                        member -> {
                            JsonNode old = base.get(member.getKey());
                            JsonNode value = member.getValue();
                            if (old instanceof ObjectNode below
                                    && value instanceof ObjectNode above
                                    && sameType(below, above)) {
                                merge(below, above);
                            } else {
                                base.set(member.getKey(), value);
                            }
                        });
    }

    private static boolean sameType(ObjectNode below, ObjectNode above) {
        JsonNode type = above.get("type");
        return type == null || type.equals(below.get("type"));
    }
}
