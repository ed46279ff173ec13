package io.patchbay.api.session;

import io.patchbay.api.history.Item;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one response differs from what the session does. Immutable.
 *
 * @param outOfBand beside the conversation: it does not enter it, and does not wait for the one
 *     that runs
 * @param overrides fields that differ for this response; those that a response cannot override are
 *     refused
 * @param input what it answers instead of the conversation, or null; {@link Item.Extension} of type
 *     {@code item_reference} names one
 * @param metadata echoed by the provider, at most 16 pairs
 * @param providerData members of the provider's own response object, a JSON object, or null; they
 *     win
 * @param uninterruptible whether the caller's speech leaves it alone until it is played to its end;
 *     a turn that the caller finishes meanwhile is answered after it. Refused with the reason where
 *     the line cannot do it
 */
public record ResponseOptions(
        boolean outOfBand,
        SessionConfig overrides,
        @Nullable List<Item> input,
        Map<String, String> metadata,
        @Nullable String providerData,
        boolean uninterruptible) {

    /** Exactly what the session does. */
    public static final ResponseOptions DEFAULT =
            new ResponseOptions(false, SessionConfig.EMPTY, null, Map.of(), null, false);

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException for more than 16 pairs of metadata
     */
    public ResponseOptions {
        Objects.requireNonNull(overrides, "overrides");
        input = input == null ? null : List.copyOf(input);
        metadata = Map.copyOf(metadata);
        if (metadata.size() > 16) {
            throw new IllegalArgumentException(
                    "metadata holds at most 16 pairs, not " + metadata.size());
        }
    }

    /** In the conversation, with these instructions for this once. */
    public static ResponseOptions instructions(String instructions) {
        return builder()
                .overrides(SessionConfig.builder().instructions(instructions).build())
                .build();
    }

    /** Whether nothing differs. */
    public boolean isDefault() {
        return equals(DEFAULT);
    }

    /** Starts with {@link #DEFAULT}. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** Starts with these. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private boolean outOfBand;
        private SessionConfig overrides;
        private @Nullable List<Item> input;
        private Map<String, String> metadata;
        private @Nullable String providerData;
        private boolean uninterruptible;

        private Builder(ResponseOptions from) {
            this.outOfBand = from.outOfBand;
            this.overrides = from.overrides;
            this.input = from.input;
            this.metadata = from.metadata;
            this.providerData = from.providerData;
            this.uninterruptible = from.uninterruptible;
        }

        /** Whether it runs beside the conversation. */
        public Builder outOfBand(boolean on) {
            this.outOfBand = on;
            return this;
        }

        /** Fields that differ for this response. */
        public Builder overrides(SessionConfig overrides) {
            this.overrides = Objects.requireNonNull(overrides, "overrides");
            return this;
        }

        /** What it answers instead of the conversation; null for the conversation. */
        public Builder input(@Nullable List<Item> input) {
            this.input = input;
            return this;
        }

        /** Echoed by the provider, at most 16 pairs. */
        public Builder metadata(Map<String, String> metadata) {
            this.metadata = Objects.requireNonNull(metadata, "metadata");
            return this;
        }

        /** Members of the provider's own response object, a JSON object, or null. */
        public Builder providerData(@Nullable String json) {
            this.providerData = json;
            return this;
        }

        /** Whether the caller's speech leaves it alone until it is played to its end. */
        public Builder uninterruptible(boolean on) {
            this.uninterruptible = on;
            return this;
        }

        /**
         * What was collected.
         *
         * @throws IllegalArgumentException for more than 16 pairs of metadata
         */
        public ResponseOptions build() {
            return new ResponseOptions(
                    outOfBand, overrides, input, metadata, providerData, uninterruptible);
        }
    }
}
