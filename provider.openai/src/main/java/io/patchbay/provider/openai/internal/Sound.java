package io.patchbay.provider.openai.internal;

import io.patchbay.api.audio.AudioFormat;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The sound that a service takes and gives, and how it spells each format; best first. A format may
 * have several spellings: the first is written, all are read.
 *
 * @param input what it hears
 * @param output what it speaks
 */
record Sound(List<Spelled> input, List<Spelled> output) {

    /**
     * A format in a service's words.
     *
     * @param json what stands where the format stands
     */
    record Spelled(AudioFormat format, JsonNode json) {}

    Sound {
        input = List.copyOf(input);
        output = List.copyOf(output);
    }

    /** The same both ways. */
    static Sound both(List<Spelled> formats) {
        return new Sound(formats, formats);
    }

    /** Formats as they are spelt today: {@code {"type": "audio/pcm", "rate": 24000}}. */
    static List<Spelled> today(AudioFormat... formats) {
        return Arrays.stream(formats)
                .map(format -> new Spelled(format, Formats.write(format)))
                .toList();
    }

    /** A format with a name, as in the beta: {@code "pcm16"}. */
    static Spelled named(AudioFormat format, String name) {
        return new Spelled(format, Json.NODES.stringNode(name));
    }

    List<AudioFormat> inputFormats() {
        return formats(input);
    }

    List<AudioFormat> outputFormats() {
        return formats(output);
    }

    private static List<AudioFormat> formats(List<Spelled> spelled) {
        return spelled.stream().map(Spelled::format).distinct().toList();
    }

    /**
     * A format as the service spells it.
     *
     * @throws IllegalArgumentException when the service does not have it
     */
    static JsonNode write(List<Spelled> side, AudioFormat format) {
        return side.stream()
                .filter(spelled -> spelled.format.equals(format))
                .map(Spelled::json)
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "the format must be one of "
                                                + formats(side)
                                                + ", not "
                                                + format));
    }

    /** The format that a value means on a side, or null; the service's own words come first. */
    static @Nullable AudioFormat read(List<Spelled> side, JsonNode json) {
        return side.stream()
                .filter(spelled -> spelled.json.equals(json))
                .map(Spelled::format)
                .findFirst()
                .orElseGet(() -> Formats.read(json));
    }
}
