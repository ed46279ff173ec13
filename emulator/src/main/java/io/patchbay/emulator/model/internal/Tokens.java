package io.patchbay.emulator.model.internal;

import io.patchbay.emulator.protocol.internal.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plausible token counts: a token for four characters of text, for 100 ms of sound in and for 50 ms
 * of sound out, as the provider bills them.
 *
 * @param text tokens of text
 * @param audio tokens of sound
 * @param image tokens of pictures
 */
public record Tokens(int text, int audio, int image) {
    /** None. */
    public static final Tokens NONE = new Tokens(0, 0, 0);

    private static final int CHARS_PER_TOKEN = 4;
    private static final int INPUT_MS_PER_TOKEN = 100;
    private static final int OUTPUT_MS_PER_TOKEN = 50;
    private static final int LOW_IMAGE = 85;
    private static final int HIGH_IMAGE = 765;

    /** Tokens of a text. */
    public static Tokens ofText(String text) {
        return new Tokens((text.length() + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN, 0, 0);
    }

    /** Tokens of so many milliseconds heard. */
    public static Tokens ofInputAudio(long millis) {
        return new Tokens(
                0, Math.toIntExact((millis + INPUT_MS_PER_TOKEN - 1) / INPUT_MS_PER_TOKEN), 0);
    }

    /** Tokens of so many milliseconds spoken. */
    public static Tokens ofOutputAudio(long millis) {
        return new Tokens(
                0, Math.toIntExact((millis + OUTPUT_MS_PER_TOKEN - 1) / OUTPUT_MS_PER_TOKEN), 0);
    }

    /** Tokens of a picture. */
    public static Tokens ofImage(boolean low) {
        return new Tokens(0, 0, low ? LOW_IMAGE : HIGH_IMAGE);
    }

    /** Both together. */
    public Tokens plus(Tokens other) {
        return new Tokens(text + other.text, audio + other.audio, image + other.image);
    }

    /** All kinds together. */
    public int total() {
        return text + audio + image;
    }

    /**
     * The usage object of a response.
     *
     * @param input what was read
     * @param output what was produced
     * @param cached how much of the input's text was read before
     */
    public static ObjectNode usage(Tokens input, Tokens output, int cached) {
        ObjectNode usage =
                Json.object()
                        .put("total_tokens", input.total() + output.total())
                        .put("input_tokens", input.total())
                        .put("output_tokens", output.total());
        ObjectNode in = usage.putObject("input_token_details");
        in.put("text_tokens", input.text())
                .put("audio_tokens", input.audio())
                .put("image_tokens", input.image())
                .put("cached_tokens", cached);
        in.putObject("cached_tokens_details")
                .put("text_tokens", cached)
                .put("audio_tokens", 0)
                .put("image_tokens", 0);
        usage.putObject("output_token_details")
                .put("text_tokens", output.text())
                .put("audio_tokens", output.audio());
        return usage;
    }
}
