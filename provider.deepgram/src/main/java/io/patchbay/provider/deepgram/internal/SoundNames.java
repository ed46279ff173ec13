package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioFormat.Encoding;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sound as the service names it: an encoding and a rate; mono. */
final class SoundNames {

    private static final int DEFAULT_RATE = 24_000;

    private SoundNames() {}

    static ObjectNode write(AudioFormat format) {
        String encoding =
                switch (format.encoding()) {
                    case PCM16 -> "linear16";
                    case PCMU -> "mulaw";
                    case PCMA -> "alaw";
                    case OPUS -> throw new IllegalArgumentException(unusable("opus"));
                };
        return Json.object().put("encoding", encoding).put("sample_rate", format.sampleRate());
    }

    /**
     * The format that the settings name.
     *
     * @param way {@code input} or {@code output}
     * @throws IllegalArgumentException when it is none that Patchbay takes
     */
    static AudioFormat read(ObjectNode settings, String way) {
        if (!(settings.path("audio").path(way) instanceof ObjectNode sound)) {
            throw new IllegalArgumentException("audio." + way + " must be a JSON object");
        }
        String encoding = Json.text(sound, "encoding", "linear16");
        JsonNode rate = sound.get("sample_rate");
        int hertz = rate != null && rate.isInt() ? rate.intValue() : DEFAULT_RATE;
        return new AudioFormat(
                switch (encoding) {
                    case "linear16" -> Encoding.PCM16;
                    case "mulaw" -> Encoding.PCMU;
                    case "alaw" -> Encoding.PCMA;
                    default -> throw new IllegalArgumentException(unusable(encoding));
                },
                hertz,
                1);
    }

    private static String unusable(String encoding) {
        return "sound in " + encoding + " is not taken here; take linear16, mulaw or alaw";
    }
}
