package io.patchbay.api.session;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the caller's words become text.
 *
 * @param model the provider's model for it, or null for its default
 * @param language ISO 639-1, or null to let it guess
 * @param languages those that may occur; empty for any
 * @param keywords words that it should expect
 * @param prompt words that set the scene, or null
 * @param delay {@code minimal} to {@code xhigh}: how long it may wait for context, or null
 */
public record Transcription(
        @Nullable String model,
        @Nullable String language,
        List<String> languages,
        List<String> keywords,
        @Nullable String prompt,
        @Nullable String delay) {

    /** Copies the lists. */
    public Transcription {
        Objects.requireNonNull(languages, "languages");
        Objects.requireNonNull(keywords, "keywords");
        languages = List.copyOf(languages);
        keywords = List.copyOf(keywords);
    }

    /** By this model, everything else by its defaults. */
    public static Transcription of(String model) {
        return new Transcription(
                Objects.requireNonNull(model, "model"), null, List.of(), List.of(), null, null);
    }
}
