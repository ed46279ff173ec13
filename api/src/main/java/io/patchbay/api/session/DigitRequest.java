package io.patchbay.api.session;

import java.time.Duration;
import java.util.Objects;

/**
 * Which keys a caller is to press, and how long he may take. Immutable; made with {@link #of} or
 * {@link #builder}.
 *
 * @param count how many at most, 1 to {@link #MAX_COUNT}
 * @param terminators keys that end the input and are no part of it, e.g. {@code #}; empty for none
 * @param first how long until the first key, from the end of what is being said
 * @param between how long between two keys
 * @param barge whether a key silences the agent; otherwise keys do not count while it speaks
 * @param sensitive whether nobody but the one who asks may see them: {@link
 *     SessionEvent.DtmfReceived} then names no key
 */
public record DigitRequest(
        int count,
        String terminators,
        Duration first,
        Duration between,
        boolean barge,
        boolean sensitive) {

    /** The most keys that can be asked for. */
    public static final int MAX_COUNT = 64;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a count that is not 1 to 64, a terminator that is no
     *     key, or a time that is not positive
     */
    public DigitRequest {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException(
                    "count must be 1 to " + MAX_COUNT + ", and is " + count);
        }
        if (!Objects.requireNonNull(terminators, "terminators").matches("[0-9*#A-D]*")) {
            throw new IllegalArgumentException("terminators must be telephone keys, 0-9 * # A-D");
        }
        Checks.positive(first, "first");
        Checks.positive(between, "between");
    }

    /** So many keys, or fewer and {@code #}; 10 s for the first, 5 s between, by interruption. */
    public static DigitRequest of(int count) {
        return builder(count).build();
    }

    /** Starts with {@link #of}. */
    public static Builder builder(int count) {
        return new Builder(count);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private final int count;
        private String terminators = "#";
        private Duration first = Duration.ofSeconds(10);
        private Duration between = Duration.ofSeconds(5);
        private boolean barge = true;
        private boolean sensitive;

        private Builder(int count) {
            this.count = count;
        }

        /** Keys that end the input; default {@code #}. */
        public Builder terminators(String keys) {
            this.terminators = Objects.requireNonNull(keys, "keys");
            return this;
        }

        /** How long until the first key, from the end of what is being said; default 10 s. */
        public Builder first(Duration time) {
            this.first = Objects.requireNonNull(time, "time");
            return this;
        }

        /** How long between two keys; default 5 s. */
        public Builder between(Duration time) {
            this.between = Objects.requireNonNull(time, "time");
            return this;
        }

        /** Whether a key silences the agent; default true. */
        public Builder barge(boolean on) {
            this.barge = on;
            return this;
        }

        /** Nobody but the one who asks sees the keys. */
        public Builder sensitive() {
            this.sensitive = true;
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException naming what is wrong
         */
        public DigitRequest build() {
            return new DigitRequest(count, terminators, first, between, barge, sensitive);
        }
    }
}
