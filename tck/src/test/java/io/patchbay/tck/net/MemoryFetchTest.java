package io.patchbay.tck.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.BacklogException;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.EventLoops;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@NullUnmarked
class MemoryFetchTest {

    private final EventLoops loops = EventLoops.create(1);
    private final Ear ear = new Ear();

    /** Hears a connection. */
    private static final class Ear implements WebSocketListener {
        final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        final CompletableFuture<WebSocketClose> closed = new CompletableFuture<>();
        final CompletableFuture<Void> writable = new CompletableFuture<>();

        @Override
        public void onText(ByteBuffer message) {
            texts.add(StandardCharsets.UTF_8.decode(message).toString());
        }

        @Override
        public void onBinary(ByteBuffer message) {
            texts.add(message.remaining() + " bytes");
        }

        @Override
        public void onWritable() {
            writable.complete(null);
        }

        @Override
        public void onClose(WebSocketClose close) {
            closed.complete(close);
        }

        String next() throws InterruptedException {
            return String.valueOf(texts.poll(30, TimeUnit.SECONDS));
        }
    }

    @AfterEach
    void end() {
        loops.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private CompletionStage<WebSocketConnection> connect(Consumer<MemoryUpgrade> server) {
        return connect(server, request -> {});
    }

    private CompletionStage<WebSocketConnection> connect(
            Consumer<MemoryUpgrade> server, Consumer<WebSocketRequest.Builder> how) {
        WebSocketRequest.Builder request =
                WebSocketRequest.builder(URI.create("ws://localhost/v1?model=x"));
        how.accept(request);
        return new WebSocketClient(loops, new MemoryFetch(server))
                .connect(request.build(), loops.next(), ear);
    }

    private static ConnectionException refusal(CompletionStage<?> stage) {
        ExecutionException failed = assertThrows(ExecutionException.class, () -> get(stage));
        return (ConnectionException) failed.getCause();
    }

    @Test
    void a_server_in_memory_hears_and_speaks() throws Exception {
        CompletableFuture<MemorySocket> server = new CompletableFuture<>();
        WebSocketConnection line =
                get(
                        connect(
                                upgrade -> {
                                    MemorySocket socket = upgrade.accept();
                                    socket.onText(socket::say);
                                    socket.onBinary(socket::say);
                                    server.complete(socket);
                                }));
        get(line.sendText("hello"));
        get(line.sendBinary(ByteBuffer.allocate(200_000)));
        assertEquals("hello", ear.next());
        assertEquals("200000 bytes", ear.next());
        get(line.close(4001, "enough"));
        assertEquals(
                new WebSocketClose(4001, "enough", WebSocketClose.Initiator.LOCAL, true),
                get(ear.closed));
        assertEquals(new MemorySocket.Closed(4001, "enough"), get(get(server).closed()));
    }

    @Test
    void a_server_that_closes_is_answered() throws Exception {
        CompletableFuture<MemorySocket> server = new CompletableFuture<>();
        get(connect(upgrade -> server.complete(upgrade.accept())));
        get(server).close(1001, "going");
        assertEquals(
                new WebSocketClose(1001, "going", WebSocketClose.Initiator.REMOTE, true),
                get(ear.closed));
        assertEquals(1001, get(get(server).closed()).code());
    }

    @Test
    void what_is_asked_is_a_handshake() throws Exception {
        CompletableFuture<MemoryUpgrade> asked = new CompletableFuture<>();
        WebSocketConnection line =
                get(
                        connect(
                                upgrade -> {
                                    upgrade.accept(
                                            HttpHeaders.of("sec-websocket-protocol", "realtime"));
                                    asked.complete(upgrade);
                                },
                                request ->
                                        request.header("Authorization", "Bearer secret")
                                                .header("Host", "not.this.one")
                                                .subprotocols(List.of("realtime", "other"))));
        assertEquals("realtime", line.subprotocol().orElseThrow());
        var request = get(asked).request();
        assertEquals(URI.create("http://localhost/v1?model=x"), request.uri());
        assertEquals("GET", request.method());
        assertEquals("Bearer secret", request.headers().first("authorization").orElseThrow());
        assertEquals("websocket", request.headers().first("upgrade").orElseThrow());
        assertEquals("13", request.headers().first("sec-websocket-version").orElseThrow());
        assertEquals(
                "realtime, other", request.headers().first("sec-websocket-protocol").orElseThrow());
        assertFalse(request.headers().contains("host"));
    }

    @Test
    void a_refusal_has_status_and_body() {
        ConnectionException refusal =
                refusal(connect(upgrade -> upgrade.refuse(HttpResponse.json(429, "{\"slow\":1}"))));
        assertEquals(429, refusal.status().orElseThrow());
        assertEquals("{\"slow\":1}", refusal.body());
    }

    @Test
    void a_late_answer_opens_in_time_and_is_dropped_after_it() throws Exception {
        CompletableFuture<MemoryUpgrade> asked = new CompletableFuture<>();
        CompletionStage<WebSocketConnection> line = connect(asked::complete);
        get(asked).accept();
        assertTrue(get(line).isOpen());

        CompletableFuture<MemoryUpgrade> other = new CompletableFuture<>();
        CompletionStage<WebSocketConnection> never =
                connect(other::complete, request -> request.connectTimeout(Duration.ofMillis(50)));
        assertEquals(ConnectionException.Kind.TIMEOUT, refusal(never).kind());
        get(get(other).givenUp());
        get(get(other).accept().bytes().ended()); // dropped
    }

    @Test
    void a_failure_is_passed_on() {
        ConnectionException refused =
                new ConnectionException(ConnectionException.Kind.REFUSED, "nobody is there");
        assertEquals(refused, refusal(connect(upgrade -> upgrade.fail(refused))));
        ConnectionException thrown =
                refusal(
                        connect(
                                upgrade -> {
                                    throw new IllegalStateException("a secret");
                                }));
        assertTrue(thrown.getMessage().contains("IllegalStateException"));
        assertFalse(thrown.getMessage().contains("secret"));
    }

    @Test
    void a_server_that_does_not_read_holds_the_client_up() throws Exception {
        CompletableFuture<MemorySocket> accepted = new CompletableFuture<>();
        BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
        WebSocketConnection line =
                get(
                        connect(
                                upgrade -> {
                                    MemorySocket socket = upgrade.accept();
                                    socket.onBinary(bytes -> heard.add(bytes.length));
                                    socket.hold(true);
                                    accepted.complete(socket);
                                }));
        int sent = 0;
        CompletableFuture<Void> last = new CompletableFuture<>();
        while (!last.isCompletedExceptionally()) {
            last = line.sendBinary(ByteBuffer.allocate(100_000)).toCompletableFuture();
            sent++;
            assertTrue(sent < 1_000, "it was never refused");
        }
        CompletableFuture<Void> refused = last;
        ExecutionException backlog = assertThrows(ExecutionException.class, () -> get(refused));
        assertTrue(backlog.getCause() instanceof BacklogException);
        assertFalse(line.writable());
        assertTrue(line.pendingBytes() > 3_000_000);
        assertTrue(heard.isEmpty());
        get(accepted).hold(false);
        for (int i = 1; i < sent; i++) {
            assertEquals(100_000, heard.poll(30, TimeUnit.SECONDS));
        }
        get(ear.writable);
    }

    @Test
    void a_cut_line_drops() throws Exception {
        CompletableFuture<MemorySocket> server = new CompletableFuture<>();
        get(connect(upgrade -> server.complete(upgrade.accept())));
        get(server).vanish();
        assertEquals(1006, get(ear.closed).code());
    }

    @Test
    void a_stream_that_throws_ends_its_line_alone() throws Exception {
        CompletableFuture<MemorySocket> server = new CompletableFuture<>();
        WebSocketConnection line = get(connect(upgrade -> server.complete(upgrade.accept())));
        get(server).bytes().fail(new IllegalStateException("on purpose"));
        line.sendText("into the void");
        WebSocketClose close = get(ear.closed);
        assertEquals(1006, close.code());
        assertTrue(close.reason().contains("IllegalStateException"), close.reason());
    }

    @Test
    void bytes_are_whatever_the_test_says() throws Exception {
        CompletableFuture<MemoryBytes> server = new CompletableFuture<>();
        BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
        get(
                connect(
                        upgrade -> {
                            MemoryBytes bytes = upgrade.acceptBytes(HttpHeaders.none());
                            bytes.onBytes(heard::add);
                            server.complete(bytes);
                        }));
        get(server).send(new byte[] {(byte) 0x81});
        get(server).send(new byte[] {2, 'h'});
        get(server).send(new byte[] {'i', (byte) 0x88, 0});
        assertEquals("hi", ear.next());
        assertEquals(1005, get(ear.closed).code());
        byte[] close = heard.poll(30, TimeUnit.SECONDS);
        assertArrayEquals(new byte[] {(byte) 0x88, (byte) 0x80}, new byte[] {close[0], close[1]});
        get(get(server).ended());
    }

    @Test
    void an_answer_of_http_2_needs_no_proof() throws Exception {
        WebSocketConnection line =
                get(
                        connect(
                                upgrade ->
                                        upgrade.acceptBytes(
                                                Version.HTTP_2, 200, HttpHeaders.none())));
        assertTrue(line.isOpen());
        ConnectionException wrong =
                refusal(
                        connect(
                                upgrade ->
                                        upgrade.acceptBytes(
                                                Version.HTTP_1_1, 101, HttpHeaders.none())));
        assertEquals(ConnectionException.Kind.PROTOCOL, wrong.kind());
    }
}
