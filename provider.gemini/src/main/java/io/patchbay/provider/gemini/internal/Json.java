package io.patchbay.provider.gemini.internal;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Trees from text and back, within bounds; members that are not what they should be are missing.
 */
final class Json {

    /** Deeper than any schema of a tool, shallower than any stack. */
    private static final int MAX_DEPTH = 200;

    /** A message of sound is far shorter. */
    static final int MAX_LENGTH = 16 << 20;

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

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Reads one value.
     *
     * @throws JacksonException when it is none, or out of bounds
     */
    static JsonNode parse(byte[] bytes, int offset, int length) {
        return MAPPER.readTree(bytes, offset, length);
    }

    /**
     * Reads an object that a user gave.
     *
     * @param what names it in the exception
     * @throws IllegalArgumentException when it is no JSON object
     */
    static ObjectNode object(String what, String json) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(what + " is not valid JSON" + place(e), e);
        }
        throw new IllegalArgumentException(what + " must be a JSON object: {\"name\": value, ...}");
    }

    /** Where reading stopped; the words of the text itself stay out of it. */
    static String place(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
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

    /** The text of a member, or null. */
    static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    /** Whether a member is true. */
    static boolean flag(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value != null && value.isBoolean() && value.booleanValue();
    }

    /** A count, 0 when there is none; 64-bit numbers come as texts too. */
    static long count(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null) {
            return 0;
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return Math.max(0, value.longValue());
        }
        if (value.isString() && value.stringValue().matches("[0-9]{1,18}")) {
            return Long.parseLong(value.stringValue());
        }
        return 0;
    }

    /**
     * Lays {@code over} upon {@code base}: objects are merged member by member, null takes a member
     * away, everything else is replaced.
     */
    static void merge(ObjectNode base, ObjectNode over) {
        over.properties()
                .forEach(
                        member -> {
                            String name = member.getKey();
                            JsonNode value = member.getValue();
                            if (value.isNull()) {
                                base.remove(name);
                            } else if (base.get(name) instanceof ObjectNode below
                                    && value instanceof ObjectNode above) {
                                merge(below, above);
                            } else {
                                base.set(name, value);
                            }
                        });
    }
}
