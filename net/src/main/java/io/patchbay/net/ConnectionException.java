package io.patchbay.net;

import java.io.IOException;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Why there is no connection: one line that says what happened and what to do about it.
 *
 * <p>The message never holds a credential or a query string. {@link #body()} is what the server
 * sent, and is not part of the message.
 */
public final class ConnectionException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, for programs. */
    public enum Kind {
        /** The address or an option makes no sense; trying again does not help. */
        INVALID,
        /** A plain connection to something that is not this machine, which was not allowed. */
        PLAIN,
        /** The host name is unknown. */
        DNS,
        /** Nobody listens at the address. */
        REFUSED,
        /** The network does not lead there. */
        UNREACHABLE,
        /** The time for the whole connect or exchange is over. */
        TIMEOUT,
        /** The secure channel was not established: unknown issuer, wrong host, no TLS there. */
        TLS,
        /** The proxy refused, or is none. */
        PROXY,
        /** The server answered, but with a status that is not the expected one. */
        HTTP_STATUS,
        /** What the server sent is not the expected protocol. */
        PROTOCOL,
        /** An answer or a message is over its bound. */
        TOO_LARGE,
        /** The connection ended, or was closed here. */
        CLOSED
    }

    private final Kind kind;
    private final int status;
    private final String body;

    /** A failure without an answer of the server. */
    public ConnectionException(Kind kind, String message) {
        this(kind, message, 0, "");
    }

    /**
     * A failure that came with an HTTP answer.
     *
     * @param status the HTTP status, or 0 when there is none
     * @param body the beginning of the answer's body as text, or the empty string
     */
    public ConnectionException(Kind kind, String message, int status, String body) {
        super(Objects.requireNonNull(message));
        this.kind = Objects.requireNonNull(kind);
        this.status = status;
        this.body = Objects.requireNonNull(body);
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }

    /** The HTTP status of server or proxy, where one came. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** The beginning of the answer's body (at most 8 KiB) as text; empty when there was none. */
    public String body() {
        return body;
    }

    /** Not filled in: the line says it all, and the stack is that of an event loop. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
