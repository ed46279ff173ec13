package io.patchbay.net.fetch;

import static io.patchbay.net.Sockets.get;
import static io.patchbay.net.fetch.RawHttp2.CONTINUATION;
import static io.patchbay.net.fetch.RawHttp2.DATA;
import static io.patchbay.net.fetch.RawHttp2.ENABLE_CONNECT;
import static io.patchbay.net.fetch.RawHttp2.END_HEADERS;
import static io.patchbay.net.fetch.RawHttp2.END_STREAM;
import static io.patchbay.net.fetch.RawHttp2.GOAWAY;
import static io.patchbay.net.fetch.RawHttp2.HEADERS;
import static io.patchbay.net.fetch.RawHttp2.PADDED;
import static io.patchbay.net.fetch.RawHttp2.PING;
import static io.patchbay.net.fetch.RawHttp2.RST_STREAM;
import static io.patchbay.net.fetch.RawHttp2.SETTINGS;
import static io.patchbay.net.fetch.RawHttp2.block;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.BacklogException;
import io.patchbay.net.Certificates;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Peer;
import io.patchbay.net.Sockets;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketRequest;
import io.patchbay.net.websocket.WebSocketSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the fetch {@code http2} makes of servers that are broken, old or hostile. */
@ExtendWith(Leaks.class)
@Timeout(60)
@NullUnmarked
class HostileHttp2ServerTest {

    private static final byte[] AGREED = block(":status", "200");

    /** The first of a client; Netty leaves 1 to the upgrade of RFC 7540. */
    private static final int STREAM = 3;

    private final Sockets sockets = new Sockets(UpgradeFetch.http2());
    private final Heard heard = new Heard();

    /** What a server does with a connection of HTTP/2 whose SETTINGS are said. */
    private interface Talk {
        void talk(RawHttp2 line) throws Exception;
    }

    @AfterEach
    void close() {
        sockets.close();
    }

    private static Peer peer(byte[] settings, Talk talk) throws Exception {
        return new Peer(socket -> talk.talk(new RawHttp2(socket).serve(settings)));
    }

    private ConnectionException refusal(byte[] settings, Duration within, Talk talk)
            throws Exception {
        try (var peer = peer(settings, talk)) {
            return sockets.refusal(
                    WebSocketRequest.builder(peer.url()).connectTimeout(within).build());
        }
    }

    /** The failure when the server does this after it has seen the request. */
    private ConnectionException refusal(Talk talk) throws Exception {
        return refusal(
                ENABLE_CONNECT,
                Duration.ofMinutes(1),
                line -> {
                    line.next(HEADERS);
                    talk.talk(line);
                    line.rest();
                });
    }

    private static void says(String expected, ConnectionException failure) {
        assertTrue(failure.getMessage().contains(expected), failure.getMessage());
    }

    // ---- before the answer

    @Test
    void a_server_without_the_setting_is_told_apart() throws Exception {
        ConnectionException failure = refusal(new byte[0], Duration.ofMinutes(1), RawHttp2::rest);
        assertEquals(Kind.PROTOCOL, failure.kind());
        says("ENABLE_CONNECT_PROTOCOL", failure);
    }

    @Test
    void a_server_that_allows_no_streams_is_told_apart() throws Exception {
        byte[] none = {0, 8, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0};
        says(
                "SETTINGS_MAX_CONCURRENT_STREAMS is 0",
                refusal(none, Duration.ofMinutes(1), RawHttp2::rest));
    }

    @Test
    void a_server_that_says_nothing_runs_into_the_deadline() throws Exception {
        try (var peer = new Peer(Peer::rest)) {
            ConnectionException failure =
                    sockets.refusal(
                            WebSocketRequest.builder(peer.url())
                                    .connectTimeout(Duration.ofSeconds(1))
                                    .build());
            assertEquals(Kind.TIMEOUT, failure.kind());
            says("HTTP/2 SETTINGS", failure);
        }
        ConnectionException later = refusal(ENABLE_CONNECT, Duration.ofSeconds(2), RawHttp2::rest);
        assertEquals(Kind.TIMEOUT, later.kind());
        says("the server's answer", later);
    }

    @Test
    void a_server_that_closes_without_a_word_may_have_no_http_2() throws Exception {
        // it ends its side when it has read the preface, so that nothing is reset
        try (var peer =
                new Peer(
                        socket -> {
                            socket.getInputStream().readNBytes(24);
                            socket.shutdownOutput();
                            Peer.rest(socket);
                        })) {
            ConnectionException failure =
                    sockets.refusal(WebSocketRequest.builder(peer.url()).build());
            assertEquals(Kind.CLOSED, failure.kind());
            says("take the fetch http1", failure);
        }
    }

    @Test
    void a_server_of_http_1_1_is_named() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.head(socket);
                            Peer.say(socket, "HTTP/1.1 400 Bad Request\r\n\r\n");
                        })) {
            ConnectionException failure =
                    sockets.refusal(WebSocketRequest.builder(peer.url()).build());
            assertEquals(Kind.PROTOCOL, failure.kind());
            says("speaks HTTP/1.1 and no HTTP/2", failure);
        }
        try (var peer = new Peer(socket -> Peer.say(socket, "220 smtp ready\r\n"))) {
            says(
                    "does not keep to HTTP/2",
                    sockets.refusal(WebSocketRequest.builder(peer.url()).build()));
        }
    }

    @Test
    void tls_without_h2_is_named(@TempDir Path folder) throws Exception {
        Certificates own = Certificates.selfSigned(folder, "ip:127.0.0.1");
        var server = sockets.serve(HttpServerConfig.builder().tls(own.identity()).build());
        ConnectionException failure =
                sockets.refusal(
                        WebSocketRequest.builder(
                                        URI.create("wss://127.0.0.1:" + server.port() + "/"))
                                .tls(TlsSettings.defaults().trusting(List.of(own.certificate())))
                                .build());
        assertEquals(Kind.PROTOCOL, failure.kind());
        says("did not choose h2 in the TLS handshake (ALPN)", failure);
    }

    // ---- in place of an answer

    @Test
    void a_reset_and_a_goaway_in_place_of_an_answer_are_named() throws Exception {
        says("HTTP_1_1_REQUIRED", refusal(line -> line.send(RST_STREAM, 0, STREAM, 0, 0, 0, 13)));
        ConnectionException busy = refusal(line -> line.send(RST_STREAM, 0, STREAM, 0, 0, 0, 7));
        says("REFUSED_STREAM", busy);
        says("try later", busy);
        ConnectionException away =
                refusal(line -> line.send(GOAWAY, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11));
        assertEquals(Kind.CLOSED, away.kind());
    }

    @Test
    void answers_that_are_none_are_named() throws Exception {
        says("101", refusal(answer(":status", "101")));
        says("without a status", refusal(answer("x", "y")));
        says("does not keep to HTTP/2", refusal(answer(":status", "200", "X-Upper", "no")));
        says("ended the stream at once", refusal(line -> headers(line, END_STREAM, AGREED)));
        says(
                "informational",
                refusal(
                        line -> {
                            for (int i = 0; i < 100; i++) {
                                headers(line, 0, block(":status", "103", "link", "</x>"));
                            }
                        }));
    }

    private static Talk answer(String... headers) {
        return line -> headers(line, 0, block(headers));
    }

    private static void headers(RawHttp2 line, int flags, byte[] block) throws Exception {
        line.send(HEADERS, END_HEADERS | flags, STREAM, block);
    }

    @Test
    void frames_out_of_place_end_the_connection() throws Exception {
        says("HTTP/2", refusal(line -> line.send(DATA, 0, STREAM, 1)));
        says("HTTP/2", refusal(line -> line.send(DATA, 0, 0, 1)));
        says("HTTP/2", refusal(line -> line.send(HEADERS, END_HEADERS, 0, AGREED)));
        says("HTTP/2", refusal(line -> line.send(SETTINGS, 0, 0, 1)));
        says("HTTP/2", refusal(line -> line.send(PING, 0, 0, 1)));
    }

    @Test
    void headers_without_end_are_cut() throws Exception {
        ConnectionException failure =
                refusal(
                        line -> {
                            line.send(HEADERS, 0, STREAM, AGREED);
                            while (true) {
                                line.send(
                                        CONTINUATION, 0, STREAM, block("x-more", "y".repeat(1000)));
                            }
                        });
        assertTrue(failure.kind() == Kind.PROTOCOL || failure.kind() == Kind.CLOSED);
        ConnectionException small =
                refusal(
                        line -> {
                            line.send(HEADERS, 0, STREAM, AGREED);
                            while (true) {
                                line.send(CONTINUATION, 0, STREAM);
                            }
                        });
        assertTrue(small.kind() == Kind.PROTOCOL || small.kind() == Kind.CLOSED);
    }

    @Test
    void a_refusal_without_end_is_cut() throws Exception {
        byte[] piece = new byte[1000];
        ConnectionException refusal =
                refusal(
                        line -> {
                            headers(line, 0, block(":status", "403"));
                            while (true) {
                                line.send(DATA, 0, STREAM, piece);
                            }
                        });
        assertEquals(403, refusal.status().orElseThrow());
        assertEquals(8192, refusal.body().length());
        ConnectionException stalled =
                refusal(
                        ENABLE_CONNECT,
                        Duration.ofSeconds(3),
                        line -> {
                            line.next(HEADERS);
                            headers(line, 0, block(":status", "401"));
                            line.send(DATA, 0, STREAM, "half".getBytes());
                            line.rest();
                        });
        assertEquals(401, stalled.status().orElseThrow());
        assertEquals("half", stalled.body());
    }

    // ---- on an open line

    /** A line whose server does this when it is open. */
    private WebSocketConnection open(WebSocketSettings settings, Peer peer) throws Exception {
        return sockets.connect(
                WebSocketRequest.builder(peer.url()).settings(settings).build(), heard);
    }

    private static Peer agreeing(byte[] settings, Talk talk) throws Exception {
        return peer(
                settings,
                line -> {
                    line.next(HEADERS);
                    headers(line, 0, AGREED);
                    talk.talk(line);
                });
    }

    @Test
    void padding_pings_and_settings_disturb_nothing() throws Exception {
        var ping = new CompletableFuture<RawHttp2.Frame>();
        try (var peer =
                agreeing(
                        ENABLE_CONNECT,
                        line -> {
                            line.send(PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
                            line.send(SETTINGS, 0, 0, 0, 99, 0, 0, 0, 1);
                            line.send(77, 0, STREAM, 1, 2, 3);
                            for (int b : new int[] {0x81, 2, 'h', 'i'}) {
                                line.send(DATA, PADDED, STREAM, 3, b, 0, 0, 0);
                            }
                            ping.complete(line.next(PING));
                            line.rest();
                        })) {
            open(WebSocketSettings.defaults(), peer);
            assertEquals("open", heard.next());
            assertEquals("text hi", heard.next());
            assertEquals(RawHttp2.ACK, get(ping).flags());
        }
    }

    @Test
    void a_reset_of_an_open_line_is_its_loss_and_says_why() throws Exception {
        try (var peer =
                agreeing(
                        ENABLE_CONNECT,
                        line -> {
                            line.send(RST_STREAM, 0, STREAM, 0, 0, 0, 2);
                            line.rest();
                        })) {
            open(WebSocketSettings.defaults(), peer);
            assertEquals(1006, heard.close().code());
            assertTrue(heard.close().reason().contains("INTERNAL_ERROR"), heard.close().reason());
        }
    }

    @Test
    void a_goaway_lets_an_open_line_talk_on() throws Exception {
        try (var peer =
                agreeing(
                        ENABLE_CONNECT,
                        line -> {
                            line.send(GOAWAY, 0, 0, 0, 0, 0, STREAM, 0, 0, 0, 0);
                            line.send(DATA, 0, STREAM, 0x81, 2, 'h', 'i');
                            line.rest();
                        })) {
            WebSocketConnection line = open(WebSocketSettings.defaults(), peer);
            assertEquals("open", heard.next());
            assertEquals("text hi", heard.next());
            assertTrue(line.isOpen());
        }
    }

    @Test
    void a_window_that_never_opens_holds_back_and_costs_no_more_than_the_bound() throws Exception {
        byte[] closed = {0, 8, 0, 0, 0, 1, 0, 4, 0, 0, 0, 0};
        try (var peer = agreeing(closed, RawHttp2::rest)) {
            WebSocketConnection line =
                    open(WebSocketSettings.defaults().withMaxPendingBytes(100_000), peer);
            CompletableFuture<Void> receipt = new CompletableFuture<>();
            for (int i = 0; i < 100 && !receipt.isCompletedExceptionally(); i++) {
                receipt = line.sendBinary(ByteBuffer.allocate(10_000)).toCompletableFuture();
                Sockets.on(line.loop(), () -> {});
            }
            var refused = Assertions.assertThrows(ExecutionException.class, receipt::get);
            assertTrue(refused.getCause() instanceof BacklogException, refused.toString());
            assertTrue(line.pendingBytes() > 80_000 && line.pendingBytes() < 120_000);
            line.abort();
            assertEquals(1006, heard.close().code());
        }
    }

    @Test
    void more_than_the_window_is_not_taken() throws Exception {
        byte[] piece = new byte[16_384];
        try (var peer =
                agreeing(
                        ENABLE_CONNECT,
                        line -> {
                            // a frame of ten megabytes that is announced, and no end of it
                            line.send(DATA, 0, STREAM, 0x82, 127, 0, 0, 0, 0, 0, 0x9f, 0, 0);
                            while (true) {
                                line.send(DATA, 0, STREAM, piece); // without a look at the window
                            }
                        })) {
            open(WebSocketSettings.defaults(), peer);
            assertEquals(1006, heard.close().code());
        }
    }
}
