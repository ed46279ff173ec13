package io.patchbay.api.session;

import io.patchbay.api.audio.AudioClip;
import java.util.Objects;

/** Something that the session says of its own accord: a greeting, a filler, a reminder. */
public sealed interface Utterance {

    /** The model says something to this effect, in its own words. */
    record Instructed(String instructions) implements Utterance {
        /** Checks for null. */
        public Instructed {
            Objects.requireNonNull(instructions, "instructions");
        }
    }

    /** The model's voice says these words as they are. */
    record Verbatim(String text) implements Utterance {
        /** Checks for null. */
        public Verbatim {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A recording is played; the model does not take part.
     *
     * @param transcript its words for the history, or empty when it has none
     */
    record Clip(AudioClip audio, String transcript) implements Utterance {
        /** Checks for null. */
        public Clip {
            Objects.requireNonNull(audio, "audio");
            Objects.requireNonNull(transcript, "transcript");
        }
    }
}
