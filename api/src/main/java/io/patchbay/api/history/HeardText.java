package io.patchbay.api.history;

import java.util.Objects;

/**
 * What of a spoken answer was heard before it was cut: a prefix of the generated text (RULES 19).
 *
 * @param text the prefix; possibly empty
 * @param millis milliseconds of sound that were heard
 * @param estimated true when the text was cut in proportion to time rather than by an alignment
 *     from the provider
 */
public record HeardText(String text, long millis, boolean estimated) {

    /** Checks for null. */
    public HeardText {
        Objects.requireNonNull(text, "text");
    }
}
