package io.patchbay.net.http;

import io.patchbay.net.TlsIdentity;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Where a server listens, and its limits. Immutable. */
public final class HttpServerConfig {

    private final Builder settings;

    private HttpServerConfig(Builder settings) {
        this.settings = settings;
    }

    /** Starts with loopback, a free port and the defaults named at each setting. */
    public static Builder builder() {
        return new Builder();
    }

    /** The address to bind. */
    public String host() {
        return settings.host;
    }

    /** The port to bind; 0 picks a free one. */
    public int port() {
        return settings.port;
    }

    /** Bound of the request line in bytes; over it 414. */
    public int maxRequestLineBytes() {
        return settings.maxRequestLineBytes;
    }

    /** Bound of all headers in bytes; over it 431. */
    public int maxHeaderBytes() {
        return settings.maxHeaderBytes;
    }

    /** Bound of the number of headers; over it 431. */
    public int maxHeaders() {
        return settings.maxHeaders;
    }

    /** Bound of open connections; one more is answered 503 and closed. */
    public int maxConnections() {
        return settings.maxConnections;
    }

    /** How long a connection may take for a request's head, for its body, and between two. */
    public Duration idleTimeout() {
        return settings.idleTimeout;
    }

    /** How long a route may take to let a request in, and to answer it; over it 503. */
    public Duration responseTimeout() {
        return settings.responseTimeout;
    }

    /** How long {@link HttpServer#close()} waits for running exchanges. */
    public Duration shutdownTimeout() {
        return settings.shutdownTimeout;
    }

    /** The server's certificate and key; without it the server is plain. */
    public Optional<TlsIdentity> tls() {
        return settings.tls;
    }

    /** Whether HTTP/2 is spoken on the same port as HTTP/1.1. */
    public boolean http2() {
        return settings.http2;
    }

    /** How many requests and WebSockets one connection of HTTP/2 may have at a time. */
    public int maxStreams() {
        return settings.maxStreams;
    }

    /** Makes the bodies of the server's own error answers. */
    public ErrorAnswers errors() {
        return settings.errors;
    }

    /** Makes the answers to requests that reach no route, such as 404 or 413. */
    @ConsumerType
    @FunctionalInterface
    public interface ErrorAnswers {

        /**
         * Makes one answer. On an event loop.
         *
         * @param status of the answer
         * @param message one line for people
         */
        HttpResponse answer(int status, String message);
    }

    /** Collects the settings of a server. Not for use by several threads. */
    public static final class Builder {

        private String host = "127.0.0.1";
        private int port;
        private int maxRequestLineBytes = 8192;
        private int maxHeaderBytes = 16384;
        private int maxHeaders = 100;
        private int maxConnections = 4096;
        private Duration idleTimeout = Duration.ofSeconds(60);
        private Duration responseTimeout = Duration.ofSeconds(60);
        private Duration shutdownTimeout = Duration.ofSeconds(2);
        private Optional<TlsIdentity> tls = Optional.empty();
        private boolean http2;
        private int maxStreams = 100;
        private ErrorAnswers errors = (status, message) -> HttpResponse.text(status, message);

        private Builder() {}

        private Builder(Builder other) {
            host = other.host;
            port = other.port;
            maxRequestLineBytes = other.maxRequestLineBytes;
            maxHeaderBytes = other.maxHeaderBytes;
            maxHeaders = other.maxHeaders;
            maxConnections = other.maxConnections;
            idleTimeout = other.idleTimeout;
            responseTimeout = other.responseTimeout;
            shutdownTimeout = other.shutdownTimeout;
            tls = other.tls;
            http2 = other.http2;
            maxStreams = other.maxStreams;
            errors = other.errors;
        }

        /** Binds this address; 127.0.0.1 unless set. */
        public Builder host(String address) {
            host = address;
            return this;
        }

        /**
         * Binds this port; 0 unless set, which picks a free one.
         *
         * @throws IllegalArgumentException when it is no port
         */
        public Builder port(int number) {
            if (number < 0 || number > 65535) {
                throw new IllegalArgumentException("a port is 0 to 65535: " + number);
            }
            port = number;
            return this;
        }

        /** Bounds the request line; 8 KiB unless set. */
        public Builder maxRequestLineBytes(int bytes) {
            maxRequestLineBytes = positive(bytes);
            return this;
        }

        /** Bounds all headers together; 16 KiB unless set. */
        public Builder maxHeaderBytes(int bytes) {
            maxHeaderBytes = positive(bytes);
            return this;
        }

        /** Bounds the number of headers; 100 unless set. */
        public Builder maxHeaders(int count) {
            maxHeaders = positive(count);
            return this;
        }

        /** Bounds the open connections; 4096 unless set. */
        public Builder maxConnections(int count) {
            maxConnections = positive(count);
            return this;
        }

        /** Closes connections on which no request is complete for so long; 60 s unless set. */
        public Builder idleTimeout(Duration time) {
            idleTimeout = time;
            return this;
        }

        /** Answers 503 when a route takes longer; 60 s unless set. */
        public Builder responseTimeout(Duration time) {
            responseTimeout = time;
            return this;
        }

        /** Waits so long for running exchanges when the server is closed; 2 s unless set. */
        public Builder shutdownTimeout(Duration time) {
            shutdownTimeout = time;
            return this;
        }

        /** Serves TLS with this identity. */
        public Builder tls(TlsIdentity identity) {
            tls = Optional.of(identity);
            return this;
        }

        /**
         * Speaks HTTP/2 too, and WebSocket over it (RFC 8441): where the TLS handshake chooses it,
         * and without TLS where the client begins with it. Off unless set: it lets one connection
         * ask for more at a time. Where Netty's codec for it is missing nothing changes.
         *
         * <p>Each request or WebSocket of a connection beyond the first counts as a connection more
         * against {@link #maxConnections}.
         */
        public Builder http2(boolean spoken) {
            http2 = spoken;
            return this;
        }

        /** Bounds what one connection of HTTP/2 asks for at a time; 100 unless set. */
        public Builder maxStreams(int count) {
            maxStreams = positive(count);
            return this;
        }

        /** Makes error answers this way; one line of plain text unless set. */
        public Builder errors(ErrorAnswers answers) {
            errors = answers;
            return this;
        }

        /** The configuration as set so far; the builder may go on. */
        public HttpServerConfig build() {
            return new HttpServerConfig(new Builder(this));
        }

        private static int positive(int value) {
            if (value < 1) {
                throw new IllegalArgumentException("a bound is at least 1: " + value);
            }
            return value;
        }
    }
}
