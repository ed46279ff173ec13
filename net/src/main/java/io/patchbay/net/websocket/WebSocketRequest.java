package io.patchbay.net.websocket;

import io.patchbay.net.ProxySettings;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.http.HttpHeaders;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a client connects to, and how.
 *
 * <p>Immutable. {@link #toString()} shows neither headers, subprotocols nor query, since each may
 * hold a credential.
 */
public final class WebSocketRequest {

    private final Builder settings;
    private final HttpHeaders headers;

    private WebSocketRequest(Builder settings) {
        this.settings = settings;
        this.headers = HttpHeaders.of(settings.headers);
    }

    /**
     * Starts a request.
     *
     * @param uri absolute, {@code ws} or {@code wss}
     */
    public static Builder builder(URI uri) {
        return new Builder(uri);
    }

    /** Where the request goes. */
    public URI uri() {
        return settings.uri;
    }

    /** Headers besides those of the upgrade itself. */
    public HttpHeaders headers() {
        return headers;
    }

    /** The subprotocols offered, preferred first. */
    public List<String> subprotocols() {
        return settings.subprotocols;
    }

    /** Time for everything: name, TCP, proxy, TLS, upgrade. */
    public Duration connectTimeout() {
        return settings.connectTimeout;
    }

    /** Bounds and times of the connection. */
    public WebSocketSettings settings() {
        return settings.connection;
    }

    /** The proxy, where one is used. */
    public Optional<ProxySettings> proxy() {
        return settings.proxy;
    }

    /** Whom the client trusts. */
    public TlsSettings tls() {
        return settings.tls;
    }

    /** Whether {@code ws} may leave this machine. */
    public boolean allowPlain() {
        return settings.allowPlain;
    }

    @Override
    public String toString() {
        return "WebSocketRequest["
                + uri().getScheme()
                + "://"
                + uri().getHost()
                + (uri().getPort() < 0 ? "" : ":" + uri().getPort())
                + uri().getPath()
                + "]";
    }

    /** Collects the settings of one request. Not for use by several threads. */
    public static final class Builder {

        private final URI uri;
        private List<HttpHeaders.Header> headers = new ArrayList<>();
        private List<String> subprotocols = List.of();
        private Duration connectTimeout = Duration.ofSeconds(10);
        private WebSocketSettings connection = WebSocketSettings.defaults();
        private Optional<ProxySettings> proxy = Optional.empty();
        private TlsSettings tls = TlsSettings.defaults();
        private boolean allowPlain;

        private Builder(URI uri) {
            this.uri = uri;
        }

        private Builder(Builder other) {
            this(other.uri);
            headers = List.copyOf(other.headers);
            subprotocols = other.subprotocols;
            connectTimeout = other.connectTimeout;
            connection = other.connection;
            proxy = other.proxy;
            tls = other.tls;
            allowPlain = other.allowPlain;
        }

        /** Adds a header. */
        public Builder header(String name, String value) {
            headers.add(new HttpHeaders.Header(name, value));
            return this;
        }

        /**
         * Offers these subprotocols. The server chooses one of them or none; any other choice fails
         * the connect.
         *
         * @throws IllegalArgumentException when one is no token; the message does not repeat it
         */
        public Builder subprotocols(List<String> offered) {
            for (String protocol : offered) {
                if (!protocol.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                    throw new IllegalArgumentException("a subprotocol holds no blank or separator");
                }
            }
            subprotocols = List.copyOf(offered);
            return this;
        }

        /** Time for the whole connect; 10 s unless set. */
        public Builder connectTimeout(Duration whole) {
            connectTimeout = whole;
            return this;
        }

        /** Sets bounds and times of the connection. */
        public Builder settings(WebSocketSettings of) {
            connection = of;
            return this;
        }

        /** Goes through a proxy. */
        public Builder proxy(ProxySettings through) {
            proxy = Optional.of(through);
            return this;
        }

        /** Trusts others than the Java runtime does. */
        public Builder tls(TlsSettings trust) {
            tls = trust;
            return this;
        }

        /** Allows {@code ws} to other machines; refused unless set. */
        public Builder allowPlain(boolean allowed) {
            allowPlain = allowed;
            return this;
        }

        /** The request as set so far; the builder may go on. */
        public WebSocketRequest build() {
            return new WebSocketRequest(new Builder(this));
        }
    }
}
