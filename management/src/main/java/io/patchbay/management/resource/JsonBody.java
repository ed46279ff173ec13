package io.patchbay.management.resource;

import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the body of a request, for servers of resources. For any thread. */
public final class JsonBody {

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(16)
                                                    .maxStringLength(64 << 10)
                                                    .maxNumberLength(20)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private JsonBody() {}

    /**
     * The object that a body is.
     *
     * @param contentType as the header says it; empty when there is none
     * @param body UTF-8
     * @throws IllegalArgumentException for anything but a JSON object, with one sentence for who
     *     asked
     */
    public static ObjectNode read(String contentType, byte[] body) {
        // a form of a page in a browser cannot have this type
        if (!contentType
                .toLowerCase(Locale.ROOT)
                .split(";", 2)[0]
                .strip()
                .equals("application/json")) {
            throw new IllegalArgumentException("the body is to be application/json");
        }
        JsonNode json;
        try {
            json = MAPPER.readTree(body);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is no JSON, or too deep or long for here");
        }
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException("the body is to be a JSON object");
    }
}
