package io.patchbay.net.internal;

import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.websocket.WebSocketRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one opening handshake (RFC 6455, section 4.1; RFC 8441, section 5): what is
 * sent, and whether what came back opens a WebSocket.
 */
final class Handshake {

    private static final int LONGEST_BODY = 8192;

    /** Shorter values are words, not keys. */
    private static final int LEAST_SECRET = 8;

    /** Set by the handshake, whatever the request says. */
    private static final Set<String> OWN =
            Set.of(
                    "host",
                    "upgrade",
                    "connection",
                    "sec-websocket-key",
                    "sec-websocket-version",
                    "sec-websocket-protocol",
                    "sec-websocket-extensions");

    private final WebSocketRequest wanted;
    private final Target target;
    private final String fetch;
    private final boolean ours;
    private final String key = newKey();

    /**
     * A new handshake.
     *
     * @param fetch the name of who carries it, for messages
     * @param ours whether its failures are known to hold no secret
     */
    Handshake(WebSocketRequest wanted, Target target, String fetch, boolean ours) {
        this.wanted = wanted;
        this.target = target;
        this.fetch = fetch;
        this.ours = ours;
    }

    private static String newKey() {
        byte[] nonce = new byte[16];
        ThreadLocalRandom.current().nextBytes(nonce);
        return Base64.getEncoder().encodeToString(nonce);
    }

    /** What the fetch is asked. */
    HttpRequest request() {
        String scheme = target.secure() ? "https://" : "http://";
        HttpRequest.Builder get =
                HttpRequest.builder(
                                "GET",
                                URI.create(scheme + target.authority() + target.pathAndQuery()))
                        .timeout(wanted.connectTimeout())
                        .maxResponseBytes(LONGEST_BODY)
                        .tls(wanted.tls())
                        .allowPlain(wanted.allowPlain());
        wanted.proxy().ifPresent(get::proxy);
        for (HttpHeaders.Header line : wanted.headers().entries()) {
            if (!OWN.contains(line.name().toLowerCase(Locale.ROOT))) {
                get.header(line.name(), line.value());
            }
        }
        get.header("upgrade", "websocket")
                .header("connection", "upgrade")
                .header("sec-websocket-version", "13")
                .header("sec-websocket-key", key);
        if (!wanted.subprotocols().isEmpty()) {
            get.header("sec-websocket-protocol", String.join(", ", wanted.subprotocols()));
        }
        return get.build();
    }

    /** Why this is no open WebSocket, or null when it is one. */
    @Nullable ConnectionException check(UpgradeResponse answer) {
        boolean stream = answer.bytes() != null || answer.messages() != null;
        if (!agrees(answer)) {
            return Refusals.of(target, answer);
        }
        if (!stream) {
            return wrong(
                    "agreed to a WebSocket with "
                            + answer.status()
                            + ", but the fetch brought no stream of it");
        }
        String wrong = answer.messages() == null ? checkProof(answer) : null;
        if (wrong == null) {
            wrong = checkTerms(answer.headers());
        }
        return wrong == null ? null : wrong(wrong);
    }

    private static boolean agrees(UpgradeResponse answer) {
        int status = answer.status();
        return answer.version() == Version.HTTP_1_1
                ? status == 101
                : status >= 200 && status <= 299;
    }

    private @Nullable String checkProof(UpgradeResponse answer) {
        if (answer.version() != Version.HTTP_1_1) {
            return null; // RFC 8441, section 5: the stream itself is the proof
        }
        HttpHeaders headers = answer.headers();
        if (!lists(headers, "upgrade", "websocket") || !lists(headers, "connection", "upgrade")) {
            return "switched to something that is not WebSocket";
        }
        if (!Accept.of(key).equals(headers.first("sec-websocket-accept").orElse("").strip())) {
            return "gave the wrong proof of the WebSocket handshake; is a cache in between?";
        }
        return null;
    }

    private static boolean lists(HttpHeaders headers, String name, String token) {
        for (String line : headers.all(name)) {
            for (String value : line.split(",")) {
                if (value.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable String checkTerms(HttpHeaders headers) {
        if (headers.contains("sec-websocket-extensions")) {
            return "chose a WebSocket extension that was not offered";
        }
        Optional<String> chosen = subprotocol(headers);
        if (chosen.isPresent() && !wanted.subprotocols().contains(chosen.get())) {
            return "chose a subprotocol that was not offered";
        }
        return null;
    }

    /** The subprotocol that the server chose. */
    static Optional<String> subprotocol(HttpHeaders headers) {
        return headers.first("sec-websocket-protocol");
    }

    /** The time is over, and the fetch has said nothing. */
    ConnectionException noAnswer() {
        return new ConnectionException(
                Kind.TIMEOUT,
                "no connection to "
                        + target.hostAndPort()
                        + " within "
                        + wanted.connectTimeout().toMillis()
                        + " ms; the fetch '"
                        + fetch
                        + "' brought no answer");
    }

    /** The fetch answered nothing, where it has to answer or to fail. */
    ConnectionException nothing(String what) {
        return new ConnectionException(
                Kind.PROTOCOL, "the fetch '" + fetch + "' " + what + "; it breaks its contract");
    }

    /** What the fetch threw, or its stage ended with. */
    ConnectionException failed(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null
                && (cause instanceof CompletionException || cause instanceof ExecutionException)) {
            cause = cause.getCause();
        }
        if (cause instanceof ConnectionException known) {
            return ours ? known : discreet(known);
        }
        String why =
                cause instanceof IOException
                        ? cause.getClass().getSimpleName() + ": " + discreet(Failures.line(cause))
                        : Foreign.where(cause);
        return new ConnectionException(
                kind(cause),
                "no connection to "
                        + target.hostAndPort()
                        + "; the fetch '"
                        + fetch
                        + "' failed: "
                        + why);
    }

    private static Kind kind(Throwable cause) {
        if (cause.getClass().getSimpleName().endsWith("TimeoutException")) {
            return Kind.TIMEOUT; // there is one in every library
        }
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return Kind.DNS;
        }
        if (cause instanceof ConnectException) {
            return Kind.REFUSED;
        }
        if (cause instanceof SSLException) {
            return Kind.TLS;
        }
        return cause instanceof IllegalArgumentException ? Kind.INVALID : Kind.CLOSED;
    }

    private ConnectionException discreet(ConnectionException known) {
        String said = String.valueOf(known.getMessage());
        String line = discreet(said);
        return line.equals(said)
                ? known
                : new ConnectionException(
                        known.kind(), line, known.status().orElse(0), known.body());
    }

    /** Words of somebody else, who knew the credentials. */
    private String discreet(String words) {
        String line = words;
        String query = wanted.uri().getRawQuery();
        if (query != null && !query.isEmpty()) {
            line = line.replace(query, "***");
        }
        for (HttpHeaders.Header header : wanted.headers().entries()) {
            line = without(line, header.value());
            line = without(line, header.value().substring(header.value().lastIndexOf(' ') + 1));
        }
        for (String subprotocol : wanted.subprotocols()) {
            line = without(line, subprotocol.substring(subprotocol.indexOf('.') + 1));
        }
        return line;
    }

    private static String without(String line, String secret) {
        return secret.length() < LEAST_SECRET ? line : line.replace(secret, "***");
    }

    private ConnectionException wrong(String how) {
        return new ConnectionException(Kind.PROTOCOL, target.hostAndPort() + " " + how);
    }
}
