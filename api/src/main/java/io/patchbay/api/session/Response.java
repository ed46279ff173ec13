package io.patchbay.api.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.ProviderError;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A response as the provider describes it.
 *
 * @param id its name
 * @param status how it stands
 * @param reason why it is cancelled or incomplete, in the provider's word ({@code turn_detected},
 *     {@code client_cancelled}, {@code max_output_tokens}, {@code content_filter}), or null
 * @param error why it failed, or null
 * @param output its items so far; empty at its start
 * @param outOfBand whether it runs beside the conversation
 * @param metadata what its request gave
 * @param usage what it cost; null until it is over
 */
public record Response(
        String id,
        Status status,
        @Nullable String reason,
        @Nullable ProviderError error,
        List<Item> output,
        boolean outOfBand,
        Map<String, String> metadata,
        @Nullable Usage usage) {

    /** How a response stands. */
    public enum Status {
        /** It runs. */
        IN_PROGRESS,
        /** It came to its end. */
        COMPLETED,
        /** It was stopped, by speech or by request. */
        CANCELLED,
        /** It was cut by a limit or a filter. */
        INCOMPLETE,
        /** The provider could not. */
        FAILED
    }

    /** Checks for null and copies. */
    public Response {
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(status, "status");
        output = List.copyOf(output);
        metadata = Map.copyOf(metadata);
    }
}
