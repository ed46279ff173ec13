package io.patchbay.transport.twilio.internal;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Messages of a carrier, read within bounds. */
final class Json {

    private static final ObjectReader READER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(16)
                                                    .build())
                                    .build())
                    .build()
                    .readerFor(JsonNode.class);

    private Json() {}

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException when it is none, without repeating any of it
     */
    static ObjectNode object(byte[] bytes, int offset, int length) {
        Object read = null;
        try {
            read = READER.readValue(bytes, offset, length);
        } catch (JacksonException e) {
            // its message has the text in it
        }
        if (read instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("no JSON object, or not within the bounds");
    }
}
