package io.patchbay.net.fetch;

import static io.patchbay.net.Sockets.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Peer;
import io.patchbay.net.Sockets;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketRequest;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers that answer an upgrade in HTTP/1.1 in every way that no decent server does. */
@ExtendWith(Leaks.class)
@Timeout(60)
@NullUnmarked
class HostileServerTest {

    private final Sockets sockets = new Sockets();
    private final Heard heard = new Heard();

    @AfterEach
    void close() {
        sockets.close();
    }

    private WebSocketConnection connect(Peer peer) throws Exception {
        return sockets.connect(WebSocketRequest.builder(peer.url()).build(), heard);
    }

    private ConnectionException refused(Peer.Behaviour behaviour) throws Exception {
        try (var peer = new Peer(behaviour)) {
            return sockets.refusal(WebSocketRequest.builder(peer.url()).build());
        }
    }

    /** Says one text after a head was read, then reads on. */
    private static Peer.Behaviour saying(String text) {
        return socket -> {
            Peer.head(socket);
            Peer.say(socket, text);
            Peer.rest(socket);
        };
    }

    private static void dribble(Socket socket, byte[] bytes) throws Exception {
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        for (byte each : bytes) {
            out.write(each);
            out.flush();
        }
    }

    @Test
    void an_answer_in_pieces_of_one_byte_opens() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            String answer = Peer.upgraded(Peer.head(socket));
                            dribble(socket, answer.getBytes(StandardCharsets.ISO_8859_1));
                            dribble(socket, new byte[] {(byte) 0x81, 2, 'h', 'i'});
                            Peer.rest(socket);
                        })) {
            connect(peer);
            assertEquals("open", heard.next());
            assertEquals("text hi", heard.next());
        }
    }

    @Test
    void answer_frames_and_end_in_one_packet_are_all_heard() throws Exception {
        try (var peer =
                new Peer(
                        socket ->
                                Peer.say(
                                        socket,
                                        Peer.upgraded(Peer.head(socket))
                                                + "\u0081\u0005first\u0081\u0006second"
                                                + "\u0088\u0002\u0003\u00e9"))) {
            connect(peer);
            assertEquals("open", heard.next());
            assertEquals("text first", heard.next());
            assertEquals("text second", heard.next());
            assertEquals(1001, heard.close().code());
        }
    }

    private UpgradeResponse ask(Peer peer, SerialLoop loop) throws Exception {
        return get(
                UpgradeFetch.http1()
                        .fetch(
                                HttpRequest.builder(
                                                "GET",
                                                URI.create("http://127.0.0.1:" + peer.port()))
                                        .header("upgrade", "websocket")
                                        .header("connection", "upgrade")
                                        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
                                        .build(),
                                loop));
    }

    /** Holds a stream, and may stop reading at once. */
    private record Holder(
            ByteStream stream, boolean once, StringBuffer bytes, CompletableFuture<String> ended)
            implements ByteStream.Listener {

        static Holder start(UpgradeResponse answer, SerialLoop loop, boolean once)
                throws Exception {
            var holder =
                    new Holder(answer.bytes(), once, new StringBuffer(), new CompletableFuture<>());
            Sockets.on(loop, () -> answer.bytes().start(holder));
            return holder;
        }

        @Override
        public void onBytes(ByteBuffer piece) {
            bytes.append(StandardCharsets.ISO_8859_1.decode(piece));
            if (once) {
                stream.reading(false);
            }
        }

        @Override
        public void onWritable() {}

        @Override
        public void onEnd(String reason) {
            ended.complete("" + reason);
        }
    }

    @Test
    void frames_that_came_with_the_answer_wait_for_whoever_starts_late() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(
                                    socket, Peer.upgraded(Peer.head(socket)) + "\u0081\u0005early");
                            Peer.say(socket, "\u0081\u0004late");
                        })) {
            var loop = sockets.loops.next();
            Holder holder = Holder.start(ask(peer, loop), loop, false);
            assertEquals("null", get(holder.ended));
            assertEquals("\u0081\u0005early\u0081\u0004late", holder.bytes.toString());
        }
    }

    @Test
    void who_stops_reading_at_what_came_with_the_answer_gets_no_more() throws Exception {
        var more = new CompletableFuture<Void>();
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(socket, Peer.upgraded(Peer.head(socket)) + "early");
                            more.get(30, TimeUnit.SECONDS);
                            Peer.say(socket, "late");
                            Peer.rest(socket); // an end is read at once
                        })) {
            var loop = sockets.loops.next();
            Holder holder = Holder.start(ask(peer, loop), loop, true);
            more.complete(null);
            ask(peer, loop).bytes().abort(); // time for it to come
            assertEquals("early", holder.bytes.toString());
            Sockets.on(loop, () -> holder.stream.reading(true));
            while (!holder.bytes.toString().equals("earlylate")) {
                Thread.onSpinWait(); // the class has a time-out
            }
        }
    }

    @Test
    void other_informational_answers_come_before_the_answer() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            String answer = Peer.upgraded(Peer.head(socket));
                            Peer.say(
                                    socket,
                                    "HTTP/1.1 100 Continue\r\n\r\n"
                                            + "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n"
                                            + answer);
                            Peer.rest(socket);
                        })) {
            assertTrue(connect(peer).isOpen());
        }
    }

    @Test
    void an_endless_header_is_no_answer() throws Exception {
        ConnectionException refusal =
                refused(
                        socket -> {
                            Peer.head(socket);
                            Peer.say(socket, "HTTP/1.1 101 Switching Protocols\r\n");
                            while (true) {
                                Peer.say(socket, "X-More: " + "x".repeat(1_000) + "\r\n");
                            }
                        });
        assertEquals(Kind.PROTOCOL, refusal.kind());
    }

    @Test
    void an_endless_status_line_is_no_answer() throws Exception {
        ConnectionException refusal =
                refused(
                        socket -> {
                            Peer.head(socket);
                            Peer.say(socket, "HTTP/1.1 101 ");
                            while (true) {
                                Peer.say(socket, "x".repeat(1_000));
                            }
                        });
        assertEquals(Kind.PROTOCOL, refusal.kind());
    }

    @Test
    void an_agreement_with_a_body_breaks_the_protocol_of_frames() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            String answer = Peer.upgraded(Peer.head(socket));
                            Peer.say(
                                    socket,
                                    answer.replace(
                                                    "Connection:",
                                                    "Content-Length: 5\r\nConnection:")
                                            + "hello");
                            Peer.rest(socket);
                        })) {
            connect(peer);
            assertEquals(1002, heard.close().code());
        }
    }

    @Test
    void an_agreement_without_a_proof_is_refused_at_once() throws Exception {
        ConnectionException refusal =
                refused(
                        saying(
                                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                                        + "Connection: Upgrade\r\n\r\n"));
        assertEquals(Kind.PROTOCOL, refusal.kind());
        assertTrue(refusal.getMessage().contains("no proof"), refusal.getMessage());
    }

    @Test
    void an_agreement_on_something_else_is_refused() throws Exception {
        ConnectionException refusal =
                refused(
                        socket -> {
                            String answer = Peer.upgraded(Peer.head(socket));
                            Peer.say(socket, answer.replace("websocket", "h2c"));
                            Peer.rest(socket);
                        });
        assertEquals(Kind.PROTOCOL, refusal.kind());
    }

    @Test
    void an_extension_that_was_not_offered_is_refused() throws Exception {
        ConnectionException refusal =
                refused(
                        socket -> {
                            String answer = Peer.upgraded(Peer.head(socket));
                            Peer.say(
                                    socket,
                                    answer.replace(
                                            "Connection:",
                                            "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                                                    + "Connection:"));
                            Peer.rest(socket);
                        });
        assertEquals(Kind.PROTOCOL, refusal.kind());
        assertTrue(refusal.getMessage().contains("extension"), refusal.getMessage());
    }

    @Test
    void a_refusal_in_chunks_has_its_body() throws Exception {
        ConnectionException refusal =
                refused(
                        saying(
                                "HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + "4\r\nbad \r\n3\r\nkey\r\n0\r\n\r\n"));
        assertEquals(401, refusal.status().orElseThrow());
        assertEquals("bad key", refusal.body());
    }

    @Test
    void a_refusal_whose_chunks_are_broken_is_one_nevertheless() throws Exception {
        ConnectionException refusal =
                refused(
                        saying(
                                "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + "4\r\nbusy\r\nno number\r\n"));
        assertEquals(503, refusal.status().orElseThrow());
        assertTrue(refusal.body().startsWith("busy"), refusal.body());
    }

    @Test
    void endless_chunks_are_cut() throws Exception {
        ConnectionException refusal =
                refused(
                        socket -> {
                            Peer.head(socket);
                            Peer.say(
                                    socket,
                                    "HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n");
                            while (true) {
                                Peer.say(socket, "3e8\r\n" + "x".repeat(1_000) + "\r\n");
                            }
                        });
        assertEquals(500, refusal.status().orElseThrow());
        assertEquals(8_192, refusal.body().length());
    }

    @Test
    void a_body_that_never_ends_its_length_runs_into_the_deadline_as_a_refusal() throws Exception {
        try (var peer = new Peer(saying("HTTP/1.1 403 No\r\nContent-Length: 100\r\n\r\nhalf"))) {
            ConnectionException refusal =
                    sockets.refusal(
                            WebSocketRequest.builder(peer.url())
                                    .connectTimeout(Duration.ofMillis(200))
                                    .build());
            assertEquals(403, refusal.status().orElseThrow());
            assertEquals("half", refusal.body());
        }
    }

    @Test
    void a_server_may_close_at_every_byte_of_its_answer() throws Exception {
        for (String answer :
                List.of("HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\nbody", "101 in its place")) {
            int length = answer.startsWith("101") ? 120 : answer.length();
            for (int cut = 0; cut < length; cut++) {
                int upTo = cut;
                ConnectionException refusal =
                        refused(
                                socket -> {
                                    String head = Peer.head(socket);
                                    String whole =
                                            answer.startsWith("101") ? Peer.upgraded(head) : answer;
                                    Peer.say(socket, whole.substring(0, upTo));
                                });
                Kind kind = refusal.kind();
                boolean status = kind == Kind.HTTP_STATUS && answer.startsWith("HTTP");
                assertTrue(
                        kind == Kind.CLOSED || kind == Kind.PROTOCOL || status,
                        "after " + cut + " bytes: " + refusal.getMessage());
            }
        }
    }

    @Test
    void who_gives_up_in_the_middle_of_an_answer_leaves_no_connection() throws Exception {
        var answered = new CompletableFuture<Void>();
        var gone = new CompletableFuture<Void>();
        try (var peer =
                new Peer(
                        socket -> {
                            String answer = Peer.upgraded(Peer.head(socket));
                            Peer.say(socket, answer.substring(0, 60));
                            answered.complete(null);
                            try {
                                Peer.rest(socket);
                            } finally {
                                gone.complete(null); // also where the client resets
                            }
                        })) {
            var attempt =
                    sockets.client
                            .connect(
                                    WebSocketRequest.builder(peer.url()).build(),
                                    sockets.loops.next(),
                                    heard)
                            .toCompletableFuture();
            answered.get(30, TimeUnit.SECONDS);
            attempt.cancel(false);
            gone.get(30, TimeUnit.SECONDS);
            assertFalse(heard.connection.isDone());
        }
    }
}
