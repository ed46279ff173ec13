package io.patchbay.net.http;

import static io.patchbay.net.Sockets.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.Certificates;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Peer;
import io.patchbay.net.Proxy;
import io.patchbay.net.Sockets;
import io.patchbay.net.TlsSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Leaks.class)
@Timeout(30)
@NullUnmarked
class HttpServerTest {

    private static final HttpHandler.Exchange BODY_BACK =
            exchange ->
                    exchange.respond(
                            HttpResponse.text(
                                    200,
                                    exchange.request().method()
                                            + " "
                                            + exchange.request().path()
                                            + " "
                                            + exchange.request().pathParameters()
                                            + " "
                                            + new String(exchange.body(), StandardCharsets.UTF_8)));

    private final Sockets sockets = new Sockets();
    private final HttpClient client = new HttpClient(sockets.loops);
    private HttpServer server;
    @TempDir Path folder;

    @AfterEach
    void close() {
        sockets.close();
    }

    private void serve(HttpRoute... routes) throws IOException {
        server = sockets.serve(routes);
    }

    private HttpRequest.Builder request(String method, String path) {
        return HttpRequest.builder(method, URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse call(String method, String path) throws Exception {
        return get(client.send(request(method, path).build()));
    }

    /** Sends raw bytes and reads the answer to the end of the line. */
    private String raw(String bytes) throws Exception {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            Peer.say(socket, bytes);
            return new String(Peer.rest(socket), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void routes_are_found_by_method_and_path_the_most_literal_first() throws Exception {
        serve(
                HttpRoute.of("GET", "/v1/calls/{id}", BODY_BACK),
                HttpRoute.of("GET", "/v1/calls/mine", e -> e.respond(HttpResponse.text(200, "m"))),
                HttpRoute.of("POST", "/v1/calls/{id}/accept", BODY_BACK),
                HttpRoute.of("GET", "/assets/*", BODY_BACK));
        assertEquals("GET /v1/calls/rtc_1 {id=rtc_1} ", call("GET", "/v1/calls/rtc_1").text());
        assertEquals("m", call("GET", "/v1/calls/mine").text());
        assertEquals("GET /assets/a/b.js {} ", call("GET", "/assets/a/b.js").text());
        assertEquals("GET /v1/calls/a/b {id=a/b} ", call("GET", "/v1/calls/a%2Fb").text());
        HttpResponse answer =
                get(
                        client.send(
                                request("POST", "/v1/calls/x/accept")
                                        .body("application/json", "{}")
                                        .build()));
        assertEquals("POST /v1/calls/x/accept {id=x} {}", answer.text());
    }

    @Test
    void what_is_not_there_is_404_or_405_or_426() throws Exception {
        serve(
                HttpRoute.of("POST", "/a", BODY_BACK),
                HttpRoute.of("GET", "/a", BODY_BACK),
                HttpRoute.webSocket("/ws", upgrade -> upgrade.accept(new Heard())));
        assertEquals(404, call("GET", "/b").status());
        assertEquals(404, call("GET", "/").status());
        HttpResponse answer = call("DELETE", "/a");
        assertEquals(405, answer.status());
        assertEquals("GET, POST", answer.headers().first("Allow").orElseThrow());
        assertEquals(426, call("GET", "/ws").status());
        assertEquals(405, call("POST", "/ws").status());
    }

    @Test
    void a_page_and_a_web_socket_may_share_a_path() throws Exception {
        serve(
                HttpRoute.of("GET", "/x", BODY_BACK),
                HttpRoute.webSocket("/x", upgrade -> upgrade.accept(new Heard())));
        assertEquals(200, call("GET", "/x").status());
        assertTrue(sockets.connect("/x", new Heard()).isOpen());
    }

    @Test
    void options_are_a_method_like_others() throws Exception {
        serve(
                HttpRoute.of(
                        "OPTIONS",
                        "/*",
                        e ->
                                e.respond(
                                        HttpResponse.of(204)
                                                .with("access-control-allow-origin", "*"))));
        HttpResponse answer = call("OPTIONS", "/v1/realtime/calls");
        assertEquals(204, answer.status());
        assertEquals("*", answer.headers().first("Access-Control-Allow-Origin").orElseThrow());
    }

    @Test
    void head_is_answered_without_body() throws Exception {
        serve(HttpRoute.of("GET", "/", e -> e.respond(HttpResponse.text(200, "12345"))));
        HttpResponse answer = call("HEAD", "/");
        assertEquals("5", answer.headers().first("content-length").orElseThrow());
        assertEquals(0, answer.body().length);
    }

    @Test
    void a_path_that_climbs_is_refused_however_it_is_written() throws Exception {
        serve(HttpRoute.of("GET", "/files/*", BODY_BACK));
        for (String path :
                List.of(
                        "/files/../secret",
                        "/files/.",
                        "/files/%2e%2e/secret",
                        "/files/a%2f..%2f..%2fsecret",
                        "/files/a%5c..%5csecret",
                        "/files/a%00.png",
                        "http://x/files/../secret")) {
            String answer =
                    raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertTrue(answer.startsWith("HTTP/1.1 400 "), path + ": " + answer);
        }
        assertEquals("GET /files/a..b/.c/... {} ", call("GET", "/files/a..b/.c/...").text());
    }

    @Test
    void routes_come_and_go_while_the_server_runs() throws Exception {
        serve();
        HttpRoute route = HttpRoute.of("GET", "/late", BODY_BACK);
        assertEquals(404, call("GET", "/late").status());
        server.add(route);
        assertEquals(200, call("GET", "/late").status());
        assertThrows(
                IllegalArgumentException.class,
                () -> server.add(HttpRoute.of("GET", "/late", BODY_BACK)));
        assertThrows(
                IllegalArgumentException.class,
                () -> server.add(HttpRoute.of("GET", "no-slash", BODY_BACK)));
        assertTrue(server.remove(route));
        assertFalse(server.remove(route));
        assertEquals(404, call("GET", "/late").status());
    }

    private record Guarded(
            HttpHandler handler,
            java.util.function.UnaryOperator<CompletionStage<Optional<HttpResponse>>> delay)
            implements HttpRoute {

        Guarded(HttpHandler handler) {
            this(handler, decision -> decision);
        }

        @Override
        public String method() {
            return "POST";
        }

        @Override
        public String path() {
            return "/guarded";
        }

        @Override
        public int maxBodyBytes() {
            return 10;
        }

        @Override
        public CompletionStage<Optional<HttpResponse>> authenticate(IncomingRequest request) {
            Optional<HttpResponse> refusal =
                    request.headers().first("authorization").orElse("").equals("Bearer good")
                            ? Optional.empty()
                            : Optional.of(HttpResponse.json(401, "{}"));
            return delay.apply(CompletableFuture.supplyAsync(() -> refusal));
        }
    }

    private static final String GUARDED =
            "POST /guarded HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + "Authorization: Bearer good\r\nContent-Length: 3\r\n\r\nabc";

    @Test
    void a_route_that_never_lets_in_is_503() throws Exception {
        server =
                sockets.serve(
                        HttpServerConfig.builder().responseTimeout(Duration.ofMillis(100)).build(),
                        new Guarded(BODY_BACK, decision -> new CompletableFuture<>()));
        String answer = raw(GUARDED);
        assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
    }

    @Test
    void a_route_may_take_longer_to_let_in_than_a_connection_may_idle() throws Exception {
        var afterIdle =
                CompletableFuture.delayedExecutor(
                        300, java.util.concurrent.TimeUnit.MILLISECONDS, Runnable::run);
        server =
                sockets.serve(
                        HttpServerConfig.builder().idleTimeout(Duration.ofMillis(100)).build(),
                        new Guarded(
                                BODY_BACK, decision -> decision.thenApplyAsync(d -> d, afterIdle)));
        String answer = raw(GUARDED);
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        assertTrue(answer.endsWith(" abc"), answer);
    }

    @Test
    void a_route_authenticates_before_the_body_is_read_and_bounds_it() throws Exception {
        serve(new Guarded(BODY_BACK));
        HttpRequest.Builder post = request("POST", "/guarded").body("text/plain", "0123456789");
        assertEquals(401, get(client.send(post.build())).status());
        HttpResponse good = get(client.send(post.header("Authorization", "Bearer good").build()));
        assertEquals(200, good.status());
        assertTrue(good.text().endsWith("0123456789"));
        HttpRequest tooLong =
                request("POST", "/guarded")
                        .header("Authorization", "Bearer good")
                        .body("text/plain", "0123456789A")
                        .build();
        assertEquals(413, get(client.send(tooLong)).status());
        assertTrue(
                raw("POST /guarded HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "8\r\n01234567\r\n8\r\n01234567\r\n0\r\n\r\n")
                        .startsWith("HTTP/1.1 413 "));
    }

    @Test
    void a_client_that_asks_first_is_told_to_continue_or_not() throws Exception {
        serve(new Guarded(BODY_BACK));
        String head =
                "POST /guarded HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                        + "Expect: 100-continue\r\nContent-Length: 3\r\n";
        try (var socket = new Socket("127.0.0.1", server.port())) {
            Peer.say(socket, head + "Authorization: Bearer good\r\n\r\n");
            assertTrue(Peer.head(socket).startsWith("HTTP/1.1 100 "));
            Peer.say(socket, "abc");
            assertTrue(Peer.head(socket).startsWith("HTTP/1.1 200 "));
        }
        assertTrue(raw(head + "\r\n").startsWith("HTTP/1.1 401 "));
    }

    @Test
    void malformed_and_oversized_requests_are_told_why() throws Exception {
        serve(HttpRoute.of("*", "/*", BODY_BACK));
        assertTrue(raw("GARBAGE\r\n\r\n").startsWith("HTTP/1.1 400 "));
        assertTrue(
                raw("GET /%zz HTTP/1.1\r\nConnection: close\r\n\r\n").startsWith("HTTP/1.1 400 "));
        assertTrue(
                raw("GET / HTTP/1.1\r\nX: a\u0001b\r\nConnection: close\r\n\r\n")
                        .startsWith("HTTP/1.1 400 "));
        assertTrue(
                raw("GET /" + "a".repeat(9000) + " HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 414 "));
        assertTrue(
                raw("GET / HTTP/1.1\r\nX: " + "a".repeat(20000) + "\r\n\r\n")
                        .startsWith("HTTP/1.1 431 "));
        assertTrue(
                raw("GET / HTTP/1.1\r\nConnection: close\r\n" + "A: b\r\n".repeat(101) + "\r\n")
                        .startsWith("HTTP/1.1 431 "));
        assertTrue(
                raw("POST / HTTP/1.1\r\nConnection: close\r\nContent-Type: text/plain" + "\r\n\r\n")
                        .startsWith("HTTP/1.1 411 "));
        assertTrue(
                raw("GET / HTTP/1.1\r\nConnection: close\r\nContent-Type: text/plain" + "\r\n\r\n")
                        .startsWith("HTTP/1.1 200 "));
        assertTrue(
                raw("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n")
                        .startsWith("HTTP/1.1 413 "));
        assertTrue(
                raw("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n")
                        .startsWith("HTTP/1.1 400 "));
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws Exception {
        var held = new ArrayList<HttpExchange>();
        var both = new CountDownLatch(1);
        serve(
                HttpRoute.of(
                        "GET",
                        "/slow",
                        exchange -> {
                            held.add(exchange);
                            both.countDown();
                        }),
                HttpRoute.of("GET", "/fast", e -> e.respond(HttpResponse.text(200, "fast"))));
        try (var socket = new Socket("127.0.0.1", server.port())) {
            Peer.say(
                    socket,
                    "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
                            + "GET /fast HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            both.await();
            held.get(0).respond(HttpResponse.text(200, "slow"));
            String answers = new String(Peer.rest(socket), StandardCharsets.ISO_8859_1);
            assertTrue(answers.indexOf("slow") > 0, answers);
            assertTrue(answers.indexOf("fast") > answers.indexOf("slow"), answers);
        }
        assertThrows(
                IllegalStateException.class,
                () -> held.get(0).respond(HttpResponse.text(200, "again")));
    }

    @Test
    void an_answer_may_come_in_pieces_from_another_thread() throws Exception {
        serve(
                HttpRoute.of(
                        "GET",
                        "/stream",
                        exchange -> {
                            ResponseStream out = exchange.stream(HttpResponse.text(200, "head "));
                            CompletableFuture.runAsync(
                                    () -> {
                                        for (int i = 0; i < 5; i++) {
                                            out.write(ByteBuffer.wrap(("" + i).getBytes()))
                                                    .toCompletableFuture()
                                                    .join();
                                        }
                                        out.close();
                                        out.close();
                                    });
                        }));
        HttpResponse answer = call("GET", "/stream");
        assertEquals("head 01234", answer.text());
        assertEquals("chunked", answer.headers().first("transfer-encoding").orElseThrow());
    }

    @Test
    void a_route_hears_that_the_client_left_its_stream() throws Exception {
        var left = new CountDownLatch(1);
        serve(
                HttpRoute.of(
                        "GET",
                        "/stream",
                        exchange ->
                                exchange.stream(HttpResponse.text(200, "x"))
                                        .ended()
                                        .thenRun(left::countDown)));
        try (var socket = new Socket("127.0.0.1", server.port())) {
            Peer.say(socket, "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
            Peer.head(socket);
        }
        left.await();
    }

    @Test
    void a_failing_route_is_500_and_a_slow_one_503() throws Exception {
        server =
                sockets.serve(
                        HttpServerConfig.builder()
                                .responseTimeout(Duration.ofMillis(100))
                                .errors((status, message) -> HttpResponse.json(status, "\"e\""))
                                .build(),
                        HttpRoute.of(
                                "GET",
                                "/throws",
                                e -> {
                                    throw new IllegalStateException("on purpose");
                                }),
                        HttpRoute.of(
                                "GET",
                                "/fails",
                                e ->
                                        e.respond(
                                                CompletableFuture.<HttpResponse>failedFuture(
                                                        new IOException("on purpose")))),
                        HttpRoute.of("GET", "/never", e -> {}));
        assertEquals(500, call("GET", "/throws").status());
        HttpResponse failed = call("GET", "/fails");
        assertEquals(500, failed.status());
        assertEquals("\"e\"", failed.text());
        assertEquals(503, call("GET", "/never").status());
    }

    @Test
    void a_connection_that_sends_nothing_or_half_a_request_is_closed() throws Exception {
        server =
                sockets.serve(
                        HttpServerConfig.builder().idleTimeout(Duration.ofMillis(100)).build(),
                        HttpRoute.of("POST", "/", BODY_BACK));
        assertEquals("", raw(""));
        assertEquals("", raw("POST / HTT"));
        assertTrue(raw("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhal").contains(" 408 "));
    }

    @Test
    void one_connection_too_many_is_503() throws Exception {
        server =
                sockets.serve(
                        HttpServerConfig.builder().maxConnections(1).build(),
                        HttpRoute.of("GET", "/", BODY_BACK));
        try (var first = new Socket("127.0.0.1", server.port())) {
            Peer.say(first, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertTrue(Peer.head(first).startsWith("HTTP/1.1 200 "));
            assertTrue(raw("").startsWith("HTTP/1.1 503 "));
        }
    }

    @Test
    void closing_lets_a_running_exchange_end_and_closes_web_sockets() throws Exception {
        var held = new CompletableFuture<HttpExchange>();
        serve(
                HttpRoute.of("GET", "/", held::complete),
                HttpRoute.webSocket("/ws", upgrade -> upgrade.accept(new Heard())));
        var listener = new Heard();
        sockets.connect("/ws", listener);
        CompletionStage<HttpResponse> running = client.send(request("GET", "/").build());
        HttpExchange exchange = get(held);
        var closing = new Thread(server::close);
        closing.start();
        assertEquals(1001, listener.close().code());
        exchange.respond(HttpResponse.text(200, "done"));
        assertEquals("done", get(running).text());
        closing.join();
        assertEquals(0, server.connections());
        assertThrows(IOException.class, () -> raw(""));
    }

    @Test
    void a_taken_port_is_told() throws Exception {
        serve();
        IOException failure =
                assertThrows(
                        IOException.class,
                        () ->
                                HttpServer.start(
                                        HttpServerConfig.builder().port(server.port()).build(),
                                        sockets.loops,
                                        List.of()));
        assertTrue(failure.getMessage().startsWith("cannot listen on 127.0.0.1:" + server.port()));
    }

    @Test
    void a_malformed_upgrade_is_refused() throws Exception {
        serve(HttpRoute.webSocket("/", upgrade -> upgrade.accept(new Heard())));
        String head =
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\n"
                        + "Upgrade: WebSocket\r\nContent-Length: 0\r\n";
        try (var socket = new Socket("127.0.0.1", server.port())) {
            Peer.say(socket, head + "Sec-WebSocket-Version: 8\r\n\r\n");
            String answer = Peer.head(socket).toLowerCase();
            assertTrue(answer.startsWith("http/1.1 426 "));
            assertTrue(answer.contains("sec-websocket-version: 13"));
        }
        try (var socket = new Socket("127.0.0.1", server.port())) {
            Peer.say(
                    socket, head + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n");
            assertTrue(Peer.head(socket).startsWith("HTTP/1.1 400 "));
        }
    }

    @Test
    void a_client_calls_over_tls_and_through_a_proxy() throws Exception {
        var mine = Certificates.selfSigned(folder, "dns:localhost");
        server =
                sockets.serve(
                        HttpServerConfig.builder().tls(mine.identity()).build(),
                        HttpRoute.of("POST", "/", BODY_BACK));
        try (var proxy = new Proxy(null)) {
            HttpRequest request =
                    HttpRequest.builder(
                                    "POST", URI.create("https://localhost:" + server.port() + "/"))
                            .tls(TlsSettings.defaults().trusting(List.of(mine.certificate())))
                            .proxy(proxy.settings())
                            .body("text/plain", "x".repeat(100_000))
                            .build();
            HttpResponse answer = get(client.send(request));
            assertEquals(200, answer.status());
            assertEquals(100_000, answer.text().replaceAll("[^x]", "").length());
            assertEquals(1, proxy.heads.size());
        }
    }

    @Test
    void a_client_bounds_answers_and_time() throws Exception {
        serve(
                HttpRoute.of("GET", "/long", e -> e.respond(HttpResponse.text(200, "0123456789"))),
                HttpRoute.of("GET", "/never", e -> {}));
        ConnectionException tooLong =
                Sockets.refusal(client.send(request("GET", "/long").maxResponseBytes(9).build()));
        assertEquals(Kind.TOO_LARGE, tooLong.kind());
        ConnectionException late =
                Sockets.refusal(
                        client.send(
                                request("GET", "/never").timeout(Duration.ofMillis(100)).build()));
        assertEquals(Kind.TIMEOUT, late.kind());
        ConnectionException plain =
                Sockets.refusal(
                        client.send(
                                HttpRequest.builder("GET", URI.create("http://example.org/"))
                                        .build()));
        assertEquals(Kind.PLAIN, plain.kind());
    }

    @Test
    void an_answer_with_control_characters_in_a_header_is_a_failure() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.head(socket);
                            Peer.say(
                                    socket,
                                    "HTTP/1.1 200 OK\r\nX: a\u0001b\r\nContent-Length: 0\r\n\r\n");
                            Peer.rest(socket);
                        })) {
            URI uri = URI.create("http://127.0.0.1:" + peer.port() + "/");
            ConnectionException failure =
                    Sockets.refusal(client.send(HttpRequest.builder("GET", uri).build()));
            assertEquals(Kind.PROTOCOL, failure.kind());
        }
    }

    @Test
    void an_answer_cut_short_is_a_failure() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.head(socket);
                            Peer.say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                        })) {
            ConnectionException cut =
                    Sockets.refusal(
                            client.send(
                                    HttpRequest.builder(
                                                    "GET",
                                                    URI.create("http://127.0.0.1:" + peer.port()))
                                            .build()));
            assertEquals(Kind.CLOSED, cut.kind());
        }
    }

    @Test
    void a_header_cannot_break_out_of_its_line() {
        assertThrows(IllegalArgumentException.class, () -> HttpHeaders.of("a", "b\r\nc: d"));
        assertThrows(IllegalArgumentException.class, () -> HttpHeaders.of("a b", "c"));
        assertFalse(HttpHeaders.of("Authorization", "secret").toString().contains("secret"));
    }

    @Test
    void many_calls_at_once_are_all_answered() throws Exception {
        var count = new AtomicInteger();
        serve(
                HttpRoute.of(
                        "GET",
                        "/{n}",
                        e -> {
                            count.incrementAndGet();
                            e.respond(
                                    HttpResponse.text(200, e.request().pathParameters().get("n")));
                        }));
        var calls = new ArrayList<CompletionStage<HttpResponse>>();
        for (int i = 0; i < 200; i++) {
            calls.add(client.send(request("GET", "/" + i).build()));
        }
        for (int i = 0; i < 200; i++) {
            assertEquals("" + i, get(calls.get(i)).text());
        }
        assertEquals(200, count.get());
    }
}
