package io.patchbay.transport.browser.internal;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Objects from text and back, within bounds that suit a page. */
final class Json {

    private static final int MAX_DEPTH = 16;
    private static final int MAX_LENGTH = 1 << 20;

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

    /** An event or answer of this type. */
    static ObjectNode event(String type) {
        return object().put("type", type);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException when it is none, without repeating any of it
     */
    static ObjectNode object(byte[] bytes, int offset, int length) {
        try {
            if (MAPPER.readTree(bytes, offset, length) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("this is not JSON, or not within the bounds");
        }
        throw new IllegalArgumentException("a JSON object is expected");
    }
}
