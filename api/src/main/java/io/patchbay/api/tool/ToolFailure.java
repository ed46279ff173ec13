package io.patchbay.api.tool;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call that did not come to a result of the tool.
 *
 * @param kind why
 * @param tool the tool's name
 * @param callId the call
 * @param defaultMessage what the model is told when nobody has better words
 * @param thrown what the tool threw; null for every other kind
 */
public record ToolFailure(
        Kind kind, String tool, String callId, String defaultMessage, @Nullable Throwable thrown) {

    /** Why a call came to nothing. */
    public enum Kind {
        /** The tool threw. */
        EXCEPTION,
        /** It took too long. */
        TIMEOUT,
        /** Somebody refused consent. */
        REJECTED,
        /** Nobody gave consent in time. */
        EXPIRED
    }

    /** Checks for null. */
    public ToolFailure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(callId, "callId");
        Objects.requireNonNull(defaultMessage, "defaultMessage");
    }
}
