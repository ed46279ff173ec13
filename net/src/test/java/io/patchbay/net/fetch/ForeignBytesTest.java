package io.patchbay.net.fetch;

import static io.patchbay.net.Sockets.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.BacklogException;
import io.patchbay.net.EventLoops;
import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Sockets;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketClose.Initiator;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketRequest;
import io.patchbay.net.websocket.WebSocketSettings;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A line over somebody else's stream of bytes, whatever that does. */
@ExtendWith(Leaks.class)
@Timeout(60)
@NullUnmarked
class ForeignBytesTest {

    private final EventLoops loops = EventLoops.create(1);
    private final Heard heard = new Heard();
    private ScriptedBytes stream = new ScriptedBytes(loops.next());

    @AfterEach
    void close() {
        loops.close();
    }

    private WebSocketConnection connect(WebSocketSettings settings) throws Exception {
        var fetch = new Scripted((request, loop) -> Scripted.agreed(request, stream));
        return get(
                new WebSocketClient(loops, fetch)
                        .connect(
                                WebSocketRequest.builder(URI.create("ws://localhost/"))
                                        .settings(settings)
                                        .build(),
                                stream.loop,
                                heard));
    }

    private WebSocketConnection connect() throws Exception {
        return connect(WebSocketSettings.defaults());
    }

    private void on(Consumer<ByteStream.Listener> task) throws Exception {
        ByteStream.Listener listener = get(stream.started);
        Sockets.on(stream.loop, () -> task.accept(listener));
    }

    private static ByteBuffer text(String words) {
        return ByteBuffer.allocate(2 + words.length())
                .put((byte) 0x81)
                .put((byte) words.length())
                .put(words.getBytes())
                .flip();
    }

    /** Waits for a call of the stream. */
    private void called(String what) throws Exception {
        String next = "";
        var before = new ArrayList<String>();
        while (!what.equals(next)) {
            next = stream.calls.poll(10, TimeUnit.SECONDS);
            assertTrue(next != null, () -> "no " + what + " after " + before);
            assertFalse(next.contains("wrong thread"), next);
            before.add(next);
        }
    }

    // ---- sending

    @Test
    void what_the_stream_refuses_is_pending_and_bounded() throws Exception {
        WebSocketConnection line =
                connect(WebSocketSettings.defaults().withMaxPendingBytes(100_000));
        stream.full(true);
        var receipts = new ArrayList<CompletionStage<Void>>();
        for (int i = 0; i < 9; i++) {
            receipts.add(line.sendBinary(ByteBuffer.allocate(10_000)));
        }
        called("refuse");
        Sockets.on( // after the last of them was handed over
                line.loop(),
                () -> {
                    assertTrue(line.pendingBytes() >= 90_000);
                    assertFalse(line.writable());
                });
        var refused =
                assertThrows(
                        ExecutionException.class,
                        () -> get(line.sendBinary(ByteBuffer.allocate(20_000))));
        assertInstanceOf(BacklogException.class, refused.getCause());
        Sockets.on(line.loop(), () -> assertEquals(null, line.begin(20_000)));
        assertFalse(receipts.get(0).toCompletableFuture().isDone());

        stream.full(false);
        for (CompletionStage<Void> receipt : receipts) {
            get(receipt);
        }
        assertEquals(9 * (8 + 10_000), stream.written().length);
        assertEquals("open", heard.next());
        assertEquals("writable", heard.next());
        Sockets.on(line.loop(), () -> assertEquals(0, line.pendingBytes()));
    }

    @Test
    void what_a_listener_sends_when_it_is_told_goes_after_the_start() throws Exception {
        var opening =
                new Heard() {
                    @Override
                    public void onOpen(WebSocketConnection opened) {
                        opened.sendText("first");
                    }
                };
        var fetch = new Scripted((request, loop) -> Scripted.agreed(request, stream));
        get(
                new WebSocketClient(loops, fetch)
                        .connect(
                                WebSocketRequest.builder(URI.create("ws://localhost/")).build(),
                                stream.loop,
                                opening));
        assertEquals("start", stream.calls.poll(10, TimeUnit.SECONDS));
        called("flush");
        assertEquals(6 + 5, stream.written().length);
    }

    // ---- receiving out of turn

    @Test
    void bytes_from_a_wrong_thread_arrive_in_order() throws Exception {
        connect();
        var listener = get(stream.started);
        for (int i = 0; i < 100; i++) {
            ByteBuffer whole = text("number " + i);
            listener.onBytes(whole.slice(0, 3));
            listener.onBytes(whole.slice(3, whole.limit() - 3));
        }
        assertEquals("open", heard.next());
        for (int i = 0; i < 100; i++) {
            assertEquals("text number " + i, heard.next());
        }
    }

    @Test
    void bytes_that_come_within_a_write_are_heard_after_it() throws Exception {
        stream =
                new ScriptedBytes(loops.next()) {
                    private int writes;

                    @Override
                    public boolean write(ByteBuffer bytes) {
                        writes++;
                        started.join().onBytes(text("within " + writes));
                        if (writes == 3) {
                            started.join().onEnd("within");
                        }
                        return super.write(bytes);
                    }
                };
        WebSocketConnection line = connect();
        Sockets.on(
                line.loop(),
                () -> {
                    for (int i = 0; i < 3; i++) {
                        line.sendText("out " + i);
                    }
                });
        assertEquals("open", heard.next());
        assertEquals("text within 1", heard.next());
        assertEquals("text within 2", heard.next());
        assertEquals("text within 3", heard.next());
        WebSocketClose close = heard.close();
        assertEquals(1006, close.code());
        assertEquals(Initiator.NETWORK, close.initiator());
        assertTrue(close.reason().endsWith("within"), close.reason());
        assertEquals(3 * (6 + 5), stream.written().length);
    }

    @Test
    void room_that_is_told_within_the_refusal_is_not_lost() throws Exception {
        stream =
                new ScriptedBytes(loops.next()) {
                    private boolean refused;

                    @Override
                    public boolean write(ByteBuffer bytes) {
                        if (!refused) {
                            refused = true;
                            started.join().onWritable();
                            return false;
                        }
                        return super.write(bytes);
                    }
                };
        get(connect().sendText("after all"));
        assertEquals(6 + 9, stream.written().length);
    }

    @Test
    void what_comes_after_the_end_is_dropped() throws Exception {
        connect();
        on(
                listener -> {
                    listener.onBytes(text("in time"));
                    listener.onEnd(null);
                    listener.onBytes(text("too late"));
                    listener.onWritable();
                    listener.onEnd("again");
                });
        get(stream.started).onBytes(text("too late as well"));
        get(stream.started).onEnd("and again");
        WebSocketClose close = heard.close();
        assertEquals(
                new WebSocketClose(
                        1006, "the connection dropped without a close", Initiator.NETWORK, false),
                close);
        on(listener -> {});
        assertEquals(
                List.of("open", "text in time", "close 1006 " + close.reason()),
                List.copyOf(heard.events));
    }

    @Test
    void who_does_not_heed_reading_is_held_and_then_ended() throws Exception {
        var lagging = new LaggingLoop();
        var fetch = new Scripted((request, loop) -> Scripted.agreed(request, stream));
        get(
                new WebSocketClient(loops, fetch)
                        .connect(
                                WebSocketRequest.builder(URI.create("ws://localhost/")).build(),
                                lagging,
                                heard));
        lagging.hold();
        ByteBuffer frame = ByteBuffer.allocate(4 + 60_000);
        frame.put((byte) 0x82).put((byte) 126).putShort((short) 60_000);
        on(
                listener -> {
                    for (int i = 0; i < 71; i++) {
                        listener.onBytes(frame.clear());
                    }
                });
        called("reading false");
        on(
                listener -> { // held: this is what was read already, as the contract allows
                    for (int i = 0; i < 60; i++) {
                        listener.onBytes(frame.clear());
                    }
                });
        assertFalse(heard.closed.isDone());
        on(
                listener -> { // and this is too much
                    for (int i = 0; i < 20; i++) {
                        listener.onBytes(frame.clear());
                    }
                });
        called("abort");
        lagging.release();
        assertTrue(heard.close().reason().contains("must heed reading(false)"));
        lagging.close();
    }

    @Test
    void what_was_held_is_heard_when_reading_goes_on() throws Exception {
        var lagging = new LaggingLoop();
        var fetch = new Scripted((request, loop) -> Scripted.agreed(request, stream));
        get(
                new WebSocketClient(loops, fetch)
                        .connect(
                                WebSocketRequest.builder(URI.create("ws://localhost/")).build(),
                                lagging,
                                heard));
        assertEquals("open", heard.next());
        lagging.hold();
        ByteBuffer frame = ByteBuffer.allocate(4 + 60_000);
        frame.put((byte) 0x82).put((byte) 126).putShort((short) 60_000);
        on(
                listener -> {
                    for (int i = 0; i < 100; i++) {
                        listener.onBytes(frame.clear());
                    }
                });
        called("reading false");
        lagging.release();
        called("reading true");
        for (int i = 0; i < 100; i++) {
            assertEquals("binary 60000", heard.next());
        }
        lagging.close();
    }

    // ---- ends

    @Test
    void after_the_closing_handshake_the_stream_is_ended_then_dropped() throws Exception {
        WebSocketConnection line = connect();
        CompletionStage<Void> closed = line.close(1000, "bye");
        called("flush");
        on(listener -> listener.onBytes(ByteBuffer.wrap(new byte[] {(byte) 0x88, 0})));
        get(closed);
        called("end");
        assertTrue(heard.close().clean());
        called("abort"); // the far end has not ended its side within two seconds
    }

    @Test
    void a_stream_that_ends_in_time_is_not_dropped() throws Exception {
        WebSocketConnection line = connect();
        CompletionStage<Void> closed = line.close(1000, "bye");
        called("flush");
        on(
                listener -> {
                    listener.onBytes(ByteBuffer.wrap(new byte[] {(byte) 0x88, 0}));
                    listener.onEnd(null);
                });
        get(closed);
        loops.close(); // nothing is left to be done
        assertFalse(stream.calls.contains("abort"), stream.calls.toString());
    }

    @Test
    void the_reason_of_an_end_is_told() throws Exception {
        connect();
        on(listener -> listener.onEnd("the platform went to sleep"));
        assertEquals("the connection failed: the platform went to sleep", heard.close().reason());
    }

    @Test
    void closing_the_loops_drops_the_stream() throws Exception {
        connect();
        get(stream.started);
        loops.close();
        assertEquals(1006, heard.close().code());
        assertTrue(stream.calls.contains("abort"));
    }

    @Test
    void a_listener_that_drops_the_line_at_once_gets_its_end() throws Exception {
        var fetch = new Scripted((request, loop) -> Scripted.agreed(request, stream));
        var dropping =
                new Heard() {
                    @Override
                    public void onOpen(WebSocketConnection opened) {
                        super.onOpen(opened);
                        opened.abort();
                    }
                };
        new WebSocketClient(loops, fetch)
                .connect(
                        WebSocketRequest.builder(URI.create("ws://localhost/")).build(),
                        stream.loop,
                        dropping);
        assertEquals(Initiator.LOCAL, dropping.close().initiator());
        assertEquals("abort", stream.calls.poll(10, TimeUnit.SECONDS));
    }

    // ---- exceptions

    private void throwing(String call) {
        stream =
                new ScriptedBytes(loops.next()) {
                    @Override
                    protected void called(String what) {
                        super.called(what);
                        if (what.equals(call)) {
                            throw new IllegalStateException("a secret");
                        }
                    }
                };
    }

    @Test
    void a_stream_that_throws_ends_its_line_with_a_reason() throws Exception {
        for (String call : List.of("start", "write", "flush")) {
            throwing(call);
            var listener = new Heard();
            var fetch = new Scripted((request, loop) -> Scripted.agreed(request, stream));
            new WebSocketClient(loops, fetch)
                    .connect(
                            WebSocketRequest.builder(URI.create("ws://localhost/")).build(),
                            stream.loop,
                            listener);
            get(listener.connection).sendText("anything");
            WebSocketClose close = listener.close();
            assertEquals(1006, close.code(), call);
            assertTrue(close.reason().contains("IllegalStateException"), close.reason());
            assertFalse(close.reason().contains("secret"), close.reason());
            called("abort");
        }
    }

    @Test
    void a_stream_that_throws_at_its_end_is_dropped() throws Exception {
        throwing("end");
        WebSocketConnection line =
                connect(WebSocketSettings.defaults().withCloseTimeout(Duration.ofMillis(50)));
        get(line.close(1000, ""));
        called("end");
        called("abort");
        throwing("abort");
        var listener = new Heard();
        var fetch = new Scripted((request, loop) -> Scripted.agreed(request, stream));
        var other =
                get(
                        new WebSocketClient(loops, fetch)
                                .connect(
                                        WebSocketRequest.builder(URI.create("ws://localhost/"))
                                                .settings(
                                                        WebSocketSettings.defaults()
                                                                .withCloseTimeout(
                                                                        Duration.ofMillis(50)))
                                                .build(),
                                        stream.loop,
                                        listener));
        get(other.close(1000, ""));
        called("abort");
        assertEquals(1000, listener.close().code());
    }
}
