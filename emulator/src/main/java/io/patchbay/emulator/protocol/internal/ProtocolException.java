package io.patchbay.emulator.protocol.internal;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client asked for something that the protocol refuses. Ends as an {@code error} event or as the
 * JSON error of a REST call.
 */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The type of all errors that are the client's. */
    public static final String INVALID_REQUEST = "invalid_request_error";

    private final String type;
    private final String code;
    private final @Nullable String param;
    private final boolean fatal;

    private ProtocolException(
            String type, String code, String message, @Nullable String param, boolean fatal) {
        super(message, null, false, false);
        this.type = type;
        this.code = code;
        this.param = param;
        this.fatal = fatal;
    }

    /** An invalid request; the session goes on. */
    public static ProtocolException invalid(String code, String message, @Nullable String param) {
        return new ProtocolException(INVALID_REQUEST, code, message, param, false);
    }

    /** An error after which the session is closed. */
    public static ProtocolException fatalRequest(
            String code, String message, @Nullable String param) {
        return new ProtocolException(INVALID_REQUEST, code, message, param, true);
    }

    /** An error of any type; the session goes on. */
    public static ProtocolException of(String type, String code, String message) {
        return new ProtocolException(type, code, message, null, false);
    }

    /** An error of any type after which the session is closed. */
    public static ProtocolException fatal(String type, String code, String message) {
        return new ProtocolException(type, code, message, null, true);
    }

    /** A value of the wrong kind or outside the allowed values. */
    public static ProtocolException invalidValue(String message, String param) {
        return invalid("invalid_value", message, param);
    }

    /** The provider's error type. */
    public String type() {
        return type;
    }

    /** The provider's error code. */
    public String code() {
        return code;
    }

    /** Path of the offending field, if one is to blame. */
    public @Nullable String param() {
        return param;
    }

    /** Whether the session ends with this error. */
    public boolean fatal() {
        return fatal;
    }

    /** What the message says; never null here. */
    public String text() {
        String message = getMessage();
        return message == null ? code : message;
    }

    /** The error object, without an event id. */
    public ObjectNode toJson() {
        return Json.object()
                .put("type", type)
                .put("code", code)
                .put("message", text())
                .put("param", param);
    }
}
