package io.patchbay.transport.twilio.internal;

import io.patchbay.api.audio.AudioFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * How a stream begins.
 *
 * @param stream names the stream
 * @param call names the call
 * @param metadata what the carrier says of the call
 * @param input the caller's sound
 * @param output what the caller is to hear
 */
record StreamStart(
        String stream,
        String call,
        Map<String, String> metadata,
        AudioFormat input,
        AudioFormat output) {

    private static final int MOST_PARAMETERS = 64;
    private static final int LONGEST = 1_024;

    /** Checks the names, which go into messages as they are. */
    StreamStart {
        if (!stream.matches("[A-Za-z0-9._:-]{1,128}") || !call.matches("[\\x21-\\x7e]{1,256}")) {
            throw new IllegalArgumentException("the start names no stream and call");
        }
        metadata = Map.copyOf(metadata);
    }

    /** The parameters that somebody gave to the stream; too many and too long ones are left out. */
    static Map<String, String> parameters(JsonNode given) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            if (parameters.size() < MOST_PARAMETERS) {
                put(parameters, each.getKey(), each.getValue());
            }
        }
        return parameters;
    }

    /** Keeps a value that is there and is no structure. */
    static void put(Map<String, String> metadata, String name, JsonNode value) {
        String text = value.isValueNode() && !value.isNull() ? value.asString("") : "";
        if (!text.isEmpty() && text.length() <= LONGEST && name.length() <= LONGEST) {
            metadata.put(name, text);
        }
    }

    /** Refuses sound that has another rate or more channels than the family's plain telephone. */
    static void checkTelephone(JsonNode rate, JsonNode channels) {
        if (rate.asInt(8_000) != 8_000 || channels.asInt(1) != 1) {
            throw new IllegalArgumentException("the sound of the stream must be 8000 Hz and mono");
        }
    }

    /** Which call; no metadata. */
    @Override
    public String toString() {
        return "StreamStart[" + call + "]";
    }
}
