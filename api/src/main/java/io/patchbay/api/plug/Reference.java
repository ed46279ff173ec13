package io.patchbay.api.plug;

import java.util.Objects;
import java.util.Optional;

/**
 * A part of an agent or session, given by value or by name. A name is looked up when it is needed,
 * among what bundles offer then: that is what makes a part swappable (RULES 37).
 *
 * @param <T> the type of the part
 */
public sealed interface Reference<T> {

    /** The part itself. */
    record Given<T>(T value) implements Reference<T> {
        /** Checks for null. */
        public Given {
            Objects.requireNonNull(value, "value");
        }
    }

    /** The name under which a bundle offers the part. */
    record Named<T>(String name) implements Reference<T> {
        /**
         * Checks the name.
         *
         * @throws IllegalArgumentException when it is blank
         */
        public Named {
            Objects.requireNonNull(name, "name");
            if (name.isBlank()) {
                throw new IllegalArgumentException("a reference needs a name");
            }
        }
    }

    /** By value. */
    static <T> Reference<T> to(T value) {
        return new Given<>(value);
    }

    /** By name. */
    static <T> Reference<T> named(String name) {
        return new Named<>(name);
    }

    /** The part, if it was given by value. */
    default Optional<T> given() {
        return this instanceof Given<T> given ? Optional.of(given.value()) : Optional.empty();
    }
}
