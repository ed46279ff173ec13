package io.patchbay.sip.internal.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.TlsSettings;
import io.patchbay.sip.Certificates;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SocketsTest {

    private static final Set<Carrier> ALL = Set.of(Carrier.UDP, Carrier.TCP, Carrier.TLS);

    private static SipRequest options(int number) {
        return SipRequest.builder("OPTIONS", SipUri.parse("sip:bob@127.0.0.1"))
                .add("Max-Forwards", 70)
                .add("From", "<sip:me@127.0.0.1>;tag=me")
                .add("To", "<sip:bob@127.0.0.1>")
                .add("Call-ID", "sockets-" + number)
                .add("CSeq", new CSeq(1, "OPTIONS"))
                .build();
    }

    /** The status of the answer, or why there is none. */
    private static String ask(Door from, Hop to, SipRequest request) throws Exception {
        var said = new CompletableFuture<String>();
        from.loop.execute(
                () ->
                        from.transactions.send(
                                request,
                                to,
                                new ClientTransaction.User() {
                                    @Override
                                    public void onFinal(SipResponse answer) {
                                        said.complete(Integer.toString(answer.status()));
                                    }

                                    @Override
                                    public void onFailed(String reason) {
                                        said.complete(reason);
                                    }
                                }));
        return said.get(60, TimeUnit.SECONDS);
    }

    private static Hop hop(Door door, Carrier carrier, String host) {
        return new Hop(carrier, door.address(carrier), host);
    }

    @Test
    void a_free_port_is_free_for_datagrams_and_streams() throws Exception {
        try (var door = new Door()) {
            assertEquals(door.address(Carrier.UDP), door.address(Carrier.TCP));
            assertTrue(door.address(Carrier.UDP).getPort() > 0);
        }
    }

    @Test
    void a_taken_port_is_named() throws Exception {
        try (var door = new Door()) {
            SipSettings same =
                    SipSettings.builder().port(door.address(Carrier.UDP).getPort()).build();
            Exception failure = assertThrows(BindException.class, () -> new Door(same));
            String port = Integer.toString(same.port());
            assertTrue(String.valueOf(failure.getMessage()).contains(port), failure::getMessage);
        }
    }

    @Test
    void requests_go_over_datagrams_streams_and_tls(@TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.selfSigned(folder, "dns:sip.example.com");
        SipSettings settings =
                SipSettings.builder()
                        .carriers(ALL)
                        .tls(certificates.identity())
                        .trust(TlsSettings.defaults().trusting(List.of(certificates.certificate())))
                        .build();
        try (var near = new Door(settings);
                var far = new Door(settings)) {
            int number = 0;
            for (Carrier carrier : ALL) {
                Hop to = hop(far, carrier, "sip.example.com");
                assertEquals("200", ask(near, to, options(number++)));
                SipRequest heard = far.heard.poll(60, TimeUnit.SECONDS);
                assertNotNull(heard);
                assertEquals(carrier.name(), heard.topVia().transport());
                assertEquals(near.address(carrier).getPort(), heard.topVia().port());
                Hop first = far.sources.poll(60, TimeUnit.SECONDS);
                assertNotNull(first);
                assertEquals("200", ask(near, to, options(number++)));
                assertEquals(first, far.sources.poll(60, TimeUnit.SECONDS), "the same connection");
                // and back on that connection
                assertEquals("200", ask(far, first, options(number++)));
                far.heard.clear();
            }
            String refusal = ask(near, hop(far, Carrier.TLS, "sip.example.org"), options(number));
            assertTrue(refusal.contains("sip.example.org"), refusal);
        }
    }

    @Test
    void nobody_there_is_said_at_once() throws Exception {
        try (var door = new Door()) {
            int port;
            try (var gone = new ServerSocket(0)) {
                port = gone.getLocalPort();
            }
            var to = new Hop(Carrier.TCP, new InetSocketAddress("127.0.0.1", port), "127.0.0.1");
            String reason = ask(door, to, options(1));
            assertTrue(reason.contains("refused"), reason);
            var tls = new Hop(Carrier.TLS, to.address(), "127.0.0.1");
            assertEquals("this door has no TLS", ask(door, tls, options(2)));
        }
    }

    @Test
    void a_ping_is_answered_with_a_pong() throws Exception {
        try (var door = new Door()) {
            InetSocketAddress to = door.address(Carrier.TCP);
            try (var socket = new Socket(to.getAddress(), to.getPort())) {
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write("\r\n\r\n".getBytes(UTF_8));
                assertEquals("\r\n", new String(socket.getInputStream().readNBytes(2), UTF_8));
                for (byte one : Door.options()) {
                    socket.getOutputStream().write(one);
                }
                assertEquals("SIP", new String(socket.getInputStream().readNBytes(3), UTF_8));
            }
        }
    }

    @Test
    void who_says_nothing_or_never_ends_is_cut() throws Exception {
        var patience = new Streams.Patience(Duration.ofMillis(200), Duration.ofMillis(200), 1);
        try (var door = new Door(SipSettings.builder().build(), patience)) {
            InetSocketAddress to = door.address(Carrier.TCP);
            for (byte[] begun : List.of(new byte[0], Arrays.copyOf(Door.options(), 100))) {
                try (var socket = new Socket(to.getAddress(), to.getPort())) {
                    socket.setSoTimeout(60_000);
                    assertTrue(isCut(socket, begun));
                }
                while (connections(door) > 0) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /** Whether it ends: in order, or by a reset where it was cut before all was written. */
    private static boolean isCut(Socket socket, byte[] begun) throws IOException {
        try {
            socket.getOutputStream().write(begun);
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void one_source_has_so_many_connections_and_no_more() throws Exception {
        var patience = new Streams.Patience(Duration.ofMinutes(1), Duration.ofMinutes(1), 2);
        try (var door = new Door(SipSettings.builder().build(), patience)) {
            InetSocketAddress to = door.address(Carrier.TCP);
            try (var first = new Socket(to.getAddress(), to.getPort());
                    var second = new Socket(to.getAddress(), to.getPort());
                    var third = new Socket(to.getAddress(), to.getPort())) {
                third.setSoTimeout(60_000);
                assertEquals(-1, third.getInputStream().read());
                for (Socket socket : List.of(first, second)) {
                    socket.getOutputStream().write(Door.options());
                    assertEquals('S', socket.getInputStream().read());
                }
            }
        }
    }

    private static int connections(Door door) {
        var sockets = (Sockets) ((TransactionLayer) door.transactions).wire();
        return CompletableFuture.supplyAsync(sockets::connections, door.loop).join();
    }

    @Test
    void an_answer_finds_its_way_when_the_connection_is_gone() throws Exception {
        try (var door = new Door();
                var back = new ServerSocket(0, 5, door.address(Carrier.TCP).getAddress())) {
            var waiting = new CompletableFuture<ServerTransaction>();
            try (var slow = new SlowDoor(waiting)) {
                InetSocketAddress to = slow.address();
                var socket = new Socket(to.getAddress(), to.getPort());
                String invite =
                        Exchange.request("OPTIONS", "z9hG4bKgone", "Content-Length: 0")
                                .replace(
                                        "UDP 127.0.0.1:5070",
                                        "TCP 127.0.0.1:" + back.getLocalPort());
                socket.getOutputStream().write(Exchange.bytes(invite));
                ServerTransaction transaction = waiting.get(60, TimeUnit.SECONDS);
                socket.close();
                slow.awaitGone();
                slow.loop.execute(() -> transaction.respond(200));
                back.setSoTimeout(60_000);
                try (Socket again = back.accept()) {
                    String said = new String(again.getInputStream().readNBytes(11), UTF_8);
                    assertEquals("SIP/2.0 200", said);
                }
            }
        }
    }

    /** A door that answers when the test says so. */
    private static final class SlowDoor implements Transactions.User, AutoCloseable {
        private final io.patchbay.net.EventLoops loops = io.patchbay.net.EventLoops.create(1);
        final io.patchbay.api.session.SerialLoop loop = loops.next();
        private final CompletableFuture<ServerTransaction> waiting;
        private final Transactions transactions;

        SlowDoor(CompletableFuture<ServerTransaction> waiting) throws Exception {
            this.waiting = waiting;
            this.transactions =
                    Transactions.open(
                            loop,
                            SipSettings.builder().carriers(Set.of(Carrier.TCP)).build(),
                            new Capabilities(Set.of("OPTIONS"), Set.of(), java.util.Map.of()),
                            this);
        }

        InetSocketAddress address() {
            return transactions.listening().get(0).address();
        }

        /** Waits until the connection was seen to close: a new one is answered behind it. */
        void awaitGone() throws Exception {
            var layer = (TransactionLayer) transactions;
            var sockets = (Sockets) layer.wire();
            while (CompletableFuture.supplyAsync(sockets::connections, loop).join() > 0) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void onRequest(ServerTransaction transaction) {
            waiting.complete(transaction);
        }

        @Override
        public void onAck(SipRequest ack, Hop from) {
            throw new AssertionError("no ACK was sent");
        }

        @Override
        public void onStrayAnswer(SipResponse answer) {
            throw new AssertionError("no answer was sent");
        }

        @Override
        public void close() {
            CompletableFuture.runAsync(transactions::close, loop)
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            loops.close();
        }
    }
}
