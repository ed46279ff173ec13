package io.patchbay.api.session;

import java.util.Objects;
import java.util.Optional;

/**
 * A configuration field is absent, cleared or set; the three differ (RULES 6). Absent leaves things
 * as they are, cleared takes them away (switches turn detection off, removes all tools), set gives
 * a value.
 *
 * @param <T> the field's type
 */
public sealed interface ConfigValue<T> {

    /** Nothing is said. */
    record Absent<T>() implements ConfigValue<T> {}

    /** It shall be taken away. */
    record Cleared<T>() implements ConfigValue<T> {}

    /** It shall be {@code value}. */
    record Set<T>(T value) implements ConfigValue<T> {
        /** Checks for null. */
        public Set {
            Objects.requireNonNull(value, "value");
        }
    }

    /** Whether anything is said. */
    default boolean isPresent() {
        return !(this instanceof Absent);
    }

    /** The value, if one is set. */
    default Optional<T> asOptional() {
        return this instanceof Set<T> set ? Optional.of(set.value()) : Optional.empty();
    }
}
