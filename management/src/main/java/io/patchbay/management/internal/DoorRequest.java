package io.patchbay.management.internal;

import io.patchbay.management.ChangeOptions;
import io.patchbay.net.http.HttpExchange;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON that somebody asks for a change with. */
final class DoorRequest {

    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(8)
                                                    .maxStringLength(8_192)
                                                    .maxNumberLength(20)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode json;

    private DoorRequest(JsonNode json) {
        this.json = json;
    }

    /**
     * Reads the body.
     *
     * @throws IllegalArgumentException when it is no JSON object
     */
    static DoorRequest of(HttpExchange exchange) {
        String type = exchange.request().headers().first("content-type").orElse("");
        // a form of a page in a browser cannot have this type
        if (!type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals("application/json")) {
            throw new IllegalArgumentException("the body is to be application/json");
        }
        JsonNode json;
        try {
            json = MAPPER.readTree(exchange.body());
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body is no JSON, or too deep or long for here");
        }
        if (json == null || !json.isObject()) {
            throw new IllegalArgumentException("the body is to be a JSON object");
        }
        return new DoorRequest(json);
    }

    /** A field that must be there. */
    String text(String name) {
        JsonNode value = json.get(name);
        if (value == null || !value.isString() || value.stringValue().isBlank()) {
            throw new IllegalArgumentException("\"" + name + "\" is to be a text");
        }
        return value.stringValue();
    }

    ChangeOptions options() {
        JsonNode force = json.get("force");
        if (force != null && !force.isBoolean()) {
            throw new IllegalArgumentException("\"force\" is to be true or false");
        }
        return new ChangeOptions(force != null && force.booleanValue(), drain());
    }

    private @Nullable Duration drain() {
        JsonNode seconds = json.get("drain");
        if (seconds == null || seconds.isNull()) {
            return null;
        }
        if (!seconds.isNumber() || seconds.doubleValue() < 0 || seconds.doubleValue() > 86_400) {
            throw new IllegalArgumentException("\"drain\" is to be 0 to 86400 seconds");
        }
        return Duration.ofMillis(Math.round(seconds.doubleValue() * 1_000));
    }
}
