package io.patchbay.provider.deepgram.internal;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Trees from text and back, within bounds. */
final class Json {

    /** Deeper than any schema of a tool, shallower than any stack. */
    private static final int MAX_DEPTH = 200;

    private static final int MAX_LENGTH = 4 << 20;

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

    /** A message of this type, without content yet. */
    static ObjectNode message(String type) {
        return object().put("type", type);
    }

    /**
     * Reads an object.
     *
     * @param what names it in the exception
     * @throws IllegalArgumentException when it is none; its message does not repeat it
     */
    static ObjectNode object(String what, String json) {
        try {
            if (MAPPER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(what + " is no JSON, or out of bounds", e);
        }
        throw new IllegalArgumentException(what + " is no JSON object");
    }

    /**
     * The text of a member.
     *
     * @throws IllegalArgumentException when there is none
     */
    static String text(ObjectNode object, String name) {
        JsonNode value = object.get(name);
        if (value == null || !value.isString()) {
            throw new IllegalArgumentException("'" + name + "' is missing, or no text");
        }
        return value.stringValue();
    }

    /** The text of a member, or {@code otherwise}. */
    static String text(ObjectNode object, String name, String otherwise) {
        JsonNode value = object.get(name);
        return value == null || !value.isString() ? otherwise : value.stringValue();
    }

    static byte[] bytes(ObjectNode message) {
        return MAPPER.writeValueAsBytes(message);
    }

    /**
     * Lays {@code over} upon {@code base}: objects are merged member by member, all else is
     * replaced. An object of another {@code type} replaces the whole, since members of one kind
     * mean nothing in another.
     */
    static void merge(ObjectNode base, ObjectNode over) {
        for (var member : over.properties()) {
            if (base.get(member.getKey()) instanceof ObjectNode below
                    && member.getValue() instanceof ObjectNode above
                    && sameType(below, above)) {
                merge(below, above);
            } else {
                base.set(member.getKey(), member.getValue().deepCopy());
            }
        }
    }

    private static boolean sameType(ObjectNode below, ObjectNode above) {
        JsonNode type = above.get("type");
        return type == null || type.equals(below.get("type"));
    }
}
