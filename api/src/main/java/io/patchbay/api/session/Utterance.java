package io.patchbay.api.session;

import io.patchbay.api.audio.AudioClip;
import java.util.Objects;

/** Something that the session says of its own accord: a greeting, a filler, a reminder. */
public sealed interface Utterance {

    /**
     * The model says something to this effect, in its own words. It is a response of the
     * conversation like any other; the agent's instructions go before these.
     */
    record Instructed(String instructions) implements Utterance {
        /**
         * Checks the value.
         *
         * @throws IllegalArgumentException for blank instructions
         */
        public Instructed {
            notBlank(instructions, "instructions");
        }
    }

    /**
     * The model's voice says these words as they are: natively where the provider can, else by a
     * response beside the conversation, after which the words enter the history as the agent's.
     */
    record Verbatim(String text) implements Utterance {
        /**
         * Checks the value.
         *
         * @throws IllegalArgumentException for a blank text
         */
        public Verbatim {
            notBlank(text, "text");
        }
    }

    /**
     * A recording is played; the model does not take part, and need not even be there.
     *
     * @param audio at most {@link #MAX_CLIP_MINUTES} minutes of sound in any format but Opus
     * @param transcript its words for the history, or empty when it has none
     */
    record Clip(AudioClip audio, String transcript) implements Utterance {
        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException for a clip that is empty, too long, or in Opus packets
         */
        public Clip {
            Objects.requireNonNull(audio, "audio");
            Objects.requireNonNull(transcript, "transcript");
            if (audio.format().encoding() == io.patchbay.api.audio.AudioFormat.Encoding.OPUS) {
                throw new IllegalArgumentException(
                        "audio must not be Opus, whose packets nobody here decodes;"
                                + " convert it to PCM16 or G.711");
            }
            if (audio.millis() == 0 || audio.millis() > MAX_CLIP_MINUTES * 60_000L) {
                throw new IllegalArgumentException(
                        "audio must last from 1 ms to "
                                + MAX_CLIP_MINUTES
                                + " minutes, not "
                                + audio.millis()
                                + " ms; play a longer recording in pieces");
            }
        }
    }

    /** The longest clip, in minutes. */
    int MAX_CLIP_MINUTES = 10;

    /** The model says something to this effect. */
    static Utterance instructed(String instructions) {
        return new Instructed(instructions);
    }

    /** These words. */
    static Utterance verbatim(String text) {
        return new Verbatim(text);
    }

    /** A recording without words for the history. */
    static Utterance clip(AudioClip audio) {
        return new Clip(audio, "");
    }

    private static void notBlank(String value, String name) {
        if (Objects.requireNonNull(value, name).isBlank()) {
            throw new IllegalArgumentException(
                    name + " must not be blank: there is nothing to say");
        }
    }
}
