package io.patchbay.api.transport;

import io.patchbay.api.session.AnswerPolicy;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whom to call, and how. Immutable; made with {@link #of} or {@link #builder}.
 *
 * @param kind the kind of leg that places the call, e.g. {@code sip}
 * @param target the address, e.g. {@code sip:anna@example.org} or {@code tel:+4930123}
 * @param from who calls, as the far end shall see it, or null for the plug's own
 * @param headers what goes along, as the kind of leg understands it: SIP header fields
 * @param ringing how long it may ring
 * @param answer what becomes of it by who answers, or null when the agent speaks at once
 */
public record DialRequest(
        String kind,
        URI target,
        @Nullable URI from,
        Map<String, String> headers,
        Duration ringing,
        @Nullable AnswerPolicy answer) {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException for a time that is not positive, or an address without a
     *     scheme
     */
    public DialRequest {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(ringing, "ringing");
        headers = Map.copyOf(Objects.requireNonNull(headers, "headers"));
        if (!Objects.requireNonNull(target, "target").isAbsolute()) {
            throw new IllegalArgumentException(
                    "target needs a scheme, such as sip: or tel:, to say what kind of address it"
                            + " is");
        }
        if (ringing.isNegative() || ringing.isZero()) {
            throw new IllegalArgumentException("ringing must be positive, and is " + ringing);
        }
    }

    /** By this kind of leg to this address; it may ring 45 s. */
    public static DialRequest of(String kind, URI target) {
        return builder(kind, target).build();
    }

    /** Starts with {@link #of}. */
    public static Builder builder(String kind, URI target) {
        return new Builder(kind, target);
    }

    /** The kind alone: addresses are not for logs. */
    @Override
    public String toString() {
        return "DialRequest[" + kind + "]";
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private final String kind;
        private final URI target;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private @Nullable URI from;
        private Duration ringing = Duration.ofSeconds(45);
        private @Nullable AnswerPolicy answer;

        private Builder(String kind, URI target) {
            this.kind = Objects.requireNonNull(kind, "kind");
            this.target = Objects.requireNonNull(target, "target");
        }

        /** Who calls, as the far end shall see it; default the plug's own. */
        public Builder from(@Nullable URI from) {
            this.from = from;
            return this;
        }

        /** Something that goes along. */
        public Builder header(String name, String value) {
            headers.put(
                    Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** How long it may ring; default 45 s. */
        public Builder ringing(Duration time) {
            this.ringing = Objects.requireNonNull(time, "time");
            return this;
        }

        /** What becomes of it by who answers; default null, the agent speaks at once. */
        public Builder answer(@Nullable AnswerPolicy policy) {
            this.answer = policy;
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException naming what is wrong
         */
        public DialRequest build() {
            return new DialRequest(kind, target, from, headers, ringing, answer);
        }
    }
}
