package io.patchbay.net.fetch;

import static io.patchbay.net.Sockets.get;
import static io.patchbay.net.fetch.RawHttp2.CONTINUATION;
import static io.patchbay.net.fetch.RawHttp2.DATA;
import static io.patchbay.net.fetch.RawHttp2.END_HEADERS;
import static io.patchbay.net.fetch.RawHttp2.END_STREAM;
import static io.patchbay.net.fetch.RawHttp2.GOAWAY;
import static io.patchbay.net.fetch.RawHttp2.HEADERS;
import static io.patchbay.net.fetch.RawHttp2.PING;
import static io.patchbay.net.fetch.RawHttp2.RST_STREAM;
import static io.patchbay.net.fetch.RawHttp2.SETTINGS;
import static io.patchbay.net.fetch.RawHttp2.block;
import static io.patchbay.net.fetch.RawHttp2.connectTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.Echo;
import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Sockets;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.http.ResponseStream;
import io.patchbay.net.websocket.WebSocketUpgrade;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the server makes of clients of HTTP/2 that are broken or hostile. */
@ExtendWith(Leaks.class)
@Timeout(120)
@NullUnmarked
class HostileHttp2ClientTest {

    private static final int ENHANCE_YOUR_CALM = 11;

    private final Sockets sockets = new Sockets();
    private final BlockingQueue<WebSocketUpgrade> waiting = new LinkedBlockingQueue<>();
    private HttpServer server;

    @AfterEach
    void close() {
        sockets.close();
    }

    private RawHttp2 connected(HttpServerConfig.Builder config) throws Exception {
        if (server == null) {
            server =
                    sockets.serve(
                            config.http2(true).build(),
                            HttpRoute.webSocket("/echo", upgrade -> upgrade.accept(new Echo())),
                            HttpRoute.webSocket("/heard", upgrade -> upgrade.accept(new Heard())),
                            HttpRoute.webSocket("/waits", waiting::add),
                            HttpRoute.of("GET", "/", x -> x.respond(HttpResponse.text(200, "hi"))),
                            HttpRoute.of(
                                    "GET",
                                    "/long",
                                    x -> x.respond(HttpResponse.text(200, "x".repeat(1 << 20)))),
                            HttpRoute.of("GET", "/pieces", HostileHttp2ClientTest::stream),
                            HttpRoute.of(
                                    "POST",
                                    "/",
                                    x ->
                                            x.respond(
                                                    HttpResponse.text(
                                                            200,
                                                            new String(
                                                                    x.body(),
                                                                    StandardCharsets.UTF_8)))));
        }
        return new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), server.port())).connect();
    }

    private static void stream(HttpExchange exchange) {
        ResponseStream pieces = exchange.stream(HttpResponse.of(200));
        for (String piece : List.of("one ", "two ", "three")) {
            pieces.write(ByteBuffer.wrap(piece.getBytes(StandardCharsets.UTF_8)));
        }
        pieces.close();
    }

    private RawHttp2 connected() throws Exception {
        return connected(HttpServerConfig.builder());
    }

    private static byte[] request(String method, String path, String... more) {
        var all = new String[8 + more.length];
        System.arraycopy(
                new String[] {
                    ":method", method, ":scheme", "http", ":path", path, ":authority", "localhost"
                },
                0,
                all,
                0,
                8);
        System.arraycopy(more, 0, all, 8, more.length);
        return block(all);
    }

    private static void ask(RawHttp2 line, int stream, byte[] block) throws IOException {
        line.send(HEADERS, END_HEADERS | END_STREAM, stream, block);
    }

    /** Asks for something decent, and gets it: the connection lives. */
    private static void lives(RawHttp2 line, int stream) throws IOException {
        ask(line, stream, request("GET", "/"));
        RawHttp2.Frame frame = line.next(DATA);
        while (frame.stream() != stream) {
            frame = line.next(DATA);
        }
        assertEquals("hi", new String(frame.payload(), StandardCharsets.UTF_8));
    }

    @Test
    void a_body_comes_in_pieces_and_back() throws Exception {
        RawHttp2 line = connected();
        line.send(HEADERS, END_HEADERS, 1, request("POST", "/", "content-type", "text/plain"));
        line.send(DATA, 0, 1, "one ".getBytes());
        line.send(DATA, END_STREAM, 1, "two".getBytes());
        assertEquals("one two", new String(line.next(DATA).payload(), StandardCharsets.UTF_8));
        lives(line, 3);
        assertEquals(1, server.connections());
    }

    @Test
    void an_answer_in_pieces_has_an_end() throws Exception {
        RawHttp2 line = connected();
        ask(line, 1, request("GET", "/pieces"));
        var body = new StringBuilder();
        RawHttp2.Frame piece; // which may hold several of those that were written, and the end
        do {
            piece = line.next(DATA);
            body.append(new String(piece.payload(), StandardCharsets.UTF_8));
        } while (piece.flags() != END_STREAM);
        assertEquals("one two three", body.toString());
        lives(line, 3);
    }

    @Test
    void resets_without_end_end_the_connection() throws Exception {
        RawHttp2 line = connected();
        var stopped = new CompletableFuture<Integer>();
        var reader = new Thread(() -> stopped.complete(code(line)));
        reader.start();
        try {
            for (int stream = 1; stream < 100_000; stream += 2) {
                ask(line, stream, request("GET", "/"));
                line.send(RST_STREAM, 0, stream, 0, 0, 0, 8);
            }
        } catch (IOException e) {
            // the server has closed, which is what this is about
            assertTrue(get(stopped) != 0);
        }
        assertTrue(get(stopped) == ENHANCE_YOUR_CALM || get(stopped) == -1, "" + get(stopped));
        lives(connected(), 1);
    }

    private static int code(RawHttp2 line) {
        try {
            return line.ends();
        } catch (IOException e) {
            return -1; // reset, with the farewell on its way
        }
    }

    private void floods(int type, int... payload) throws Exception {
        RawHttp2 line = connected();
        var stopped = new CompletableFuture<Integer>();
        new Thread(() -> stopped.complete(code(line))).start();
        try {
            while (!stopped.isDone()) {
                byte[] bytes = new byte[payload.length];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) payload[i];
                }
                line.send(type, 0, 0, bytes);
            }
        } catch (IOException e) {
            assertTrue(get(stopped) != 0); // closed in between
        }
        assertTrue(get(stopped) == ENHANCE_YOUR_CALM || get(stopped) == -1, "" + get(stopped));
    }

    @Test
    void floods_of_pings_and_settings_end_the_connection() throws Exception {
        floods(PING, 1, 2, 3, 4, 5, 6, 7, 8);
        floods(SETTINGS);
        floods(SETTINGS, 0, 4, 0, 0, 255, 255);
        lives(connected(), 1);
    }

    @Test
    void headers_without_end_end_the_connection() throws Exception {
        for (byte[] piece : new byte[][] {{}, block("x-more", "y".repeat(4000))}) {
            RawHttp2 line = connected();
            var stopped = new CompletableFuture<Integer>();
            new Thread(() -> stopped.complete(code(line))).start();
            try {
                line.send(HEADERS, END_STREAM, 1, request("GET", "/"));
                while (!stopped.isDone()) {
                    line.send(CONTINUATION, 0, 1, piece);
                }
            } catch (IOException e) {
                assertTrue(get(stopped) != 0);
            }
            assertTrue(get(stopped) != 0);
        }
        lives(connected(), 1);
    }

    @Test
    void requests_beyond_the_bound_are_refused_and_harm_no_others() throws Exception {
        RawHttp2 line = connected(HttpServerConfig.builder().maxStreams(2));
        for (int stream = 1; stream <= 3; stream += 2) {
            line.send(HEADERS, END_HEADERS, stream, connectTo("/heard"));
            line.next(HEADERS);
        }
        line.send(HEADERS, END_HEADERS, 5, connectTo("/heard"));
        RawHttp2.Frame reset = line.next(RST_STREAM);
        assertEquals(5, reset.stream());
        assertEquals(7, reset.code()); // REFUSED_STREAM
        line.send(RST_STREAM, 0, 1, 0, 0, 0, 8);
        lives(line, 7);
    }

    @Test
    void streams_count_as_connections_do() throws Exception {
        RawHttp2 line = connected(HttpServerConfig.builder().maxConnections(2));
        for (int stream = 1; stream <= 3; stream += 2) {
            line.send(HEADERS, END_HEADERS, stream, connectTo("/heard"));
            line.next(HEADERS);
        }
        assertEquals(2, server.connections());
        line.send(HEADERS, END_HEADERS, 5, connectTo("/heard"));
        RawHttp2.Frame reset = line.next(RST_STREAM);
        assertEquals(5, reset.stream());
        assertEquals(7, reset.code());
        assertEquals(2, server.connections());
    }

    @Test
    void malformed_requests_are_refused_and_harm_no_others() throws Exception {
        RawHttp2 line = connected();
        int stream = 1;
        for (byte[] block :
                new byte[][] {
                    request("GET", "/", "X-Upper", "no"),
                    request("GET", "/", "connection", "close"),
                    request("GET", "/", "transfer-encoding", "chunked"),
                    block(":method", "GET", ":scheme", "http"),
                    block(":scheme", "http", ":path", "/", ":authority", "x"),
                    block(
                            ":method",
                            "GET",
                            ":protocol",
                            "websocket",
                            ":scheme",
                            "http",
                            ":path",
                            "/"),
                    block(":method", "CONNECT", ":protocol", "websocket", ":scheme", "http"),
                }) {
            ask(line, stream, block);
            RawHttp2.Frame reset = line.next(RST_STREAM);
            assertEquals(stream, reset.stream());
            assertEquals(1, reset.code()); // PROTOCOL_ERROR
            stream += 2;
        }
        lives(line, stream);
    }

    @Test
    void frames_out_of_place_end_the_connection() throws Exception {
        RawHttp2 onZero = connected();
        onZero.send(DATA, 0, 0, 1);
        assertEquals(1, onZero.ends());
        RawHttp2 before = connected();
        before.send(DATA, 0, 1, 1);
        assertEquals(1, before.ends());
        RawHttp2 even = connected();
        ask(even, 2, request("GET", "/"));
        assertEquals(1, even.ends());
        RawHttp2 huge = connected();
        huge.send(DATA, 0, 1, new byte[20_000]);
        assertEquals(6, huge.ends()); // FRAME_SIZE_ERROR
        lives(connected(), 1);
    }

    @Test
    void a_client_that_goes_while_it_is_thought_about_harms_nobody() throws Exception {
        RawHttp2 line = connected();
        line.send(HEADERS, END_HEADERS, 1, connectTo("/waits"));
        WebSocketUpgrade upgrade = waiting.poll(60, TimeUnit.SECONDS);
        line.send(RST_STREAM, 0, 1, 0, 0, 0, 8);
        lives(line, 3);
        assertTrue(
                Sockets.refusal(upgrade.accept(new Heard())).getMessage().contains("gone"),
                "the route learns that nobody is there");
        line.send(HEADERS, END_HEADERS, 5, connectTo("/waits"));
        WebSocketUpgrade second = waiting.poll(60, TimeUnit.SECONDS);
        line.send(GOAWAY, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        get(second.accept(new Heard())).abort();
    }

    @Test
    void who_takes_no_answer_and_who_says_nothing_are_dropped() throws Exception {
        var quick = HttpServerConfig.builder().idleTimeout(Duration.ofMillis(300));
        RawHttp2 deaf = connected(quick);
        deaf.send(SETTINGS, 0, 0, 0, 4, 0, 0, 0, 0);
        ask(deaf, 1, request("GET", "/long"));
        assertEquals(8, deaf.next(RST_STREAM).code()); // CANCEL
        assertEquals(0, deaf.ends());
        assertEquals(0, connected(quick).ends());
        try (var half = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            half.getOutputStream().write("PR".getBytes(StandardCharsets.US_ASCII));
            assertEquals(-1, half.getInputStream().read());
        }
    }

    @Test
    void a_preface_in_pieces_is_one_and_so_is_a_request_that_begins_alike() throws Exception {
        connected();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            for (byte b : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
            }
            var line = new RawHttp2(socket);
            line.send(SETTINGS, 0, 0, new byte[0]);
            lives(line, 1);
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            for (byte b :
                    "PROPFIND / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(b);
            }
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
        }
    }
}
