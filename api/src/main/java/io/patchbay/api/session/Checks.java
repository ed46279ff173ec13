package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;

/** What the settings of a session have to be. */
final class Checks {

    private Checks() {}

    static void positive(Duration value, String name) {
        Objects.requireNonNull(value, name);
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be a positive time, not " + value);
        }
    }

    static void positive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }
}
