package io.patchbay.net.fetch;

import static io.patchbay.net.Sockets.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.Certificates;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.Echo;
import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Peer;
import io.patchbay.net.Proxy;
import io.patchbay.net.ProxySettings;
import io.patchbay.net.Sockets;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Lines through a proxy, whatever they are made of, and what proxies do otherwise. */
@ExtendWith(Leaks.class)
@Timeout(60)
@NullUnmarked
class ProxyTest {

    private static final String PASSWORD = "pässword:of-mine";

    private final Sockets sockets = new Sockets();

    @AfterEach
    void close() {
        sockets.close();
    }

    private static String credentials() {
        return Base64.getEncoder()
                .encodeToString(("me:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void lines_of_all_kinds_go_through_a_proxy_that_asks_who_they_are(@TempDir Path folder)
            throws Exception {
        Certificates own = Certificates.selfSigned(folder, "ip:127.0.0.1");
        var server =
                sockets.serve(
                        HttpServerConfig.builder().http2(true).tls(own.identity()).build(),
                        HttpRoute.webSocket("/", upgrade -> upgrade.accept(new Echo())));
        try (var proxy = new Proxy(credentials())) {
            for (UpgradeFetch fetch :
                    List.of(UpgradeFetch.http1(), UpgradeFetch.http2(), UpgradeFetch.auto())) {
                var heard = new Heard();
                WebSocketConnection line =
                        get(
                                new WebSocketClient(sockets.loops, fetch)
                                        .connect(
                                                WebSocketRequest.builder(
                                                                URI.create(
                                                                        "wss://127.0.0.1:"
                                                                                + server.port()
                                                                                + "/"))
                                                        .tls(
                                                                TlsSettings.defaults()
                                                                        .trusting(
                                                                                List.of(
                                                                                        own
                                                                                                .certificate())))
                                                        .proxy(
                                                                proxy.settings()
                                                                        .withCredentials(
                                                                                "me", PASSWORD))
                                                        .build(),
                                                sockets.loops.next(),
                                                heard));
                get(line.sendText("through"));
                assertEquals("open", heard.next());
                assertEquals("text through", heard.next(), fetch.name());
                assertEquals(
                        fetch.name().equals("http1"),
                        line.headers().contains("sec-websocket-accept"),
                        fetch.name());
            }
            assertEquals(3, proxy.heads.size());
            assertTrue(proxy.heads.get(0).startsWith("CONNECT 127.0.0.1:" + server.port()));
        }
    }

    @Test
    void plain_http_2_goes_through_a_proxy() throws Exception {
        sockets.serve(
                HttpServerConfig.builder().http2(true).build(),
                HttpRoute.webSocket("/", upgrade -> upgrade.accept(new Echo())));
        try (var proxy = new Proxy(null)) {
            var heard = new Heard();
            WebSocketConnection line =
                    get(
                            new WebSocketClient(sockets.loops, UpgradeFetch.http2())
                                    .connect(
                                            WebSocketRequest.builder(sockets.url("/"))
                                                    .proxy(proxy.settings())
                                                    .build(),
                                            sockets.loops.next(),
                                            heard));
            get(line.sendText("through"));
            assertEquals("open", heard.next());
            assertEquals("text through", heard.next());
        }
    }

    /** What comes of a proxy that answers so. */
    private ConnectionException refusal(Peer.Behaviour behaviour) throws Exception {
        return refusal(Duration.ofMinutes(1), behaviour);
    }

    private ConnectionException refusal(Duration within, Peer.Behaviour behaviour)
            throws Exception {
        try (var peer = new Peer(behaviour)) {
            ConnectionException refusal =
                    sockets.refusal(
                            WebSocketRequest.builder(URI.create("wss://provider.test/v1?key=abc"))
                                    .proxy(
                                            ProxySettings.of("127.0.0.1", peer.port())
                                                    .withCredentials("me", PASSWORD))
                                    .connectTimeout(within)
                                    .build());
            String all = refusal.toString() + refusal.getMessage();
            assertFalse(all.contains(PASSWORD) || all.contains(credentials()), all);
            assertFalse(all.contains("key=abc"), all);
            return refusal;
        }
    }

    private ConnectionException refusal(String answer) throws Exception {
        return refusal(
                socket -> {
                    Peer.head(socket);
                    for (char c : answer.toCharArray()) {
                        Peer.say(socket, c); // in pieces of one byte
                    }
                });
    }

    @Test
    void a_refusal_has_the_status_and_the_body_of_the_proxy() throws Exception {
        ConnectionException refusal =
                refusal("HTTP/1.1 403 Forbidden\r\nContent-Length: 11\r\n\r\nnot allowed and more");
        assertEquals(Kind.PROXY, refusal.kind());
        assertEquals(403, refusal.status().orElseThrow());
        assertEquals("not allowed", refusal.body());
        assertTrue(refusal.getMessage().contains("provider.test:443"), refusal.getMessage());
        assertEquals(
                "until the end", refusal("HTTP/1.0 502 Bad Gateway\r\n\r\nuntil the end").body());
        assertEquals(
                "pieces",
                refusal(
                                "HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + "3\r\npie\r\n3\r\nces\r\n0\r\n\r\n")
                        .body());
    }

    @Test
    void a_body_that_never_ends_is_cut() throws Exception {
        ConnectionException refusal =
                refusal(
                        socket -> {
                            Peer.head(socket);
                            Peer.say(socket, "HTTP/1.1 403 Forbidden\r\n\r\n");
                            while (true) {
                                Peer.say(socket, "x".repeat(1000));
                            }
                        });
        assertEquals(403, refusal.status().orElseThrow());
        assertEquals(8192, refusal.body().length());
        ConnectionException stalled =
                refusal(
                        Duration.ofSeconds(3),
                        socket -> {
                            Peer.head(socket);
                            Peer.say(socket, "HTTP/1.1 403 No\r\nContent-Length: 9\r\n\r\nhalf");
                            Peer.rest(socket);
                        });
        assertEquals(403, stalled.status().orElseThrow());
        assertEquals("half", stalled.body());
    }

    @Test
    void what_a_proxy_wants_is_named() throws Exception {
        ConnectionException wrong =
                refusal(
                        "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                                + "Content-Length: 0\r\n\r\n");
        assertTrue(wrong.getMessage().contains("did not accept user and password"));
        ConnectionException other =
                refusal(
                        "HTTP/1.1 407 Who\r\nProxy-Authenticate: Negotiate\r\n"
                                + "Proxy-Authenticate: Digest realm=\"Basic\"\r\n"
                                + "Content-Length: 0\r\n\r\n");
        assertTrue(
                other.getMessage().contains("wants Negotiate or Digest authentication"),
                other.getMessage());
    }

    @Test
    void proxies_that_are_none_have_clear_errors() throws Exception {
        assertTrue(refusal("SSH-2.0-x\r\n\r\n").getMessage().contains("does not speak HTTP"));
        assertTrue(refusal("").getMessage().contains("closed the connection without an answer"));
        ConnectionException silent =
                refusal(
                        Duration.ofSeconds(3),
                        socket -> {
                            Peer.head(socket);
                            Peer.rest(socket);
                        });
        assertEquals(Kind.TIMEOUT, silent.kind());
        assertTrue(silent.getMessage().contains("waiting for the proxy"), silent.getMessage());
    }

    @Test
    void an_agreement_has_no_body_whatever_it_says() throws Exception {
        var request = new CompletableFuture<String>();
        try (var peer =
                new Peer(
                        socket -> {
                            request.complete(Peer.head(socket));
                            Peer.say(
                                    socket,
                                    "HTTP/1.1 100 Wait\r\n\r\nHTTP/1.1 201 Done\r\n"
                                            + "Content-Length: 1000\r\n\r\n");
                            Peer.say(socket, Peer.upgraded(Peer.head(socket)) + "\u0081\u0002hi");
                            Peer.rest(socket);
                        })) {
            var heard = new Heard();
            sockets.connect(
                    WebSocketRequest.builder(URI.create("ws://[::1]:81/"))
                            .proxy(ProxySettings.of("127.0.0.1", peer.port()))
                            .build(),
                    heard);
            assertEquals("open", heard.next());
            assertEquals("text hi", heard.next());
            assertTrue(
                    get(request).startsWith("CONNECT [::1]:81 HTTP/1.1\r\nhost: [::1]:81\r\n"),
                    get(request));
        }
    }
}
