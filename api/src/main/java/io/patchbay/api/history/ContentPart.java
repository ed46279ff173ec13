package io.patchbay.api.history;

import io.patchbay.api.audio.AudioClip;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One part of a message. Parts of kinds that this version does not know are kept as they came
 * ({@link Extension}).
 */
public sealed interface ContentPart {

    /** Typed words of the caller or the operator. */
    record InputText(String text) implements ContentPart {
        /** Checks for null. */
        public InputText {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * Spoken words of the caller.
     *
     * @param transcript null until the provider has transcribed them
     * @param audio the sound, where the session stores it
     */
    record InputAudio(@Nullable String transcript, @Nullable AudioClip audio)
            implements ContentPart {}

    /**
     * A picture.
     *
     * @param url a data URI (PNG or JPEG), or an address the provider can read
     * @param detail {@code auto}, {@code low}, {@code high}, or null for the provider's default
     */
    record InputImage(String url, @Nullable String detail) implements ContentPart {
        /** Checks for null. */
        public InputImage {
            Objects.requireNonNull(url, "url");
        }

        /** Kind and length; a picture does not belong in a log. */
        @Override
        public String toString() {
            return "InputImage[" + url.length() + " characters, detail=" + detail + "]";
        }
    }

    /** Written words of the model. */
    record OutputText(String text) implements ContentPart {
        /** Checks for null. */
        public OutputText {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * Spoken words of the model.
     *
     * @param transcript all that was generated; it never shrinks
     * @param audio the sound, where the session stores it
     * @param heard what of it was heard, when it was cut short; null when all of it was, or nobody
     *     knows yet
     */
    record OutputAudio(
            @Nullable String transcript, @Nullable AudioClip audio, @Nullable HeardText heard)
            implements ContentPart {}

    /**
     * A part of a kind that this version does not know.
     *
     * @param type the provider's name of the kind
     * @param json the part as it came, a JSON object
     */
    record Extension(String type, String json) implements ContentPart {
        /** Checks for null. */
        public Extension {
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(json, "json");
        }
    }
}
