package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Names of sound formats: {@code audio/pcm} and its kin, and the beta's {@code pcm16}. */
final class Formats {

    /** What may be written for a format, for people. */
    static final String ALLOWED =
            "{\"type\": \"audio/pcm\", \"rate\": 24000}, {\"type\": \"audio/pcmu\"}, {\"type\":"
                    + " \"audio/pcma\"}, or the older names pcm16, g711_ulaw, g711_alaw";

    private Formats() {}

    /** The format that a value means, or null. */
    static @Nullable AudioFormat read(JsonNode value) {
        if (value.isString()) {
            return named(value.stringValue());
        }
        if (!(value instanceof ObjectNode object)) {
            return null;
        }
        JsonNode type = object.get("type");
        if (type == null || !type.isString()) {
            return null;
        }
        return switch (type.stringValue()) {
            case "audio/pcm" -> pcm(object.get("rate"));
            case "audio/pcmu" -> AudioFormat.PCMU_8K;
            case "audio/pcma" -> AudioFormat.PCMA_8K;
            default -> null;
        };
    }

    /** The format of one of the beta's names, or null. */
    static @Nullable AudioFormat named(String name) {
        return switch (name) {
            case "pcm16", "audio/pcm" -> AudioFormat.PCM16_24K;
            case "g711_ulaw", "audio/pcmu" -> AudioFormat.PCMU_8K;
            case "g711_alaw", "audio/pcma" -> AudioFormat.PCMA_8K;
            default -> null;
        };
    }

    private static @Nullable AudioFormat pcm(@Nullable JsonNode rate) {
        if (rate == null || rate.isNull()) {
            return AudioFormat.PCM16_24K;
        }
        boolean possible =
                rate.isIntegralNumber()
                        && rate.canConvertToInt()
                        && rate.intValue() >= 8_000
                        && rate.intValue() <= 192_000;
        return possible ? AudioFormat.pcm16(rate.intValue()) : null;
    }

    static ObjectNode write(AudioFormat format) {
        ObjectNode node = Json.object();
        switch (format.encoding()) {
            case PCM16 -> node.put("type", "audio/pcm").put("rate", format.sampleRate());
            case PCMU -> node.put("type", "audio/pcmu");
            case PCMA -> node.put("type", "audio/pcma");
            case OPUS ->
                    throw new IllegalArgumentException("this protocol has no Opus in messages");
        }
        return node;
    }
}
