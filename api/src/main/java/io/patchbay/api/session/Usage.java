package io.patchbay.api.session;

import java.util.Objects;

/**
 * What was used, by modality. Cached tokens are a part of the input tokens, not beside them.
 * Immutable.
 *
 * @param responses how many responses are counted, however they ended
 * @param cancelled of these, stopped by speech or by request
 * @param failed of these, given up by the provider
 * @param input tokens that went in
 * @param output tokens that came out
 * @param transcription tokens for transcribing the caller
 * @param transcriptionSeconds seconds of sound transcribed, where the provider counts those
 */
public record Usage(
        long responses,
        long cancelled,
        long failed,
        Tokens input,
        Tokens output,
        Tokens transcription,
        double transcriptionSeconds) {
    /** Checks for null. */
    public Usage {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(transcription, "transcription");
    }

    /** Nothing. */
    public static final Usage NONE = new Usage(0, 0, 0, Tokens.NONE, Tokens.NONE, Tokens.NONE, 0);

    /** Of responses that came to their end. */
    public Usage(
            long responses,
            Tokens input,
            Tokens output,
            Tokens transcription,
            double transcriptionSeconds) {
        this(responses, 0, 0, input, output, transcription, transcriptionSeconds);
    }

    /**
     * Tokens by modality.
     *
     * @param total all of them
     * @param text of these, written
     * @param audio of these, sound
     * @param image of these, pictures
     * @param cached of these, found in the provider's cache
     * @param cachedText of the cached ones, written
     * @param cachedAudio of the cached ones, sound
     * @param cachedImage of the cached ones, pictures
     */
    public record Tokens(
            long total,
            long text,
            long audio,
            long image,
            long cached,
            long cachedText,
            long cachedAudio,
            long cachedImage) {

        /** None. */
        public static final Tokens NONE = new Tokens(0, 0, 0, 0, 0, 0, 0, 0);

        /** Both together. */
        public Tokens plus(Tokens other) {
            Objects.requireNonNull(other, "other");
            return new Tokens(
                    total + other.total,
                    text + other.text,
                    audio + other.audio,
                    image + other.image,
                    cached + other.cached,
                    cachedText + other.cachedText,
                    cachedAudio + other.cachedAudio,
                    cachedImage + other.cachedImage);
        }
    }

    /** Both together. */
    public Usage plus(Usage other) {
        Objects.requireNonNull(other, "other");
        return new Usage(
                responses + other.responses,
                cancelled + other.cancelled,
                failed + other.failed,
                input.plus(other.input),
                output.plus(other.output),
                transcription.plus(other.transcription),
                transcriptionSeconds + other.transcriptionSeconds);
    }

    /** The same tokens, for one response that ended so. */
    public Usage ofResponse(Response.Status status) {
        Objects.requireNonNull(status, "status");
        return new Usage(
                Math.max(1, responses),
                status == Response.Status.CANCELLED ? 1 : 0,
                status == Response.Status.FAILED ? 1 : 0,
                input,
                output,
                transcription,
                transcriptionSeconds);
    }

    /** Input and output tokens of responses, without transcription. */
    public long totalTokens() {
        return input.total() + output.total();
    }
}
