package io.patchbay.net.websocket;

import static io.patchbay.net.Sockets.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.http.IncomingRequest;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Leaks.class)
@Timeout(30)
@NullUnmarked
class WebSocketConnectTest {

    private final Sockets sockets = open();
    private final Heard heard = new Heard();
    @TempDir Path folder;

    /** Loops, a server and a client, whatever it goes through. */
    Sockets open() {
        return new Sockets();
    }

    /** What is waited for when a server does not answer. */
    String lastWait() {
        return "waiting for the server's answer";
    }

    @AfterEach
    void close() {
        sockets.close();
    }

    private static WebSocketRequest.Builder to(String uri) {
        return WebSocketRequest.builder(URI.create(uri));
    }

    private ConnectionException refusedBy(Peer peer) throws Exception {
        return sockets.refusal(
                WebSocketRequest.builder(peer.url()).connectTimeout(Duration.ofSeconds(5)).build());
    }

    @Test
    void the_request_carries_path_query_headers_and_subprotocols() throws Exception {
        var seen = new CompletableFuture<IncomingRequest>();
        var offered = new CompletableFuture<List<String>>();
        sockets.serve(
                HttpRoute.webSocket(
                        "/v1/{what}",
                        upgrade -> {
                            seen.complete(upgrade.request());
                            offered.complete(upgrade.subprotocols());
                            upgrade.accept(
                                    WebSocketUpgrade.Acceptance.plain()
                                            .withSubprotocol("realtime")
                                            .withHeader("x-request-id", "42"),
                                    new Heard());
                        }));
        WebSocketConnection line =
                sockets.connect(
                        WebSocketRequest.builder(sockets.url("/v1/realtime?model=a%20b&x=1+2"))
                                .header("Authorization", "Bearer secret")
                                .subprotocols(List.of("realtime", "openai-insecure-api-key.secret"))
                                .build(),
                        heard);
        assertEquals("realtime", line.subprotocol().orElseThrow());
        assertEquals("42", line.headers().first("X-Request-Id").orElseThrow());
        IncomingRequest request = get(seen);
        assertEquals("/v1/realtime", request.path());
        assertEquals("realtime", request.pathParameters().get("what"));
        assertEquals("a b", request.queryParameter("model").orElseThrow());
        assertEquals("1 2", request.queryParameter("x").orElseThrow());
        assertEquals("Bearer secret", request.headers().first("authorization").orElseThrow());
        assertEquals(List.of("realtime", "openai-insecure-api-key.secret"), get(offered));
        assertFalse(request.toString().contains("secret"));
    }

    @Test
    void plain_to_another_machine_is_refused() throws Exception {
        ConnectionException refusal = sockets.refusal(to("ws://example.org/?key=secret").build());
        assertEquals(Kind.PLAIN, refusal.kind());
        assertFalse(refusal.getMessage().contains("secret"));
    }

    @Test
    void other_schemes_are_refused() throws Exception {
        assertEquals(Kind.INVALID, sockets.refusal(to("http://localhost/").build()).kind());
        assertEquals(Kind.INVALID, sockets.refusal(to("ws:/nothing").build()).kind());
        assertEquals(Kind.INVALID, sockets.refusal(to("ws://u:p@localhost/").build()).kind());
    }

    @Test
    void an_unknown_name_says_so() throws Exception {
        ConnectionException refusal = sockets.refusal(to("wss://no-such-host.invalid/").build());
        assertEquals(Kind.DNS, refusal.kind());
        assertTrue(refusal.getMessage().contains("no-such-host.invalid"));
    }

    @Test
    void a_closed_port_says_so() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ConnectionException refusal = sockets.refusal(to("ws://127.0.0.1:" + port + "/").build());
        assertEquals(Kind.REFUSED, refusal.kind());
        assertTrue(refusal.getMessage().startsWith("127.0.0.1:" + port + " refused"));
    }

    @Test
    void a_server_that_never_answers_runs_into_the_deadline() throws Exception {
        try (var peer = new Peer(Peer::rest)) {
            ConnectionException refusal =
                    sockets.refusal(
                            WebSocketRequest.builder(peer.url())
                                    .connectTimeout(Duration.ofMillis(150))
                                    .build());
            assertEquals(Kind.TIMEOUT, refusal.kind());
            assertTrue(refusal.getMessage().endsWith(lastWait()), refusal.getMessage());
        }
    }

    @Test
    void a_server_that_closes_in_the_middle_of_the_handshake_says_so() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.head(socket);
                            Peer.say(socket, "HTTP/1.1 101 Switching Pro");
                        })) {
            ConnectionException refusal = refusedBy(peer);
            assertEquals(Kind.CLOSED, refusal.kind());
        }
    }

    @Test
    void garbage_instead_of_http_says_so() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.head(socket);
                            Peer.say(socket, "220 smtp.example.org ESMTP\r\n\r\n");
                            Peer.rest(socket);
                        })) {
            assertEquals(Kind.PROTOCOL, refusedBy(peer).kind());
        }
    }

    @Test
    void a_wrong_proof_of_the_handshake_is_refused() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            String other = "sec-websocket-key:AAAAAAAAAAAAAAAAAAAAAA==\r\n";
                            Peer.head(socket);
                            Peer.say(socket, Peer.upgraded(other));
                            Peer.rest(socket);
                        })) {
            assertEquals(Kind.PROTOCOL, refusedBy(peer).kind());
        }
    }

    @Test
    void a_header_with_control_characters_is_refused() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            String answer = Peer.upgraded(Peer.head(socket));
                            Peer.say(
                                    socket,
                                    answer.replace("Connection:", "X: a\u0001b\r\nConnection:"));
                            Peer.rest(socket);
                        })) {
            assertEquals(Kind.PROTOCOL, refusedBy(peer).kind());
        }
    }

    @Test
    void a_subprotocol_that_was_not_offered_is_refused() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            String answer = Peer.upgraded(Peer.head(socket));
                            Peer.say(
                                    socket,
                                    answer.replace(
                                            "Connection:",
                                            "Sec-WebSocket-Protocol: other\r\nConnection:"));
                            Peer.rest(socket);
                        })) {
            assertEquals(Kind.PROTOCOL, refusedBy(peer).kind());
        }
    }

    @Test
    void a_rejection_brings_status_and_body_but_no_secret_in_its_line() throws Exception {
        sockets.serve(
                HttpRoute.webSocket(
                        "/",
                        upgrade ->
                                upgrade.reject(HttpResponse.json(401, "{\"error\":\"bad key\"}"))));
        ConnectionException refusal =
                sockets.refusal(
                        WebSocketRequest.builder(sockets.url("/?key=secret"))
                                .header("Authorization", "Bearer secret")
                                .build());
        assertEquals(Kind.HTTP_STATUS, refusal.kind());
        assertEquals(401, refusal.status().orElseThrow());
        assertEquals("{\"error\":\"bad key\"}", refusal.body());
        assertTrue(refusal.getMessage().contains("check the credentials"));
        assertFalse(refusal.getMessage().contains("secret"));
    }

    @Test
    void an_endless_body_of_a_rejection_is_cut() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.head(socket);
                            Peer.say(socket, "HTTP/1.1 500 Oops\r\n\r\n");
                            while (true) {
                                Peer.say(socket, "x".repeat(1000));
                            }
                        })) {
            ConnectionException refusal = refusedBy(peer);
            assertEquals(500, refusal.status().orElseThrow());
            assertEquals(8192, refusal.body().length());
        }
    }

    private ConnectionException refusedWith(HttpResponse answer) throws Exception {
        try (HttpServer server =
                sockets.serve(HttpRoute.webSocket("/", upgrade -> upgrade.reject(answer)))) {
            return sockets.refusal(
                    WebSocketRequest.builder(
                                    URI.create("ws://127.0.0.1:" + server.port() + "/?model=m"))
                            .build());
        }
    }

    @Test
    void a_redirect_is_not_followed_and_says_where_it_leads() throws Exception {
        ConnectionException refusal =
                refusedWith(
                        new HttpResponse(
                                302,
                                HttpHeaders.of("location", "https://me@far.example/a?key=x"),
                                new byte[0]));
        assertEquals(302, refusal.status().orElseThrow());
        assertTrue(
                refusal.getMessage().endsWith("use the final address: wss://far.example/a"),
                refusal.getMessage());
        String here =
                refusedWith(new HttpResponse(308, HttpHeaders.of("location", "/b"), new byte[0]))
                        .getMessage();
        assertTrue(here.matches(".*use the final address: ws://127.0.0.1:\\d+/b"), here);
        for (String odd :
                List.of("mailto:me@far.example", ":// ?", "https://h/" + "p".repeat(999))) {
            String words =
                    refusedWith(new HttpResponse(301, HttpHeaders.of("location", odd), new byte[0]))
                            .getMessage();
            assertTrue(words.endsWith("use the final address"), words);
        }
    }

    @Test
    void a_server_that_says_when_to_come_back_is_quoted() throws Exception {
        assertTrue(
                refusedWith(new HttpResponse(429, HttpHeaders.of("retry-after", "7"), new byte[0]))
                        .getMessage()
                        .endsWith("try again in 7 s"));
        assertTrue(
                refusedWith(
                                new HttpResponse(
                                        503, HttpHeaders.of("retry-after", "soon"), new byte[0]))
                        .getMessage()
                        .endsWith("try later"));
    }

    @Test
    void giving_up_ends_the_attempt() throws Exception {
        var closed = new CountDownLatch(1);
        var connected = new CountDownLatch(1);
        try (var peer =
                new Peer(
                        socket -> {
                            connected.countDown();
                            Peer.rest(socket);
                            closed.countDown();
                        })) {
            var attempt =
                    sockets.client
                            .connect(
                                    WebSocketRequest.builder(peer.url()).build(),
                                    sockets.loops.next(),
                                    heard)
                            .toCompletableFuture();
            assertTrue(connected.await(5, TimeUnit.SECONDS));
            attempt.cancel(false);
            assertTrue(closed.await(5, TimeUnit.SECONDS));
        }
    }

    private int serveTls(Certificates certificates) throws Exception {
        HttpServer server =
                sockets.serve(
                        HttpServerConfig.builder().tls(certificates.identity()).build(),
                        HttpRoute.webSocket("/", upgrade -> upgrade.accept(new Echo())));
        return server.port();
    }

    private static TlsSettings trusting(Certificates certificates) {
        return TlsSettings.defaults().trusting(List.of(certificates.certificate()));
    }

    @Test
    void tls_works_with_a_trusted_certificate_of_the_right_host() throws Exception {
        var mine = Certificates.selfSigned(folder, "dns:localhost,ip:127.0.0.1");
        int port = serveTls(mine);
        for (String host : List.of("localhost", "127.0.0.1")) {
            var listener = new Heard();
            WebSocketConnection line =
                    sockets.connect(
                            to("wss://" + host + ":" + port + "/").tls(trusting(mine)).build(),
                            listener);
            get(line.sendText("secret talk"));
            get(line.sendBinary(java.nio.ByteBuffer.allocate(200_000)));
            assertEquals("open", listener.next());
            assertEquals("text secret talk", listener.next());
            assertEquals("binary 200000", listener.next());
            get(line.close(1000, ""));
            assertTrue(listener.close().clean());
        }
    }

    @Test
    void a_certificate_of_another_host_is_refused() throws Exception {
        var mine = Certificates.selfSigned(folder, "dns:elsewhere.example");
        int port = serveTls(mine);
        ConnectionException refusal =
                sockets.refusal(to("wss://localhost:" + port + "/").tls(trusting(mine)).build());
        assertEquals(Kind.TLS, refusal.kind());
        assertTrue(refusal.getMessage().contains("does not prove that this is localhost"));
    }

    @Test
    void an_untrusted_certificate_is_refused() throws Exception {
        int port = serveTls(Certificates.selfSigned(folder, "dns:localhost"));
        ConnectionException refusal = sockets.refusal(to("wss://localhost:" + port + "/").build());
        assertEquals(Kind.TLS, refusal.kind());
        assertTrue(refusal.getMessage().contains("add its issuer"), refusal.getMessage());
    }

    @Test
    void a_server_without_tls_is_told_apart() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
                            Peer.rest(socket);
                        })) {
            ConnectionException refusal =
                    sockets.refusal(to("wss://127.0.0.1:" + peer.port() + "/").build());
            assertEquals(Kind.TLS, refusal.kind());
            assertTrue(refusal.getMessage().contains("does not speak TLS"), refusal.getMessage());
        }
    }

    @Test
    void a_server_that_closes_in_the_middle_of_tls_is_told_apart() throws Exception {
        try (var peer = new Peer(socket -> socket.getInputStream().readNBytes(20))) {
            ConnectionException refusal =
                    sockets.refusal(to("wss://127.0.0.1:" + peer.port() + "/").build());
            assertEquals(Kind.CLOSED, refusal.kind());
        }
    }

    @Test
    void a_proxy_tunnels_plain_and_tls() throws Exception {
        var mine = Certificates.selfSigned(folder, "dns:localhost");
        int port = serveTls(mine);
        try (var proxy = new Proxy("dXNlcjpwYXNz")) {
            WebSocketConnection line =
                    sockets.connect(
                            to("wss://localhost:" + port + "/")
                                    .tls(trusting(mine))
                                    .proxy(proxy.settings().withCredentials("user", "pass"))
                                    .build(),
                            heard);
            get(line.sendText("through"));
            assertEquals("open", heard.next());
            assertEquals("text through", heard.next());
            assertTrue(proxy.heads.get(0).startsWith("CONNECT localhost:" + port + " HTTP/1.1"));
        }
    }

    @Test
    void a_plain_line_goes_through_a_proxy_too() throws Exception {
        sockets.serve(HttpRoute.webSocket("/", upgrade -> upgrade.accept(new Echo())));
        try (var proxy = new Proxy(null)) {
            WebSocketConnection line =
                    sockets.connect(
                            WebSocketRequest.builder(sockets.url("/"))
                                    .proxy(proxy.settings())
                                    .build(),
                            heard);
            get(line.sendText("through"));
            assertEquals("open", heard.next());
            assertEquals("text through", heard.next());
        }
    }

    @Test
    void a_proxy_that_wants_other_credentials_says_so() throws Exception {
        try (var proxy = new Proxy("dXNlcjpwYXNz")) {
            ConnectionException refusal =
                    sockets.refusal(
                            to("wss://localhost:1/")
                                    .proxy(proxy.settings().withCredentials("user", "wrong-secret"))
                                    .build());
            assertEquals(Kind.PROXY, refusal.kind());
            assertEquals(407, refusal.status().orElseThrow());
            assertTrue(refusal.getMessage().contains("did not accept user and password"));
            assertFalse(refusal.getMessage().contains("wrong-secret"));
        }
    }

    @Test
    void a_proxy_that_does_not_reach_the_target_says_so() throws Exception {
        try (var proxy = new Proxy(null)) {
            ConnectionException refusal =
                    sockets.refusal(to("ws://127.0.0.1:1/").proxy(proxy.settings()).build());
            assertEquals(Kind.PROXY, refusal.kind());
            assertEquals(502, refusal.status().orElseThrow());
        }
    }

    @Test
    void a_proxy_is_read_from_its_usual_form() {
        var proxy = ProxySettings.parse("http://me:my%3Apw@proxy.example:3128");
        assertEquals("proxy.example", proxy.host());
        assertEquals(3128, proxy.port());
        assertEquals("me", proxy.user().orElseThrow());
        assertEquals("my:pw", proxy.password());
        assertFalse(proxy.toString().contains("my"));
        assertThrows(IllegalArgumentException.class, () -> ProxySettings.parse("socks5://x:1"));
    }
}
