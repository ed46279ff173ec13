package io.patchbay.net.websocket;

import static io.patchbay.net.Sockets.get;
import static io.patchbay.net.Sockets.on;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.BacklogException;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.Echo;
import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Peer;
import io.patchbay.net.Sockets;
import io.patchbay.net.http.HttpRoute;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leaks.class)
@Timeout(30)
@NullUnmarked
class WebSocketConversationTest {

    private final Sockets sockets = open();
    private final Heard heard = new Heard();

    /** Loops, a server and a client, whatever it goes through. */
    Sockets open() {
        return new Sockets();
    }

    @AfterEach
    void close() {
        sockets.close();
    }

    private void echo() throws Exception {
        sockets.serve(HttpRoute.webSocket("/echo", upgrade -> upgrade.accept(new Echo())));
    }

    @Test
    void text_comes_back_in_order() throws Exception {
        echo();
        WebSocketConnection line = sockets.connect("/echo", heard);
        for (int i = 0; i < 100; i++) {
            get(line.sendText("message " + i + " äöü €"));
        }
        assertEquals("open", heard.next());
        for (int i = 0; i < 100; i++) {
            assertEquals("text message " + i + " äöü €", heard.next());
        }
    }

    @Test
    void messages_of_every_length_come_back_whole() throws Exception {
        echo();
        var bodies = new CompletableFuture<List<byte[]>>();
        int[] lengths = {0, 1, 7, 8, 125, 126, 127, 4095, 65535, 65536, 300_000, 3_000_000};
        var got = new ArrayList<byte[]>();
        WebSocketConnection line =
                sockets.connect(
                        "/echo",
                        new Heard() {
                            @Override
                            public void onBinary(ByteBuffer message) {
                                byte[] bytes = new byte[message.remaining()];
                                message.get(bytes);
                                got.add(bytes);
                                if (got.size() == lengths.length) {
                                    bodies.complete(got);
                                }
                            }
                        });
        var sent = new ArrayList<byte[]>();
        for (int length : lengths) {
            byte[] bytes = new byte[length];
            new java.util.Random(length).nextBytes(bytes);
            sent.add(bytes);
            get(line.sendBinary(ByteBuffer.wrap(bytes)));
        }
        List<byte[]> back = get(bodies);
        for (int i = 0; i < lengths.length; i++) {
            assertArrayEquals(sent.get(i), back.get(i), "of length " + lengths[i]);
        }
    }

    @Test
    void a_message_is_written_in_place() throws Exception {
        echo();
        WebSocketConnection line = sockets.connect("/echo", heard);
        on(
                line.loop(),
                () -> {
                    ByteBuffer buffer = line.begin(64);
                    assertTrue(buffer.hasArray());
                    assertEquals(64, buffer.remaining());
                    buffer.put("in place".getBytes(StandardCharsets.UTF_8));
                    assertTrue(line.endText());
                    assertThrows(IllegalStateException.class, line::endText);
                });
        assertEquals("open", heard.next());
        assertEquals("text in place", heard.next());
    }

    @Test
    void two_connections_of_a_loop_may_write_at_the_same_time() throws Exception {
        echo();
        var other = new Heard();
        WebSocketConnection line = sockets.connect("/echo", heard);
        WebSocketConnection second =
                get(
                        sockets.client.connect(
                                WebSocketRequest.builder(sockets.url("/echo")).build(),
                                line.loop(),
                                other));
        on(
                line.loop(),
                () -> {
                    ByteBuffer first = line.begin(10);
                    ByteBuffer then = second.begin(10);
                    first.put("one".getBytes(StandardCharsets.UTF_8));
                    then.put("two".getBytes(StandardCharsets.UTF_8));
                    second.endText();
                    line.endText();
                });
        assertEquals("open", heard.next());
        assertEquals("text one", heard.next());
        assertEquals("open", other.next());
        assertEquals("text two", other.next());
    }

    @Test
    void a_listener_may_send_as_soon_as_it_is_told_of_the_connection() throws Exception {
        var server =
                new Echo() {
                    @Override
                    public void onOpen(WebSocketConnection opened) {
                        super.onOpen(opened);
                        opened.sendText("server first");
                    }
                };
        sockets.serve(HttpRoute.webSocket("/", upgrade -> upgrade.accept(server)));
        sockets.connect(
                "/",
                new Heard() {
                    @Override
                    public void onOpen(WebSocketConnection opened) {
                        opened.begin(20).put("client first".getBytes(StandardCharsets.UTF_8));
                        opened.endText();
                    }

                    @Override
                    public void onText(ByteBuffer message) {
                        heard.onText(message);
                    }
                });
        assertEquals("text server first", heard.next());
        assertEquals("text client first", heard.next());
    }

    @Test
    void a_message_that_comes_with_the_answer_is_heard_after_the_opening() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            String answer = Peer.upgraded(Peer.head(socket));
                            Peer.say(socket, answer + "\u0081\u0005hello");
                            Peer.rest(socket);
                        })) {
            sockets.connect(WebSocketRequest.builder(peer.url()).build(), heard);
            assertEquals("open", heard.next());
            assertEquals("text hello", heard.next());
        }
    }

    @Test
    void fragments_with_a_ping_between_them_are_joined() throws Exception {
        var pong = new CompletableFuture<byte[]>();
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(socket, Peer.upgraded(Peer.head(socket)));
                            for (int b :
                                    "\u0001\u0003one\u0089\u0002hi\u0000\u0000".toCharArray()) {
                                Peer.say(socket, b); // byte by byte, so that every cut occurs
                            }
                            Peer.say(socket, "\u0080\u0003two");
                            pong.complete(socket.getInputStream().readNBytes(8));
                            Peer.rest(socket);
                        })) {
            sockets.connect(WebSocketRequest.builder(peer.url()).build(), heard);
            assertEquals("open", heard.next());
            assertEquals("text onetwo", heard.next());
            byte[] answer = get(pong);
            assertEquals((byte) 0x8a, answer[0]);
            assertEquals((byte) 0x82, answer[1]);
            assertEquals('h', answer[6] ^ answer[2]);
            assertEquals('i', answer[7] ^ answer[3]);
        }
    }

    @Test
    void a_foreign_loop_hears_everything_in_order() throws Exception {
        echo();
        try (var foreign = new ForeignLoop()) {
            WebSocketConnection line =
                    get(
                            sockets.client.connect(
                                    WebSocketRequest.builder(sockets.url("/echo")).build(),
                                    foreign,
                                    new Heard() {
                                        @Override
                                        public void onText(ByteBuffer message) {
                                            assertTrue(foreign.inLoop());
                                            heard.onText(message);
                                        }

                                        @Override
                                        public void onClose(WebSocketClose close) {
                                            heard.onClose(close);
                                        }
                                    }));
            on(
                    foreign,
                    () -> {
                        for (int i = 0; i < 1000; i++) {
                            line.begin(10).put(("" + i).getBytes(StandardCharsets.UTF_8));
                            line.endText();
                        }
                    });
            for (int i = 0; i < 1000; i++) {
                assertEquals("text " + i, heard.next());
            }
            get(line.close(1000, "bye"));
            assertEquals("close 1000 bye", heard.next());
        }
    }

    @Test
    void a_foreign_loop_that_lags_stops_the_reading_and_loses_nothing() throws Exception {
        var all = new CountDownLatch(300);
        var gate = new CountDownLatch(1);
        sockets.serve(HttpRoute.webSocket("/", upgrade -> upgrade.accept(heard)));
        try (var foreign = new ForeignLoop()) {
            sockets.client.connect(
                    WebSocketRequest.builder(sockets.url("/")).build(),
                    foreign,
                    new Heard() {
                        @Override
                        public void onBinary(ByteBuffer message) {
                            all.countDown();
                        }
                    });
            WebSocketConnection server = get(heard.connection);
            foreign.execute(
                    () -> {
                        try {
                            gate.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
            int sent = 0;
            int refused = 0;
            while (sent < 300) {
                var receipt = server.sendBinary(ByteBuffer.allocate(100_000));
                try {
                    if (refused == 0) {
                        receipt.toCompletableFuture().get(200, TimeUnit.MILLISECONDS);
                    } else {
                        get(receipt);
                    }
                    sent++;
                } catch (java.util.concurrent.TimeoutException e) {
                    sent++; // written later: the reader has stopped, as it should
                    refused++;
                    gate.countDown();
                }
            }
            assertTrue(refused > 0, "30 MB went to a listener that heard nothing");
            assertTrue(all.await(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_foreign_loop_that_has_ended_drops_the_connection() throws Exception {
        var server = new Heard();
        sockets.serve(HttpRoute.webSocket("/", upgrade -> upgrade.accept(server)));
        WebSocketConnection line;
        try (var foreign = new ForeignLoop()) {
            line =
                    get(
                            sockets.client.connect(
                                    WebSocketRequest.builder(sockets.url("/")).build(),
                                    foreign,
                                    heard));
        }
        get(server.connection).sendText("to nobody");
        assertEquals(1006, server.close().code());
        get(line.close(1000, ""));
    }

    @Test
    void a_failing_listener_does_not_end_the_connection() throws Exception {
        echo();
        WebSocketConnection line =
                sockets.connect(
                        "/echo",
                        new Heard() {
                            @Override
                            public void onText(ByteBuffer message) {
                                heard.onText(message);
                                throw new IllegalStateException("on purpose");
                            }
                        });
        line.sendText("one");
        line.sendText("two");
        assertEquals("text one", heard.next());
        assertEquals("text two", heard.next());
    }

    @Test
    void who_does_not_read_makes_sends_fail_and_reading_makes_it_writable() throws Exception {
        var gate = new CountDownLatch(1);
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(socket, Peer.upgraded(Peer.head(socket)));
                            gate.await();
                            Peer.rest(socket);
                        })) {
            WebSocketConnection line =
                    sockets.connect(
                            WebSocketRequest.builder(peer.url())
                                    .settings(
                                            WebSocketSettings.defaults()
                                                    .withMaxPendingBytes(1 << 20))
                                    .build(),
                            heard);
            byte[] block = new byte[100_000];
            var receipts = new ArrayList<CompletionStage<Void>>();
            on(
                    line.loop(),
                    () -> {
                        while (line.begin(block.length) != null) {
                            receipts.add(line.sendBinary(ByteBuffer.wrap(block)));
                        }
                    });
            // the kernel takes some; fill until it takes no more
            while (true) {
                CompletionStage<Void> receipt = line.sendBinary(ByteBuffer.wrap(block));
                if (receipt.toCompletableFuture().isCompletedExceptionally()) {
                    var failure = assertThrows(ExecutionException.class, () -> get(receipt));
                    assertTrue(failure.getCause() instanceof BacklogException);
                    on(line.loop(), () -> {});
                    if (line.pendingBytes() > 900_000) {
                        break;
                    }
                } else {
                    // all of it is to leave before the loops end: Netty drops what waits then
                    receipts.add(receipt);
                }
            }
            assertFalse(line.writable());
            assertTrue(line.pendingBytes() < 1_300_000, "bounded: " + line.pendingBytes());
            gate.countDown();
            String event = heard.next();
            while (!event.equals("writable")) {
                event = heard.next();
            }
            for (CompletionStage<Void> receipt : receipts) {
                get(receipt);
            }
        }
    }

    @Test
    void a_message_longer_than_the_backlog_is_sent_when_nothing_waits() throws Exception {
        echo();
        WebSocketConnection line =
                sockets.connect(
                        WebSocketRequest.builder(sockets.url("/echo"))
                                .settings(WebSocketSettings.defaults().withMaxPendingBytes(1000))
                                .build(),
                        heard);
        get(line.sendBinary(ByteBuffer.allocate(1_000_000)));
        assertEquals("open", heard.next());
        String event = heard.next();
        while (event.equals("writable")) {
            event = heard.next();
        }
        assertEquals("binary 1000000", event);
    }

    @Test
    void a_receipt_fails_when_the_connection_ends_first() throws Exception {
        var upgraded = new CountDownLatch(1);
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(socket, Peer.upgraded(Peer.head(socket)));
                            upgraded.await();
                        })) {
            WebSocketConnection line =
                    sockets.connect(
                            WebSocketRequest.builder(peer.url())
                                    .settings(
                                            WebSocketSettings.defaults()
                                                    .withMaxPendingBytes(64 << 20))
                                    .build(),
                            heard);
            var receipts = new ArrayList<CompletionStage<Void>>();
            for (int i = 0; i < 400; i++) { // more than any kernel takes
                receipts.add(line.sendBinary(ByteBuffer.allocate(100_000)));
            }
            upgraded.countDown();
            assertEquals(1006, heard.close().code());
            var failure =
                    assertThrows(
                            ExecutionException.class, () -> get(receipts.get(receipts.size() - 1)));
            assertTrue(failure.getCause() instanceof ConnectionException);
            var late = assertThrows(ExecutionException.class, () -> get(line.sendText("too late")));
            assertEquals(
                    ConnectionException.Kind.CLOSED,
                    ((ConnectionException) late.getCause()).kind());
            on(line.loop(), () -> assertEquals(null, line.begin(1)));
        }
    }

    @Test
    void many_connections_talk_at_once() throws Exception {
        echo();
        int count = 200;
        var all = new ArrayList<CompletionStage<WebSocketConnection>>();
        var listeners = new ArrayList<Heard>();
        for (int i = 0; i < count; i++) {
            var listener = new Heard();
            listeners.add(listener);
            all.add(
                    sockets.client.connect(
                            WebSocketRequest.builder(sockets.url("/echo")).build(),
                            sockets.loops.next(),
                            listener));
        }
        for (int i = 0; i < count; i++) {
            get(all.get(i)).sendText("of " + i);
        }
        for (int i = 0; i < count; i++) {
            assertEquals("open", listeners.get(i).next());
            assertEquals("text of " + i, listeners.get(i).next());
        }
    }
}
