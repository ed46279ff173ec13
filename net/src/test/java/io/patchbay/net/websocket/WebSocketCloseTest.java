package io.patchbay.net.websocket;

import static io.patchbay.net.Sockets.get;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Peer;
import io.patchbay.net.Sockets;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.websocket.WebSocketClose.Initiator;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leaks.class)
@Timeout(30)
@NullUnmarked
class WebSocketCloseTest {

    private final Sockets sockets = open();
    private final Heard client = new Heard();
    private final Heard server = new Heard();

    /** Loops, a server and a client, whatever it goes through. */
    Sockets open() {
        return new Sockets();
    }

    @AfterEach
    void close() {
        sockets.close();
    }

    private WebSocketConnection connected() throws Exception {
        sockets.serve(HttpRoute.webSocket("/", upgrade -> upgrade.accept(server)));
        return sockets.connect("/", client);
    }

    /** What a client makes of a server's frames, and what it answers. */
    WebSocketClose afterFrames(CompletableFuture<byte[]> answer, int... frames) throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(socket, Peer.upgraded(Peer.head(socket)));
                            Peer.say(socket, frames);
                            answer.complete(Peer.rest(socket));
                        })) {
            sockets.connect(
                    WebSocketRequest.builder(peer.url())
                            .settings(
                                    WebSocketSettings.defaults()
                                            .withMaxMessageBytes(1000)
                                            .withCloseTimeout(Duration.ofMillis(100)))
                            .build(),
                    client);
            WebSocketClose close = client.close();
            get(answer);
            return close;
        }
    }

    private static int codeOf(byte[] maskedClose) {
        assertEquals((byte) 0x88, maskedClose[0]);
        return ((maskedClose[6] ^ maskedClose[2]) & 0xff) << 8
                | (maskedClose[7] ^ maskedClose[3]) & 0xff;
    }

    /** Checks what a server got that broke the protocol. */
    void answered(int code, byte[] answer) {
        assertEquals(code, codeOf(answer));
    }

    @Test
    void a_client_closes_and_both_know_code_and_reason() throws Exception {
        get(connected().close(4001, "enough"));
        assertEquals(new WebSocketClose(4001, "enough", Initiator.LOCAL, true), client.close());
        assertEquals(new WebSocketClose(4001, "enough", Initiator.REMOTE, true), server.close());
    }

    @Test
    void a_server_closes_and_both_know_code_and_reason() throws Exception {
        connected();
        get(get(server.connection).close(1001, "session expired"));
        assertEquals(
                new WebSocketClose(1001, "session expired", Initiator.REMOTE, true),
                client.close());
        assertEquals(
                new WebSocketClose(1001, "session expired", Initiator.LOCAL, true), server.close());
    }

    @Test
    void what_was_sent_before_the_close_arrives() throws Exception {
        WebSocketConnection line = connected();
        for (int i = 0; i < 50; i++) {
            line.sendText("message " + i);
        }
        get(line.close(1000, ""));
        assertEquals("open", server.next());
        for (int i = 0; i < 50; i++) {
            assertEquals("text message " + i, server.next());
        }
        assertEquals("close 1000 ", server.next());
    }

    @Test
    void closing_twice_is_one_close_and_nothing_is_sent_after_it() throws Exception {
        WebSocketConnection line = connected();
        line.close(1000, "first");
        assertFalse(line.isOpen());
        line.close(1001, "second");
        assertTrue(line.sendText("late").toCompletableFuture().isCompletedExceptionally());
        get(line.close(1002, "third"));
        assertEquals("first", client.close().reason());
        assertEquals(1, client.events.stream().filter(e -> e.startsWith("close")).count());
    }

    @Test
    void a_peer_that_does_not_answer_the_close_is_dropped_in_time() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(socket, Peer.upgraded(Peer.head(socket)));
                            Peer.rest(socket);
                        })) {
            WebSocketConnection line =
                    sockets.connect(
                            WebSocketRequest.builder(peer.url())
                                    .settings(
                                            WebSocketSettings.defaults()
                                                    .withCloseTimeout(Duration.ofMillis(80)))
                                    .build(),
                            client);
            get(line.close(1000, "bye"));
            assertEquals(new WebSocketClose(1000, "bye", Initiator.LOCAL, false), client.close());
        }
    }

    @Test
    void a_drop_is_1006() throws Exception {
        try (var peer = new Peer(socket -> Peer.say(socket, Peer.upgraded(Peer.head(socket))))) {
            sockets.connect(WebSocketRequest.builder(peer.url()).build(), client);
            WebSocketClose close = client.close();
            assertEquals(1006, close.code());
            assertEquals(Initiator.NETWORK, close.initiator());
        }
    }

    @Test
    void aborting_is_1006_on_both_sides() throws Exception {
        connected().abort();
        assertEquals(1006, client.close().code());
        assertEquals(Initiator.LOCAL, client.close().initiator());
        assertEquals(1006, server.close().code());
        assertEquals(Initiator.NETWORK, server.close().initiator());
    }

    @Test
    void closing_the_loops_tells_every_listener() throws Exception {
        connected();
        sockets.loops.close();
        assertEquals(1006, client.close().code());
        assertEquals(1006, server.close().code());
    }

    @Test
    void a_close_without_code_is_1005() throws Exception {
        var answer = new CompletableFuture<byte[]>();
        WebSocketClose close = afterFrames(answer, 0x88, 0);
        assertEquals(new WebSocketClose(1005, "", Initiator.REMOTE, true), close);
        assertArrayEquals(new byte[] {(byte) 0x88, (byte) 0x80}, Arrays.copyOf(get(answer), 2));
    }

    @Test
    void a_message_over_the_bound_is_1009_before_it_arrived() throws Exception {
        var answer = new CompletableFuture<byte[]>();
        WebSocketClose close = afterFrames(answer, 0x82, 127, 0, 0, 0, 0, 0x7f, 0, 0, 0, 1, 2);
        assertEquals(1009, close.code());
        assertEquals("a message is over the bound of 1000 bytes", close.reason());
        assertEquals(Initiator.LOCAL, close.initiator());
        assertEquals(1009, codeOf(get(answer)));
    }

    @Test
    void fragments_over_the_bound_are_1009() throws Exception {
        int[] frames = new int[2 * (4 + 600)];
        for (int f = 0; f < 2; f++) {
            int at = f * 604;
            frames[at] = f == 0 ? 0x02 : 0x80;
            frames[at + 1] = 126;
            frames[at + 2] = 600 >> 8;
            frames[at + 3] = 600 & 0xff;
        }
        assertEquals(1009, afterFrames(new CompletableFuture<>(), frames).code());
    }

    @Test
    void broken_frames_are_1002() throws Exception {
        int[][] broken = {
            {0xc1, 0}, // a reserved bit
            {0x83, 0}, // an unknown opcode
            {0x80, 0}, // a continuation of nothing
            {0x09, 0}, // a fragmented ping
            {0x89, 126, 0, 126}, // a long ping
            {0x81, 0x80, 0, 0, 0, 0}, // masked by the server
            {0x01, 0, 0x81, 0}, // a message within a message
            {0x82, 127, 0xff, 0, 0, 0, 0, 0, 0, 0, 0}, // a negative length
            {0x88, 1, 3}, // half a code
            {0x88, 2, 0x03, 0xed}, // 1005 on the wire
        };
        for (int i = 0; i < broken.length; i++) {
            try (var each = new Once()) {
                var answer = new CompletableFuture<byte[]>();
                int code = each.test.afterFrames(answer, broken[i]).code();
                assertEquals(1002, code, "case " + i);
                answered(1002, get(answer));
            }
        }
    }

    WebSocketCloseTest another() {
        return new WebSocketCloseTest();
    }

    /** One case with sockets of its own. */
    private final class Once implements AutoCloseable {
        final WebSocketCloseTest test = another();

        @Override
        public void close() {
            test.close();
        }
    }

    @Test
    void an_unmasked_frame_of_a_client_is_1002() throws Exception {
        sockets.serve(HttpRoute.webSocket("/", upgrade -> upgrade.accept(server)));
        try (var socket = new java.net.Socket("127.0.0.1", sockets.url("/").getPort())) {
            Peer.say(
                    socket,
                    "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
            assertTrue(Peer.head(socket).startsWith("HTTP/1.1 101 "));
            Peer.say(socket, 0x81, 1, 'x');
            assertEquals((byte) 0x88, (byte) socket.getInputStream().read());
            socket.shutdownOutput();
            assertEquals(1002, server.close().code());
        }
    }

    @Test
    void garbage_of_every_kind_ends_in_a_close() throws Exception {
        var random = new java.util.Random(4);
        for (int i = 0; i < 50; i++) {
            int[] garbage = random.ints(200, 0, 256).toArray();
            try (var each = new Once()) {
                WebSocketClose close = each.test.afterFrames(new CompletableFuture<>(), garbage);
                assertTrue(close.code() >= 1000, "round " + i + ": " + close);
                assertFalse(each.test.client.events.contains("closed twice"));
            }
        }
    }

    @Test
    void a_code_that_may_not_travel_is_refused() throws Exception {
        WebSocketConnection line = connected();
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
            assertThrows(IllegalArgumentException.class, () -> line.close(code, ""));
        }
    }

    @Test
    void a_long_reason_is_cut_between_characters() throws Exception {
        get(connected().close(1000, "ö".repeat(100)));
        assertEquals("ö".repeat(61), server.close().reason());
    }
}
