package io.patchbay.provider.openai.internal;

import io.patchbay.api.session.Modality;
import tools.jackson.databind.node.ArrayNode;

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

    /** How sound, which always comes with its text, or text alone is asked for. */
    ArrayNode modalities(Modality modality) {
        ArrayNode names = Json.NODES.arrayNode();
        if (modality == Modality.TEXT) {
            return names.add("text");
        }
        return this == GA ? names.add("audio") : names.add("text").add("audio");
    }
}
