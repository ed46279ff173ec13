package io.patchbay.net.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.Certificates;
import io.patchbay.net.EventLoops;
import io.patchbay.net.TlsSettings;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StreamTest {

    private final EventLoops loops = EventLoops.create(1);
    private final SerialLoop loop = loops.next();

    /** What one side heard. */
    private static final class Side implements StreamConnection.Listener {
        final CompletableFuture<StreamConnection> opened = new CompletableFuture<>();
        final CompletableFuture<Optional<String>> closed = new CompletableFuture<>();
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final boolean echoes;

        Side(boolean echoes) {
            this.echoes = echoes;
        }

        @Override
        public void onOpen(StreamConnection connection) {
            opened.complete(connection);
        }

        @Override
        public void onData(StreamConnection connection, ByteBuffer data) {
            String text = UTF_8.decode(data.duplicate()).toString();
            if (text.equals("fail")) {
                throw new IllegalStateException("on purpose");
            }
            if (echoes) {
                connection.send(data);
            }
            heard.add(text);
        }

        @Override
        public void onClosed(@org.jspecify.annotations.Nullable String reason) {
            closed.complete(Optional.ofNullable(reason));
        }

        String reasonNow() {
            return String.valueOf(closed.getNow(Optional.empty()));
        }

        String reason() throws Exception {
            return closed.get(60, TimeUnit.SECONDS).orElse("");
        }
    }

    @AfterEach
    void end() {
        loops.close();
    }

    private static InetSocketAddress local(int port) throws Exception {
        return new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
    }

    private StreamServer serve(StreamSettings settings, Side side) throws Exception {
        return StreamServer.open(loop, local(0), settings, from -> side);
    }

    private Side connect(StreamServer server, String host, StreamSettings settings) {
        var side = new Side(false);
        StreamConnection.connect(loop, server.address(), host, settings, side);
        return side;
    }

    private void say(Side side, String text) throws Exception {
        StreamConnection connection = side.opened.get(60, TimeUnit.SECONDS);
        loop.execute(() -> connection.send(ByteBuffer.wrap(text.getBytes(UTF_8))));
    }

    @Test
    void bytes_go_both_ways_until_one_side_closes() throws Exception {
        var echo = new Side(true);
        StreamServer server = serve(StreamSettings.builder().build(), echo);
        Side side = connect(server, "127.0.0.1", StreamSettings.builder().build());
        say(side, "hello");
        assertEquals("hello", side.heard.poll(60, TimeUnit.SECONDS));
        assertEquals(1, server.connections());
        StreamConnection connection = side.opened.join();
        assertEquals(server.address(), connection.remoteAddress());
        assertEquals(connection.localAddress(), echo.opened.join().remoteAddress());
        assertFalse(connection.secure());
        connection.close();
        assertEquals("", side.reason());
        assertEquals("", echo.reason());
        assertFalse(
                CompletableFuture.supplyAsync(() -> connection.send(ByteBuffer.allocate(1)), loop)
                        .join());
    }

    @Test
    void tls_proves_the_host_and_is_refused_for_another(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.selfSigned(folder, "dns:sip.example.com");
        var echo = new Side(true);
        StreamServer server =
                serve(StreamSettings.builder().identity(certificates.identity()).build(), echo);
        StreamSettings trusting =
                StreamSettings.builder()
                        .trust(TlsSettings.defaults().trusting(List.of(certificates.certificate())))
                        .build();
        Side side = connect(server, "sip.example.com", trusting);
        say(side, "secret");
        assertEquals("secret", side.heard.poll(60, TimeUnit.SECONDS));
        assertTrue(side.opened.join().secure());
        assertTrue(echo.opened.join().secure());
        Side other = connect(server, "sip.example.org", trusting);
        assertTrue(other.reason().contains("sip.example.org"), other::reasonNow);
        Side stranger =
                connect(
                        server,
                        "sip.example.com",
                        StreamSettings.builder().trust(TlsSettings.defaults()).build());
        assertTrue(stranger.reason().contains("trust"), stranger::reasonNow);
    }

    @Test
    void who_speaks_no_tls_or_nothing_is_cut(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.selfSigned(folder, "dns:localhost");
        var side = new Side(false);
        StreamServer server =
                serve(
                        StreamSettings.builder()
                                .identity(certificates.identity())
                                .connectTimeout(Duration.ofMillis(300))
                                .build(),
                        side);
        try (var silent = new Socket(server.address().getAddress(), server.address().getPort())) {
            assertEquals(-1, silent.getInputStream().read());
        }
        assertNotNull(side.reason());
        assertFalse(side.opened.isDone());
    }

    @Test
    void nobody_there_is_said() throws Exception {
        StreamServer server = serve(StreamSettings.builder().build(), new Side(false));
        InetSocketAddress gone = server.address();
        server.close();
        var side = new Side(false);
        // closed on the loop, so what is handed over now comes later
        StreamConnection.connect(loop, gone, "127.0.0.1", StreamSettings.builder().build(), side);
        assertTrue(side.reason().contains("refused"), side::reasonNow);
    }

    @Test
    void a_far_end_that_does_not_read_is_cut() throws Exception {
        var side = new Side(false);
        StreamServer server =
                serve(StreamSettings.builder().maxPendingBytes(100_000).build(), side);
        try (var deaf = new Socket(server.address().getAddress(), server.address().getPort())) {
            assertTrue(deaf.isConnected());
            StreamConnection connection = side.opened.get(60, TimeUnit.SECONDS);
            loop.execute(
                    () -> {
                        int sent = 0;
                        while (connection.send(ByteBuffer.allocate(50_000)) && sent < 10_000) {
                            sent++;
                        }
                    });
            assertEquals("the far end does not read", side.reason());
        }
    }

    @Test
    void silence_and_a_listener_that_fails_end_a_connection() throws Exception {
        var side = new Side(false);
        StreamServer server =
                serve(StreamSettings.builder().idle(Duration.ofMillis(200)).build(), side);
        try (var silent = new Socket(server.address().getAddress(), server.address().getPort())) {
            assertEquals(-1, silent.getInputStream().read());
        }
        assertTrue(side.reason().startsWith("nothing came"), side::reasonNow);
        var failing = new Side(false);
        StreamServer second = serve(StreamSettings.builder().build(), failing);
        try (var peer = new Socket(second.address().getAddress(), second.address().getPort())) {
            peer.getOutputStream().write("fail".getBytes(UTF_8));
            assertEquals(-1, peer.getInputStream().read());
        }
        assertEquals("its listener failed", failing.reason());
    }

    @Test
    void too_many_and_unwanted_connections_are_closed_at_once() throws Exception {
        var side = new Side(false);
        StreamServer server = serve(StreamSettings.builder().maxConnections(1).build(), side);
        try (var first = new Socket(server.address().getAddress(), server.address().getPort())) {
            side.opened.get(60, TimeUnit.SECONDS);
            try (var second =
                    new Socket(server.address().getAddress(), server.address().getPort())) {
                assertEquals(-1, second.getInputStream().read());
            }
            assertTrue(first.isConnected());
        }
        StreamServer closed =
                StreamServer.open(loop, local(0), StreamSettings.builder().build(), from -> null);
        try (var peer = new Socket(closed.address().getAddress(), closed.address().getPort())) {
            assertEquals(-1, peer.getInputStream().read());
        }
    }

    @Test
    void a_closed_server_ends_its_connections() throws Exception {
        var side = new Side(false);
        StreamServer server = serve(StreamSettings.builder().build(), side);
        Side client = connect(server, "127.0.0.1", StreamSettings.builder().build());
        client.opened.get(60, TimeUnit.SECONDS);
        side.opened.get(60, TimeUnit.SECONDS);
        server.close();
        assertEquals("", client.reason());
        assertNull(side.closed.get(60, TimeUnit.SECONDS).orElse(null));
    }

    @Test
    void what_makes_no_sense_is_said() throws Exception {
        StreamServer server = serve(StreamSettings.builder().build(), new Side(false));
        assertThrows(
                BindException.class,
                () ->
                        StreamServer.open(
                                loop,
                                server.address(),
                                StreamSettings.builder().build(),
                                from -> null));
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("x.invalid", 1);
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        StreamConnection.connect(
                                loop,
                                unresolved,
                                "x",
                                StreamSettings.builder().build(),
                                new Side(false)));
        var builder = StreamSettings.builder();
        assertThrows(IllegalArgumentException.class, () -> builder.maxConnections(0));
        assertThrows(IllegalArgumentException.class, () -> builder.idle(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.maxPendingBytes(-1));
    }
}
