package io.patchbay.provider.openai;

import io.patchbay.api.session.SessionConfig;
import io.patchbay.provider.openai.internal.ConfigSpelling;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A session configuration that a person wrote as a JSON session object of the OpenAI Realtime
 * protocol.
 *
 * <p>The object of today ({@code audio.input.format}, {@code output_modalities}, …) and the flat
 * one of the beta ({@code input_audio_format}, {@code modalities}, {@code voice}, …) are both
 * understood, in {@code snake_case} and in {@code camelCase}, also mixed: every member counts, and
 * two members that mean the same thing must agree. {@code null} clears a field, a missing one is
 * absent. What only the provider knows goes into {@code providerData}, an object that is passed on
 * as it is.
 *
 * @param config what the object says
 * @param model the model it names, or null
 */
public record SessionConfigJson(SessionConfig config, @Nullable String model) {

    /** Checks for null. */
    public SessionConfigJson {
        Objects.requireNonNull(config, "config");
    }

    /**
     * Reads a session object. A pure function, for any thread.
     *
     * @param json a JSON object
     * @throws IllegalArgumentException when something in it is unknown, of the wrong kind or
     *     contradicts itself; the message names every such member with what is allowed there
     */
    public static SessionConfigJson parse(String json) {
        ConfigSpelling.Read read = ConfigSpelling.read(Objects.requireNonNull(json, "json"));
        return new SessionConfigJson(read.config(), read.model());
    }
}
