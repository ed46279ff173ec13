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
            new ResponseOptions(false, SessionConfig.EMPTY, null, Map.of(), null);

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

    /** One that speech may interrupt, as the session's policy says. */
    public ResponseOptions(
            boolean outOfBand,
            SessionConfig overrides,
            @Nullable List<Item> input,
            Map<String, String> metadata,
            @Nullable String providerData) {
        this(outOfBand, overrides, input, metadata, providerData, false);
    }

    /** The same, but the caller's speech leaves it alone until it is played to its end. */
    public ResponseOptions protectedFromSpeech() {
        return new ResponseOptions(outOfBand, overrides, input, metadata, providerData, true);
    }

    /** In the conversation, with these instructions for this once. */
    public static ResponseOptions instructions(String instructions) {
        return new ResponseOptions(
                false,
                SessionConfig.builder().instructions(instructions).build(),
                null,
                Map.of(),
                null);
    }

    /** Whether nothing differs. */
    public boolean isDefault() {
        return equals(DEFAULT);
    }
}
