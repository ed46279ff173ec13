package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** The sound of an append that did not take the fast way, most often because something is wrong. */
final class AppendAudio {
    private AppendAudio() {}

    static byte[] of(JsonNode event) {
        try {
            return Base64.getDecoder().decode(Json.string(event, "audio", ""));
        } catch (IllegalArgumentException e) {
            throw ProtocolException.invalidValue(
                    "Invalid 'audio': expected base64 of sound in the session's input format.",
                    "audio");
        }
    }
}
