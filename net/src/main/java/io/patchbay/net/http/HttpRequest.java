package io.patchbay.net.http;

import io.patchbay.net.ProxySettings;
import io.patchbay.net.TlsSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One call of {@link HttpClient}, and how it is made.
 *
 * <p>Immutable. {@link #toString()} shows neither headers, query nor body.
 */
public final class HttpRequest {

    private final Builder settings;
    private final HttpHeaders headers;

    private HttpRequest(Builder settings) {
        this.settings = settings;
        this.headers = HttpHeaders.of(settings.headers);
    }

    /**
     * Starts a request.
     *
     * @param method GET, POST …
     * @param uri absolute, {@code http} or {@code https}
     */
    public static Builder builder(String method, URI uri) {
        return new Builder(method, uri);
    }

    /** The method in upper case. */
    public String method() {
        return settings.method;
    }

    /** Where the request goes. */
    public URI uri() {
        return settings.uri;
    }

    /** Headers besides host, content length and connection, which the client sets. */
    public HttpHeaders headers() {
        return headers;
    }

    /** The body; empty when there is none. Not a copy. */
    public byte[] body() {
        return settings.body;
    }

    /** Time for everything, from looking up the name to the end of the answer. */
    public Duration timeout() {
        return settings.timeout;
    }

    /** How long an answer's body may be, in bytes. */
    public int maxResponseBytes() {
        return settings.maxResponseBytes;
    }

    /** The proxy, where one is used. */
    public Optional<ProxySettings> proxy() {
        return settings.proxy;
    }

    /** Whom the client trusts. */
    public TlsSettings tls() {
        return settings.tls;
    }

    /** Whether {@code http} may leave this machine. */
    public boolean allowPlain() {
        return settings.allowPlain;
    }

    @Override
    public String toString() {
        return "HttpRequest["
                + method()
                + " "
                + uri().getScheme()
                + "://"
                + uri().getHost()
                + (uri().getPort() < 0 ? "" : ":" + uri().getPort())
                + uri().getPath()
                + "]";
    }

    /** Collects the settings of one request. Not for use by several threads. */
    public static final class Builder {

        private final String method;
        private final URI uri;
        private List<HttpHeaders.Header> headers = new ArrayList<>();
        private byte[] body = new byte[0];
        private Duration timeout = Duration.ofSeconds(30);
        private int maxResponseBytes = 1 << 20;
        private Optional<ProxySettings> proxy = Optional.empty();
        private TlsSettings tls = TlsSettings.defaults();
        private boolean allowPlain;

        private Builder(String method, URI uri) {
            this.method = new HttpHeaders.Header(method, "").name().toUpperCase(Locale.ROOT);
            this.uri = uri;
        }

        private Builder(Builder other) {
            this(other.method, other.uri);
            headers = List.copyOf(other.headers);
            body = other.body;
            timeout = other.timeout;
            maxResponseBytes = other.maxResponseBytes;
            proxy = other.proxy;
            tls = other.tls;
            allowPlain = other.allowPlain;
        }

        /** Adds a header. */
        public Builder header(String name, String value) {
            headers.add(new HttpHeaders.Header(name, value));
            return this;
        }

        /** Sends these bytes as the body; they are not copied. */
        public Builder body(String contentType, byte[] bytes) {
            body = bytes;
            return header("content-type", contentType);
        }

        /** Sends this text (UTF-8) as the body. */
        public Builder body(String contentType, String text) {
            return body(contentType, text.getBytes(StandardCharsets.UTF_8));
        }

        /** Time for the whole call; 30 s unless set. */
        public Builder timeout(Duration whole) {
            timeout = whole;
            return this;
        }

        /** Bound of the answer's body in bytes; 1 MiB unless set. */
        public Builder maxResponseBytes(int bytes) {
            maxResponseBytes = bytes;
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

        /** Allows {@code http} to other machines; refused unless set. */
        public Builder allowPlain(boolean allowed) {
            allowPlain = allowed;
            return this;
        }

        /** The request as set so far; the builder may go on. */
        public HttpRequest build() {
            return new HttpRequest(new Builder(this));
        }
    }
}
