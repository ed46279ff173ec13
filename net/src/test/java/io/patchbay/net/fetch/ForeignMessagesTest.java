package io.patchbay.net.fetch;

import static io.patchbay.net.Sockets.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.BacklogException;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.EventLoops;
import io.patchbay.net.Heard;
import io.patchbay.net.Sockets;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketClose.Initiator;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import io.patchbay.net.websocket.WebSocketSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A line over a platform's own messages, whatever that does. */
@Timeout(60)
@NullUnmarked
class ForeignMessagesTest {

    private final EventLoops loops = EventLoops.create(1);
    private final Heard heard = new Heard();
    private ScriptedMessages stream = new ScriptedMessages(loops.next());

    @AfterEach
    void close() {
        loops.close();
    }

    private CompletionStage<WebSocketConnection> connecting(
            WebSocketSettings settings, SerialLoop loop, WebSocketListener listener) {
        var fetch = new Scripted((request, on) -> Scripted.agreed(stream));
        return new WebSocketClient(loops, fetch)
                .connect(
                        WebSocketRequest.builder(URI.create("ws://localhost/"))
                                .settings(settings)
                                .build(),
                        loop,
                        listener);
    }

    private WebSocketConnection connect(WebSocketSettings settings) throws Exception {
        WebSocketConnection line = get(connecting(settings, stream.loop, heard));
        called("start");
        return line;
    }

    private WebSocketConnection connect() throws Exception {
        return connect(WebSocketSettings.defaults());
    }

    private void on(Consumer<MessageStream.Listener> task) throws Exception {
        MessageStream.Listener listener = get(stream.started);
        Sockets.on(stream.loop, () -> task.accept(listener));
    }

    /** What was heard, up to what the loop is doing now. */
    private List<String> events() throws Exception {
        Sockets.on(stream.loop, () -> {});
        return List.copyOf(heard.events);
    }

    private static ByteBuffer bytes(String words) {
        return ByteBuffer.wrap(words.getBytes());
    }

    private void called(String what) throws Exception {
        assertEquals(what, stream.calls.poll(10, TimeUnit.SECONDS));
    }

    // ---- sending

    @Test
    void messages_go_in_the_order_of_the_calls() throws Exception {
        WebSocketConnection line = connect();
        Sockets.on(
                line.loop(),
                () -> {
                    line.sendText("one");
                    line.begin(10).put("two".getBytes());
                    assertTrue(line.endText());
                    line.sendBinary(ByteBuffer.allocate(3));
                    line.begin(10).put("four".getBytes());
                    assertTrue(line.endBinary());
                });
        get(line.sendText("five"));
        called("text one");
        called("text two");
        called("binary 3");
        called("binary 4");
        called("text five");
        assertEquals(0, line.pendingBytes());
        assertThrows(IllegalStateException.class, line::endText);
    }

    @Test
    void what_the_platform_refuses_is_pending_and_bounded() throws Exception {
        WebSocketConnection line =
                connect(WebSocketSettings.defaults().withMaxPendingBytes(100_000));
        stream.full(true);
        var receipts = new ArrayList<CompletionStage<Void>>();
        for (int i = 0; i < 8; i++) {
            receipts.add(line.sendBinary(ByteBuffer.allocate(10_000)));
        }
        Sockets.on(
                line.loop(),
                () -> {
                    ByteBuffer room = line.begin(10_000);
                    room.position(room.position() + 10_000);
                    assertTrue(line.endBinary());
                    assertNull(line.begin(20_000));
                });
        assertTrue(line.pendingBytes() >= 90_000);
        assertFalse(line.writable());
        var refused =
                assertThrows(
                        ExecutionException.class,
                        () -> get(line.sendBinary(ByteBuffer.allocate(20_000))));
        assertInstanceOf(BacklogException.class, refused.getCause());
        assertFalse(receipts.get(0).toCompletableFuture().isDone());
        called("refuse");

        stream.full(false);
        for (CompletionStage<Void> receipt : receipts) {
            get(receipt);
        }
        for (int i = 0; i < 9; i++) {
            called("binary 10000");
        }
        assertEquals("open", heard.next());
        assertEquals("writable", heard.next());
        assertTrue(line.writable());
        assertEquals(0, line.pendingBytes());
    }

    @Test
    void what_waits_in_the_platform_counts() throws Exception {
        WebSocketConnection line =
                connect(WebSocketSettings.defaults().withMaxPendingBytes(100_000));
        stream.pending = 95_000;
        get(line.sendText("one more"));
        assertFalse(line.writable());
        var refused =
                assertThrows(
                        ExecutionException.class,
                        () -> get(line.sendBinary(ByteBuffer.allocate(10_000))));
        assertInstanceOf(BacklogException.class, refused.getCause());
        stream.pending = 0; // and the platform says nothing of it
        assertEquals("open", heard.next());
        assertEquals("writable", heard.next());
        get(line.sendBinary(ByteBuffer.allocate(10_000)));
    }

    @Test
    void a_listener_elsewhere_builds_and_hears_messages_too() throws Exception {
        var elsewhere = new LaggingLoop();
        WebSocketConnection line = get(connecting(WebSocketSettings.defaults(), elsewhere, heard));
        called("start");
        Sockets.on(
                elsewhere,
                () -> {
                    line.begin(10).put("one".getBytes());
                    assertTrue(line.endText());
                });
        called("text one");
        elsewhere.hold();
        on(
                listener -> {
                    for (int i = 0; i < 71; i++) {
                        listener.onMessage(ByteBuffer.allocate(60_000), false);
                    }
                });
        called("reading false");
        elsewhere.release();
        called("reading true");
        assertEquals("open", heard.next());
        for (int i = 0; i < 71; i++) {
            assertEquals("binary 60000", heard.next());
        }
        elsewhere.close();
    }

    @Test
    void a_listener_may_send_and_close_as_soon_as_it_is_told() throws Exception {
        var opening =
                new Heard() {
                    @Override
                    public void onOpen(WebSocketConnection opened) {
                        opened.sendText("first");
                        opened.close(4000, "and last");
                    }
                };
        get(connecting(WebSocketSettings.defaults(), stream.loop, opening));
        called("start");
        called("text first");
        called("close 4000 and last");
        on(listener -> listener.onClose(4000, "and last", false));
        assertEquals(new WebSocketClose(4000, "and last", Initiator.LOCAL, true), opening.close());
    }

    // ---- receiving

    @Test
    void messages_from_a_wrong_thread_or_within_a_call_arrive_in_order() throws Exception {
        stream =
                new ScriptedMessages(loops.next()) {
                    @Override
                    public boolean send(ByteBuffer message, boolean text) {
                        started.join().onMessage(bytes("within"), true);
                        return super.send(message, text);
                    }
                };
        WebSocketConnection line = connect();
        for (int i = 0; i < 50; i++) {
            get(stream.started).onMessage(bytes("number " + i).asReadOnlyBuffer(), true);
        }
        get(line.sendText("out"));
        assertEquals("open", heard.next());
        for (int i = 0; i < 50; i++) {
            assertEquals("text number " + i, heard.next());
        }
        assertEquals("text within", heard.next());
    }

    @Test
    void a_message_over_the_bound_closes_with_1009() throws Exception {
        connect(WebSocketSettings.defaults().withMaxMessageBytes(1_000));
        on(
                listener -> {
                    listener.onMessage(ByteBuffer.allocate(1_000), false);
                    listener.onMessage(ByteBuffer.allocate(1_001), false);
                    listener.onMessage(ByteBuffer.allocate(10), false);
                });
        called("close 1009 a message is over the bound of 1000 bytes");
        on(listener -> listener.onClose(1009, "", false));
        assertEquals(1009, heard.close().code());
        assertEquals(
                List.of(
                        "open",
                        "binary 1000",
                        "close 1009 a message is over the bound of 1000 bytes"),
                events());
    }

    @Test
    void a_platform_that_floods_who_cannot_hear_is_dropped() throws Exception {
        var elsewhere = new LaggingLoop();
        get(connecting(WebSocketSettings.defaults(), elsewhere, heard));
        elsewhere.hold();
        on(
                listener -> {
                    for (int i = 0; i < 200; i++) {
                        listener.onMessage(ByteBuffer.allocate(60_000), false);
                    }
                });
        called("start");
        called("reading false");
        called("abort");
        elsewhere.release();
        assertTrue(heard.close().reason().contains("must heed reading(false)"));
        elsewhere.close();
    }

    // ---- ends

    @Test
    void a_close_waits_for_what_waits() throws Exception {
        WebSocketConnection line = connect();
        stream.full(true);
        CompletionStage<Void> receipt = line.sendText("before");
        CompletionStage<Void> closed = line.close(4001, "x".repeat(200));
        called("refuse");
        assertFalse(line.isOpen());
        assertInstanceOf(
                ConnectionException.class,
                assertThrows(ExecutionException.class, () -> get(line.sendText("after")))
                        .getCause());
        stream.full(false);
        get(receipt);
        called("text before");
        called("close 4001 " + "x".repeat(123));
        on(listener -> listener.onClose(4001, "", false));
        get(closed);
        assertTrue(heard.close().clean());
        assertThrows(IllegalArgumentException.class, () -> line.close(1006, ""));
    }

    @Test
    void a_close_that_is_not_answered_drops_in_time() throws Exception {
        WebSocketConnection line =
                connect(WebSocketSettings.defaults().withCloseTimeout(Duration.ofMillis(50)));
        get(line.close(1000, "bye"));
        called("close 1000 bye");
        called("abort");
        assertEquals(new WebSocketClose(1000, "bye", Initiator.LOCAL, false), heard.close());
        on(
                listener -> {
                    listener.onMessage(bytes("too late"), true);
                    listener.onClose(1000, "bye", false);
                });
        assertEquals(List.of("open", "close 1000 bye"), events());
    }

    @Test
    void a_drop_fails_receipts_and_is_told_once() throws Exception {
        WebSocketConnection line = connect();
        stream.full(true);
        CompletionStage<Void> receipt = line.sendText("never");
        called("refuse");
        line.abort();
        line.abort();
        assertInstanceOf(
                ConnectionException.class,
                assertThrows(ExecutionException.class, () -> get(receipt)).getCause());
        called("abort");
        assertEquals(
                new WebSocketClose(1006, "dropped by this side", Initiator.LOCAL, false),
                heard.close());
        on(listener -> listener.onClose(1006, "", false));
        assertEquals(2, events().size());
        get(line.close(1000, "")); // the end is over
    }

    @Test
    void the_other_sides_close_is_told_with_code_and_reason() throws Exception {
        connect();
        on(listener -> listener.onClose(1001, "going", true));
        assertEquals(new WebSocketClose(1001, "going", Initiator.REMOTE, true), heard.close());
    }

    @Test
    void a_lost_line_is_1006() throws Exception {
        connect();
        on(listener -> listener.onClose(1006, "", false));
        assertEquals(
                new WebSocketClose(
                        1006, "the connection dropped without a close", Initiator.NETWORK, false),
                heard.close());
    }

    @Test
    void closing_the_loops_drops_the_line() throws Exception {
        connect();
        loops.close();
        assertEquals(1006, heard.close().code());
        called("abort");
    }

    @Test
    void a_platform_that_throws_ends_its_line_with_a_reason() throws Exception {
        for (String call : List.of("start", "text anything", "close 1000 ")) {
            stream =
                    new ScriptedMessages(loops.next()) {
                        @Override
                        protected void called(String what) {
                            super.called(what);
                            if (what.equals(call)) {
                                throw new IllegalStateException("a secret");
                            }
                        }
                    };
            var listener = new Heard();
            connecting(WebSocketSettings.defaults(), stream.loop, listener);
            WebSocketConnection line = get(listener.connection);
            line.sendText("anything");
            if (call.startsWith("close")) {
                get(line.close(1000, ""));
                assertEquals(1000, listener.close().code());
            } else {
                assertEquals(1006, listener.close().code());
                assertTrue(listener.close().reason().contains("IllegalStateException"));
                assertFalse(listener.close().reason().contains("secret"));
            }
            while (!"abort".equals(stream.calls.poll(10, TimeUnit.SECONDS))) {
                assertFalse(stream.calls.isEmpty(), call);
            }
        }
    }

    @Test
    void a_platform_that_fails_to_say_how_much_waits_loses_what_waits_and_nothing_else()
            throws Exception {
        stream =
                new ScriptedMessages(loops.next()) {
                    @Override
                    public long pendingBytes() {
                        if (pending < 0) {
                            throw new IllegalStateException("a secret");
                        }
                        return super.pendingBytes();
                    }
                };
        WebSocketConnection line = connect();
        stream.full(true);
        var receipts = List.of(line.sendText("one"), line.sendText("two"));
        called("refuse");
        stream.pending = -1;
        var told = new CompletableFuture<Void>();
        stream.full(false);
        stream.loop.execute(() -> told.complete(null));
        get(told);
        assertEquals(1006, heard.close().code());
        for (CompletionStage<Void> receipt : receipts) {
            assertThrows(ExecutionException.class, () -> get(receipt));
        }
        assertEquals(0, line.pendingBytes());
    }
}
