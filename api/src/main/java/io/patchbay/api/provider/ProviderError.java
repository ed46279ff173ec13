package io.patchbay.api.provider;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a provider complains about.
 *
 * @param type its class of error, e.g. {@code invalid_request_error}
 * @param code its code, or null
 * @param message its words
 * @param param the field it means, or null
 * @param commandId the {@link io.patchbay.api.transport.Command#id()} that caused it, where the
 *     provider says, or null
 * @param severity what it means for the line
 */
public record ProviderError(
        String type,
        @Nullable String code,
        String message,
        @Nullable String param,
        @Nullable String commandId,
        Severity severity) {

    /** What an error means for the line. */
    public enum Severity {
        /** One command failed; the session goes on. */
        RECOVERABLE,
        /** The line is lost; a new one may work. */
        LINE_LOST,
        /** No line will work until a person does something: key, quota, account. Never retried. */
        FATAL
    }

    /** Checks for null. */
    public ProviderError {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(severity, "severity");
    }

    /** One line for a person: code and words. */
    public String summary() {
        return (code == null ? type : code)
                + ": "
                + message
                + (param == null ? "" : " (" + param + ")");
    }
}
