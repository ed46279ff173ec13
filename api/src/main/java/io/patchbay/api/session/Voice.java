package io.patchbay.api.session;

import java.util.Objects;

/**
 * Whose voice the model speaks with.
 *
 * @param id the provider's name of it
 * @param custom whether it is one of the account's own
 */
public record Voice(String id, boolean custom) {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException when it is blank
     */
    public Voice {
        Objects.requireNonNull(id, "id");
        if (id.isBlank()) {
            throw new IllegalArgumentException("a voice needs a name");
        }
    }

    /** A voice that the provider offers to all. */
    public static Voice of(String name) {
        return new Voice(name, false);
    }
}
