package io.patchbay.provider.openai.internal;

/** Names of server events: those of the beta mean the same as their successors. */
final class EventNames {

    static final String AUDIO_DELTA = "response.output_audio.delta";
    static final String TRANSCRIPT_DELTA = "response.output_audio_transcript.delta";
    static final String TEXT_DELTA = "response.output_text.delta";
    static final String INPUT_TRANSCRIPT_DELTA =
            "conversation.item.input_audio_transcription.delta";
    static final String ARGUMENTS_DELTA = "response.function_call_arguments.delta";

    private EventNames() {}

    /** Today's name of an event that may bear the beta's. */
    static String current(String type) {
        return switch (type) {
            case "response.audio.delta" -> AUDIO_DELTA;
            case "response.audio.done" -> "response.output_audio.done";
            case "response.audio_transcript.delta" -> TRANSCRIPT_DELTA;
            case "response.audio_transcript.done" -> "response.output_audio_transcript.done";
            case "response.text.delta" -> TEXT_DELTA;
            case "response.text.done" -> "response.output_text.done";
            default -> type;
        };
    }
}
