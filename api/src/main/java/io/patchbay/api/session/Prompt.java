package io.patchbay.api.session;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A prompt that the provider stores.
 *
 * @param id its name there
 * @param version which one, or null for the newest
 * @param variables what to fill in: each value is JSON text
 */
public record Prompt(String id, @Nullable String version, Map<String, String> variables) {

    /** Checks for null and copies. */
    public Prompt {
        Objects.requireNonNull(variables, "variables");
        Objects.requireNonNull(id, "id");
        variables = Map.copyOf(variables);
    }
}
