package io.patchbay.api.provider;

import java.util.Arrays;
import java.util.Objects;

/**
 * A key or token that never shows itself: not in {@code toString}, not in an exception, not by
 * serialisation. It can be wiped.
 */
public final class Secret {

    private final char[] value;
    private volatile boolean wiped;

    private Secret(char[] value) {
        this.value = value;
    }

    /**
     * Wraps a key.
     *
     * @throws IllegalArgumentException when it is blank or holds a line break or another control
     *     character, which no header can carry
     */
    public static Secret of(String value) {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("the key is empty");
        }
        if (value.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new IllegalArgumentException(
                    "the key holds a control character, perhaps a line break at its end");
        }
        return new Secret(value.toCharArray());
    }

    /**
     * The key itself, for the moment in which it goes onto the wire.
     *
     * @throws IllegalStateException after {@link #wipe()}
     */
    public String reveal() {
        if (wiped) {
            throw new IllegalStateException("this key was wiped");
        }
        return new String(value);
    }

    /** Overwrites the key. */
    public void wipe() {
        wiped = true;
        Arrays.fill(value, '\0');
    }

    /** Three asterisks. */
    @Override
    public String toString() {
        return "***";
    }
}
