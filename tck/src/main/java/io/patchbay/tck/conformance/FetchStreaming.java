package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.ByteStream;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import io.patchbay.net.websocket.WebSocketSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The part of the kit about the streams that a fetch brings. */
@Contract({ByteStream.class, UpgradeFetch.class})
abstract class FetchStreaming extends FetchKit {

    private static final int PIECE = 64 << 10;
    private static final int ENOUGH = 1_024; // of these pieces: 64 MiB

    /** Who does not move for so long stands: too short on a slow machine makes a test milder. */
    private static final Patience A_WHILE = new Patience(Duration.ofMillis(500));

    /** A connection through the fetch, as lines have them. */
    private static final class Ear implements WebSocketListener {
        final BlockingQueue<Integer> texts = new LinkedBlockingQueue<>();

        @Override
        public void onText(ByteBuffer message) {
            texts.add(message.remaining());
        }

        @Override
        public void onClose(WebSocketClose close) {
            texts.add(-1);
        }
    }

    private WebSocketConnection connect(Ear ear) {
        Patience.Outcome<WebSocketConnection> outcome =
                waiting()
                        .outcome(
                                new WebSocketClient(loops(), fetch())
                                        .connect(
                                                WebSocketRequest.builder(uri("ws", "/echo"))
                                                        .tls(trust())
                                                        .connectTimeout(patience())
                                                        .settings(
                                                                WebSocketSettings.defaults()
                                                                        .withMaxPendingBytes(
                                                                                4 * PIECE))
                                                        .build(),
                                                loop(),
                                                ear));
        WebSocketConnection connection = outcome.value();
        if (connection == null) {
            throw Finding.of(
                    "a WebSocket opens through the fetch",
                    outcome.toString(),
                    "hand on headers and answer as they are",
                    outcome.failure());
        }
        return connection;
    }

    @Test
    void messages_of_every_length_go_both_ways() throws Exception {
        Ear ear = new Ear();
        WebSocketConnection line = connect(ear);
        for (int length : new int[] {0, 1, 125, 126, 4_096, 65_535, 65_536, 200_000}) {
            CompletionStage<Void> sent = line.sendText("x".repeat(length));
            Patience.Outcome<Void> written = waiting().outcome(sent);
            Integer back = next(ear.texts);
            require(
                    back != null && back == length,
                    "bytes arrive as they were sent, in order and all of them",
                    () -> length + " bytes, " + written + "; what came back: " + back,
                    "lose, repeat and reorder nothing");
        }
    }

    @Test
    void what_came_before_the_start_waits_for_it() throws Exception {
        SerialLoop loop = loop();
        UpgradeResponse answer = answer("/greeting", loop);
        FetchServerLine server = line();
        waiting().outcome(server.connection);
        probe("/echo").abort(); // time enough for the greeting to arrive
        FetchProbe probe = new FetchProbe(answer, loop);
        probe.start();
        require(
                waiting().until(() -> probe.heard(FetchServerLine.GREETING)),
                "what comes before the start is handed over first",
                () -> probe.bytesHeard() + " bytes came",
                "keep it, or read nothing, until start is called");
    }

    @Test
    void all_calls_are_on_the_loop() throws Exception {
        FetchProbe probe = probe("/echo");
        probe.say("an echo");
        require(
                waiting().until(() -> probe.heard("an echo")),
                "bytes go both ways",
                () -> probe.bytesHeard() + " bytes came",
                "send what is written when flush is called, and read");
        line().connection.join().abort();
        waiting().until(() -> probe.ends() > 0);
        require(
                probe.strays() == 0,
                "a listener is called on the loop that was given to the fetch",
                () -> probe.strays() + " calls on other threads",
                "hand calls over with loop.execute");
    }

    @Test
    void who_does_not_read_holds_the_server_up() throws Exception {
        FetchProbe probe = probe("/echo");
        assumeTrue(!probe.framed(), "a platform's messages may come nevertheless");
        probe.reading(false);
        int pieces = fill(line().connection.join());
        require(
                pieces < ENOUGH,
                "while reading is off the far end is held up in the end",
                () -> "the server got rid of " + ENOUGH * PIECE + " bytes",
                "stop to read from the socket");
        probe.reading(true);
        require(
                waiting().until(() -> probe.bytesHeard() >= (long) pieces * PIECE),
                "when reading goes on all of it comes",
                () -> probe.bytesHeard() + " bytes of " + (long) pieces * PIECE,
                "go on to read, and lose nothing");
    }

    /** Sends pieces until one is refused, and none leaves any more; how many were taken. */
    private static int fill(WebSocketConnection connection) {
        int sent = 0;
        while (sent < ENOUGH) {
            if (taken(connection)) {
                sent++;
            } else if (!A_WHILE.until(connection::writable)) {
                return sent;
            }
        }
        return sent;
    }

    private static boolean taken(WebSocketConnection connection) {
        return !connection
                .sendBinary(ByteBuffer.allocate(PIECE))
                .toCompletableFuture()
                .isCompletedExceptionally();
    }

    @Test
    void a_server_that_does_not_read_holds_the_line_up() throws Exception {
        WebSocketConnection connection = connect(new Ear());
        FetchServerLine server = line();
        server.hold(true);
        int pieces = fill(connection);
        server.hold(false);
        require(
                pieces < ENOUGH,
                "writes are refused when too much waits",
                () -> ENOUGH * PIECE + " bytes were taken for a server that reads nothing",
                "return false from write when a bound is reached");
        require(
                waiting().until(() -> server.binary.get() >= (long) pieces * PIECE),
                "what was refused goes when there is room again, and nothing is lost",
                () -> server.binary.get() + " bytes of " + (long) pieces * PIECE + " arrived",
                "call onWritable when there is room");
    }

    @Test
    void an_end_is_told_once_and_is_the_last_call() throws Exception {
        FetchProbe probe = probe("/echo");
        line().connection.join().abort();
        requireEnd(probe);
        require(
                probe.takes(100),
                "after the end bytes are taken and dropped",
                () -> "they were not taken",
                "return true, with the buffer read to its limit");
    }

    private void requireEnd(FetchProbe probe) {
        boolean ended = waiting().until(() -> probe.ends() > 0);
        probe("/echo").abort(); // time for a second one
        require(
                ended && probe.ends() == 1 && probe.afterEnd() == 0,
                "the end is told exactly once, and nothing after it",
                () -> probe.ends() + " ends, then " + probe.afterEnd() + " calls",
                "call onEnd when the stream is over in both directions, whoever ended it");
    }

    @Test
    void ending_this_side_sends_what_waits_first() throws Exception {
        FetchProbe probe = probe("/echo");
        probe.say("last words");
        probe.end();
        FetchServerLine server = line();
        Patience.Outcome<WebSocketClose> closed = waiting().outcome(server.closed);
        require(
                closed.value() != null && "last words".equals(server.texts.poll()),
                "what was written arrives, and then the end",
                () -> "the server saw " + closed,
                "close in order: flush, then end this side");
        requireEnd(probe);
    }

    @Test
    void a_stream_is_dropped_from_any_thread() throws Exception {
        FetchProbe probe = probe("/echo");
        FetchServerLine server = line();
        probe.abort();
        probe.abort();
        requireEnd(probe);
        Patience.Outcome<WebSocketClose> closed = waiting().outcome(server.closed);
        require(
                closed.value() != null,
                "a stream that is dropped is gone for the far end too",
                closed::toString,
                "close the connection");
    }
}
