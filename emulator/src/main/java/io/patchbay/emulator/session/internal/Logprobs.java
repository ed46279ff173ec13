package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.protocol.internal.Json;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Log probabilities of a transcript. The recogniser gives none: longer words count as surer. */
final class Logprobs {
    private Logprobs() {}

    static ArrayNode of(Iterable<String> tokens) {
        ArrayNode array = Json.array();
        for (String token : tokens) {
            byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
            ObjectNode entry = array.addObject();
            entry.put("token", token).put("logprob", -0.5 / Math.max(1, bytes.length));
            ArrayNode list = entry.putArray("bytes");
            for (byte b : bytes) {
                list.add(b & 0xFF);
            }
        }
        return array;
    }
}
