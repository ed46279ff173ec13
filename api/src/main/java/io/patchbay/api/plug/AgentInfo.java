package io.patchbay.api.plug;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent that is plugged in, as the directory shows it.
 *
 * @param name the name that sessions ask for
 * @param source the plug that offers it
 * @param description what other agents' models are told about it, or null
 */
public record AgentInfo(String name, String source, @Nullable String description) {
    /** Checks for null. */
    public AgentInfo {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
    }

    /** The description, if it has one. */
    public Optional<String> told() {
        return Optional.ofNullable(description);
    }
}
