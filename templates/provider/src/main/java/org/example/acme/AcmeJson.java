package org.example.acme;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Objects from text and back, within bounds: what comes from outside is never trusted. */
final class AcmeJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(100)
                                                    .maxDocumentLength(1 << 20)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private AcmeJson() {}

    /** A message of this type, without content yet. */
    static ObjectNode object(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException when it is none; its message does not repeat it
     */
    static ObjectNode parse(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is no JSON, or out of bounds", e);
        }
        throw new IllegalArgumentException("it is no JSON object");
    }

    /**
     * The text of a member.
     *
     * @throws IllegalArgumentException when there is none
     */
    static String text(ObjectNode message, String name) {
        JsonNode value = message.get(name);
        if (value == null || !value.isString()) {
            throw new IllegalArgumentException("'" + name + "' is missing, or no text");
        }
        return value.stringValue();
    }

    static byte[] bytes(ObjectNode message) {
        return MAPPER.writeValueAsBytes(message);
    }
}
