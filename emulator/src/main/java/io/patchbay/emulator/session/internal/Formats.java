package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import tools.jackson.databind.JsonNode;

/** The protocol's names of sound formats. */
final class Formats {
    private Formats() {}

    /** Reads a validated format object. */
    static AudioFormat of(JsonNode format) {
        return switch (format.path("type").stringValue("audio/pcm")) {
            case "audio/pcmu" -> AudioFormat.PCMU_8K;
            case "audio/pcma" -> AudioFormat.PCMA_8K;
            default -> AudioFormat.PCM16_24K;
        };
    }
}
