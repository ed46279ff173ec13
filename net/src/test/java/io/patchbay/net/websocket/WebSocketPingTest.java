package io.patchbay.net.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Peer;
import io.patchbay.net.Sockets;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Leaks.class)
@Timeout(30)
@NullUnmarked
class WebSocketPingTest {

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

    @Test
    void an_idle_connection_lives_by_pings() throws Exception {
        var pings = new CountDownLatch(3);
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(socket, Peer.upgraded(Peer.head(socket)));
                            answerPings(socket, pings);
                        })) {
            WebSocketConnection line =
                    sockets.connect(
                            WebSocketRequest.builder(peer.url())
                                    .settings(
                                            WebSocketSettings.defaults()
                                                    .withPing(
                                                            Duration.ofMillis(30),
                                                            Duration.ofSeconds(10)))
                                    .build(),
                            heard);
            assertTrue(pings.await(10, TimeUnit.SECONDS));
            assertTrue(line.isOpen());
        }
    }

    private static void answerPings(Socket socket, CountDownLatch pings) throws Exception {
        while (true) {
            byte[] ping = socket.getInputStream().readNBytes(6);
            assertEquals((byte) 0x89, ping[0]);
            pings.countDown();
            Peer.say(socket, 0x8a, 0);
        }
    }

    @Test
    void a_silent_peer_is_dropped_with_a_reason() throws Exception {
        try (var peer =
                new Peer(
                        socket -> {
                            Peer.say(socket, Peer.upgraded(Peer.head(socket)));
                            Peer.rest(socket);
                        })) {
            sockets.connect(
                    WebSocketRequest.builder(peer.url())
                            .settings(
                                    WebSocketSettings.defaults()
                                            .withPing(Duration.ofMillis(50), Duration.ofMillis(70)))
                            .build(),
                    heard);
            WebSocketClose close = heard.close();
            assertEquals(1006, close.code());
            assertEquals("nothing came from the other side for 120 ms", close.reason());
            assertEquals(WebSocketClose.Initiator.LOCAL, close.initiator());
            assertNotNull(heard.connection.getNow(null));
        }
    }
}
