package io.patchbay.net.fetch;

import static io.patchbay.net.Sockets.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.Certificates;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.Echo;
import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Sockets;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketClose.Initiator;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketRequest;
import io.patchbay.net.websocket.WebSocketUpgrade.Acceptance;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Client and server of this bundle over HTTP/2. */
@ExtendWith(Leaks.class)
@Timeout(60)
@NullUnmarked
class Http2ConversationTest {

    private static final HttpServerConfig HTTP_2 = HttpServerConfig.builder().http2(true).build();

    private final Sockets sockets = new Sockets(UpgradeFetch.http2());
    private final Heard client = new Heard();
    private final Heard server = new Heard();

    @AfterEach
    void close() {
        sockets.close();
    }

    @Test
    void text_comes_back_in_order() throws Exception {
        var seen = new CompletableFuture<IncomingRequest>();
        sockets.serve(
                HTTP_2,
                HttpRoute.webSocket(
                        "/echo",
                        upgrade -> {
                            seen.complete(upgrade.request());
                            upgrade.accept(
                                    Acceptance.plain()
                                            .withSubprotocol("realtime")
                                            .withHeader("x-session", "17"),
                                    new Echo());
                        }));
        WebSocketConnection line =
                sockets.connect(
                        WebSocketRequest.builder(sockets.url("/echo?model=a%20b"))
                                .header("Authorization", "Bearer abc")
                                .subprotocols(List.of("other", "realtime"))
                                .build(),
                        client);
        assertEquals("realtime", line.subprotocol().orElseThrow());
        assertEquals("17", line.headers().first("x-session").orElseThrow());
        IncomingRequest request = get(seen);
        assertEquals("a b", request.queryParameter("model").orElseThrow());
        assertEquals("Bearer abc", request.headers().first("authorization").orElseThrow());
        assertEquals("websocket", request.headers().first("upgrade").orElseThrow());
        assertFalse(request.headers().contains("sec-websocket-key"));
        assertFalse(request.secure());
        assertEquals("open", client.next());
        for (int i = 0; i < 100; i++) {
            get(line.sendText("message " + i + " äöü €"));
        }
        for (int i = 0; i < 100; i++) {
            assertEquals("text message " + i + " äöü €", client.next());
        }
        get(line.close(1000, "bye"));
        WebSocketClose close = client.close();
        assertEquals(1000, close.code());
        assertTrue(close.clean());
    }

    /** A fetch of somebody else, who looks at the answer until he is told. */
    private record Hesitant(CompletableFuture<Void> told) implements UpgradeFetch {
        @Override
        public String name() {
            return "hesitant";
        }

        @Override
        public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
            return UpgradeFetch.http2()
                    .fetch(request, loop)
                    .thenCombine(told, (answer, nothing) -> answer);
        }
    }

    @Test
    void what_comes_before_a_stream_is_taken_is_heard_whole_and_in_order() throws Exception {
        var told = new CompletableFuture<Void>();
        heardInOrder(new Hesitant(told), told);
    }

    @Test
    void the_same_through_a_stream_that_is_not_ours() throws Exception {
        var told = new CompletableFuture<Void>();
        heardInOrder(new Wrapping(new Hesitant(told)), told);
    }

    private void heardInOrder(UpgradeFetch through, CompletableFuture<Void> told) throws Exception {
        try (Sockets late = new Sockets(through)) {
            late.serve(HTTP_2, HttpRoute.webSocket("/", upgrade -> upgrade.accept(server)));
            CompletionStage<WebSocketConnection> connecting =
                    late.client.connect(
                            WebSocketRequest.builder(late.url("/")).build(),
                            late.loops.next(),
                            client);
            WebSocketConnection far = get(server.connection);
            for (int i = 0; i < 500; i++) {
                get(far.sendText("message " + i));
            }
            told.complete(null);
            get(connecting);
            assertEquals("open", client.next());
            for (int i = 0; i < 500; i++) {
                assertEquals("text message " + i, client.next());
            }
        }
    }

    @Test
    void messages_of_every_length_come_back_whole() throws Exception {
        sockets.serve(HTTP_2, HttpRoute.webSocket("/", upgrade -> upgrade.accept(new Echo())));
        WebSocketConnection line = sockets.connect("/", client);
        assertEquals("open", client.next());
        for (int length : new int[] {0, 1, 125, 126, 16_383, 16_384, 65_536, 700_000, 3_000_000}) {
            get(line.sendBinary(ByteBuffer.allocate(length)));
            String event = client.next();
            while (event.equals("writable")) {
                event = client.next();
            }
            assertEquals("binary " + length, event);
        }
    }

    @Test
    void a_server_closes_and_both_know_code_and_reason() throws Exception {
        sockets.serve(HTTP_2, HttpRoute.webSocket("/", upgrade -> upgrade.accept(server)));
        sockets.connect("/", client);
        get(get(server.connection).close(4001, "enough"));
        assertEquals(new WebSocketClose(4001, "enough", Initiator.REMOTE, true), client.close());
        assertEquals(new WebSocketClose(4001, "enough", Initiator.LOCAL, true), server.close());
    }

    @Test
    void what_a_client_drops_is_lost_to_the_server_at_once() throws Exception {
        sockets.serve(HTTP_2, HttpRoute.webSocket("/", upgrade -> upgrade.accept(server)));
        WebSocketConnection line = sockets.connect("/", client);
        get(server.connection);
        line.abort();
        assertEquals(1006, client.close().code());
        WebSocketClose close = server.close();
        assertEquals(1006, close.code());
        assertTrue(close.reason().contains("CANCEL"), close.reason());
    }

    @Test
    void a_server_that_ends_says_going_away() throws Exception {
        var ending =
                sockets.serve(HTTP_2, HttpRoute.webSocket("/", upgrade -> upgrade.accept(server)));
        sockets.connect("/", client);
        get(server.connection);
        assertEquals(1, ending.connections());
        ending.close();
        assertEquals(1001, client.close().code());
        assertEquals(0, ending.connections());
    }

    @Test
    void a_refusal_has_its_status_and_its_body() throws Exception {
        sockets.serve(
                HTTP_2,
                HttpRoute.webSocket(
                        "/",
                        upgrade -> upgrade.reject(HttpResponse.json(401, "{\"error\":\"no\"}"))));
        ConnectionException refusal =
                sockets.refusal(WebSocketRequest.builder(sockets.url("/")).build());
        assertEquals(Kind.HTTP_STATUS, refusal.kind());
        assertEquals(401, refusal.status().orElseThrow());
        assertEquals("{\"error\":\"no\"}", refusal.body());
        assertEquals(
                404,
                sockets.refusal(WebSocketRequest.builder(sockets.url("/nowhere")).build())
                        .status()
                        .orElseThrow());
    }

    @Test
    void tls_chooses_http_2(@TempDir Path folder) throws Exception {
        Certificates own = Certificates.selfSigned(folder, "ip:127.0.0.1");
        var seen = new CompletableFuture<IncomingRequest>();
        var listening =
                sockets.serve(
                        HttpServerConfig.builder().http2(true).tls(own.identity()).build(),
                        HttpRoute.webSocket(
                                "/",
                                upgrade -> {
                                    seen.complete(upgrade.request());
                                    upgrade.accept(new Echo());
                                }));
        WebSocketConnection line =
                sockets.connect(
                        WebSocketRequest.builder(
                                        URI.create("wss://127.0.0.1:" + listening.port() + "/"))
                                .tls(TlsSettings.defaults().trusting(List.of(own.certificate())))
                                .build(),
                        client);
        get(line.sendBinary(ByteBuffer.allocate(100_000)));
        assertEquals("open", client.next());
        assertEquals("binary 100000", client.next());
        assertTrue(get(seen).secure());
        assertFalse(get(seen).headers().contains("sec-websocket-key"));
    }

    @Test
    void many_lines_talk_at_once() throws Exception {
        sockets.serve(HTTP_2, HttpRoute.webSocket("/", upgrade -> upgrade.accept(new Echo())));
        var all = new ArrayList<CompletionStage<WebSocketConnection>>();
        var listeners = new ArrayList<Heard>();
        for (int i = 0; i < 100; i++) {
            var listener = new Heard();
            listeners.add(listener);
            all.add(
                    sockets.client.connect(
                            WebSocketRequest.builder(sockets.url("/")).build(),
                            sockets.loops.next(),
                            listener));
        }
        for (int i = 0; i < 100; i++) {
            get(all.get(i)).sendText("of " + i);
        }
        for (int i = 0; i < 100; i++) {
            assertEquals("open", listeners.get(i).next());
            assertEquals("text of " + i, listeners.get(i).next());
        }
    }
}
