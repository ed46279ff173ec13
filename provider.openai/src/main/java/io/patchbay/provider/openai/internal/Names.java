package io.patchbay.provider.openai.internal;

/**
 * The two generations of names in this dialect. They decide what is written; what is read may bear
 * either, since no name of one means something else in the other.
 */
enum Names {
    /** Those of today: {@code response.output_audio.delta}, {@code output_text}. */
    GA("output_text"),
    /** Those before: {@code response.audio.delta}, {@code text}, no {@code type} of a session. */
    BETA("text");

    private final String assistantText;

    Names(String assistantText) {
        this.assistantText = assistantText;
    }

    /** What text that the model said is called in an item. */
    String assistantText() {
        return assistantText;
    }
}
