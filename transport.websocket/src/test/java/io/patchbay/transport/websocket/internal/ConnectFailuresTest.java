package io.patchbay.transport.websocket.internal;

import static io.patchbay.transport.websocket.internal.Talker.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.TlsIdentity;
import io.patchbay.tck.VirtualLoop;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way in which a connect can fail ends in one line that says what to do. */
class ConnectFailuresTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Talker talker = new Talker();

    @TempDir private Path folder;

    @Test
    void nobody_listens() throws IOException {
        URI uri;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            uri = URI.create("ws://127.0.0.1:" + taken.getLocalPort() + "/");
        }
        CloseReason reason = talker.refusal(uri);
        assertEquals(Cause.LOST, reason.cause());
        assertSays(reason, "refused the connection", "check the port");
    }

    @Test
    void the_host_is_unknown() {
        CloseReason reason = talker.refusal(URI.create("wss://no-such-host.invalid/v1"));
        assertEquals(Cause.LOST, reason.cause());
        assertSays(reason, "no-such-host.invalid", "unknown");
    }

    @Test
    void a_plain_address_elsewhere_is_refused_unless_allowed() {
        CloseReason reason = talker.refusal(URI.create("ws://203.0.113.1/v1"));
        assertEquals(Cause.FATAL, reason.cause());
        assertSays(reason, "wss");
    }

    @Test
    void the_address_is_none() {
        CloseReason reason = talker.refusal(URI.create("ftp://127.0.0.1/"));
        assertEquals(Cause.FATAL, reason.cause());
        assertSays(reason, "ws");
    }

    @Test
    void a_subprotocol_that_cannot_be_sent_fails_without_showing_it() {
        talker.subprotocols = List.of("api-key." + Talker.KEY + " ");
        assertEquals(Cause.FATAL, talker.refusal(URI.create("ws://127.0.0.1:1/")).cause());
    }

    @Test
    void a_wrong_key_is_said_to_be_one_and_the_answer_is_quoted_without_it() throws IOException {
        try (FarEnd far = new FarEnd()) {
            far.welcome =
                    FarEnd.refusing(
                            401, "{\"message\":\n \"Incorrect API key: " + Talker.KEY + "\"}");
            CloseReason reason = talker.refusal(far.uri());
            assertEquals(Cause.FATAL, reason.cause());
            assertEquals(401, reason.code());
            assertSays(reason, "answered 401", "check", "Incorrect API key: ***");
            assertFalse(reason.retryable());
        }
    }

    @Test
    void a_forbidden_account_is_fatal_too() throws IOException {
        try (FarEnd far = new FarEnd()) {
            far.welcome = FarEnd.refusing(403, "country not supported");
            CloseReason reason = talker.refusal(far.uri());
            assertEquals(Cause.FATAL, reason.cause());
            assertSays(reason, "answered 403", "country not supported");
        }
    }

    @Test
    void a_server_in_trouble_may_be_asked_again() throws IOException {
        try (FarEnd far = new FarEnd()) {
            far.welcome = FarEnd.refusing(503, "x".repeat(5_000));
            CloseReason reason = talker.refusal(far.uri());
            assertEquals(Cause.REMOTE, reason.cause());
            assertTrue(reason.retryable());
            assertTrue(reason.text().length() < 600, reason.text());
            far.welcome = FarEnd.refusing(404, "no such path");
            assertEquals(Cause.FATAL, talker.refusal(far.uri()).cause());
        }
    }

    @Test
    void the_server_closes_in_the_middle_of_the_handshake() throws IOException {
        try (RawServer server = new RawServer(RawServer::head)) {
            CloseReason reason = talker.refusal(server.uri());
            assertFalse(reason.text().isBlank());
            assertSays(reason, "closed");
        }
    }

    @Test
    void the_server_closes_in_the_middle_of_the_tls_handshake() throws IOException {
        try (RawServer server = new RawServer(socket -> socket.getInputStream().read())) {
            URI secure = URI.create("wss://127.0.0.1:" + server.port() + "/");
            assertSays(talker.refusal(secure), "127.0.0.1:" + server.port(), "TLS");
        }
    }

    @Test
    void the_server_answers_rubbish() throws IOException {
        byte[] rubbish = "SSH-2.0-OpenSSH_9.9\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (RawServer server =
                new RawServer(
                        socket -> {
                            RawServer.head(socket);
                            socket.getOutputStream().write(rubbish);
                            RawServer.drain(socket);
                        })) {
            CloseReason reason = talker.refusal(server.uri());
            assertEquals(Cause.PROTOCOL, reason.cause());
            assertSays(reason, "127.0.0.1:" + server.port());
        }
    }

    @Test
    void a_server_without_tls_is_asked_for_tls() throws IOException {
        try (FarEnd far = new FarEnd()) {
            URI secure = URI.create(far.uri().toString().replace("ws:", "wss:"));
            CloseReason reason = talker.refusal(secure);
            assertEquals(Cause.FATAL, reason.cause());
            assertSays(reason, "TLS");
        }
    }

    @Test
    void a_certificate_of_an_unknown_issuer_is_refused_unless_trusted() throws Exception {
        Path store = keyStore("ip:127.0.0.1");
        try (FarEnd far = new FarEnd(TlsIdentity.load(store, "changeit".toCharArray()))) {
            CloseReason reason = talker.refusal(far.uri());
            assertEquals(Cause.FATAL, reason.cause());
            assertSays(reason, "certificate", "trust");

            Talker trusting =
                    new Talker(
                            Map.of(
                                    "trustStore",
                                    store.toString(),
                                    "trustStorePassword",
                                    "changeit"));
            soon(trusting.connect(far.uri()));
            soon(trusting.close(CloseReason.NORMAL));
        }
    }

    @Test
    void a_certificate_for_another_host_is_refused() throws Exception {
        Path store = keyStore("dns:somebody.example");
        try (FarEnd far = new FarEnd(TlsIdentity.load(store, "changeit".toCharArray()))) {
            Talker trusting =
                    new Talker(
                            Map.of(
                                    "trustStore",
                                    store.toString(),
                                    "trustStorePassword",
                                    "changeit"));
            CloseReason reason = trusting.refusal(far.uri());
            assertEquals(Cause.FATAL, reason.cause());
            assertSays(reason, "127.0.0.1");
        }
    }

    @Test
    void a_proxy_is_used_and_its_refusal_is_told() throws Exception {
        CompletableFuture<String> asked = new CompletableFuture<>();
        try (FarEnd far = new FarEnd();
                RawServer proxy =
                        new RawServer(
                                socket -> {
                                    asked.complete(RawServer.head(socket));
                                    tunnel(socket, far.uri().getPort());
                                });
                RawServer refusing =
                        new RawServer(
                                socket -> {
                                    RawServer.head(socket);
                                    socket.getOutputStream()
                                            .write(
                                                    "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"
                                                            .getBytes(StandardCharsets.US_ASCII));
                                    RawServer.drain(socket);
                                })) {
            Talker through =
                    new Talker(Map.of("proxy", "http://me:hush-hush@127.0.0.1:" + proxy.port()));
            soon(through.connect(far.uri()));
            assertTrue(soon(asked).startsWith("CONNECT 127.0.0.1:" + far.uri().getPort()));
            soon(through.close(CloseReason.NORMAL));

            Talker refused =
                    new Talker(Map.of("proxy", "http://me:hush-hush@127.0.0.1:" + refusing.port()));
            CloseReason reason = refused.refusal(far.uri());
            assertEquals(Cause.FATAL, reason.cause());
            assertSays(reason, "proxy", "407");
        }
    }

    @Test
    void one_time_limit_covers_a_server_that_never_answers_the_upgrade() throws IOException {
        talker.timeout = Duration.ofMillis(200);
        try (RawServer server = new RawServer(RawServer::drain)) {
            CloseReason reason = talker.refusal(server.uri());
            assertEquals(Cause.LOST, reason.cause());
            assertSays(reason, "within 200 ms");
        }
    }

    @Test
    void the_same_limit_covers_a_provider_that_never_accepts_the_session() throws Exception {
        VirtualLoop loop = new VirtualLoop();
        Talker patient = new Talker(loop, Map.of());
        try (FarEnd far = new FarEnd()) {
            far.answersHello = false;
            CompletableFuture<Connected> connecting = connect(patient, loop, far.uri());
            CountDownLatch greeted = new CountDownLatch(1);
            Thread listening =
                    new Thread(
                            () -> {
                                far.caller().words();
                                greeted.countDown();
                            });
            listening.start();
            loop.runUntil(() -> greeted.getCount() == 0, LONG);
            loop.advance(patient.timeout.minusMillis(1));
            assertFalse(connecting.isDone());
            loop.advance(Duration.ofMillis(1));
            loop.runUntil(connecting::isDone, LONG);
            CloseReason reason = Talker.failure(connecting).reason();
            assertEquals(Cause.LOST, reason.cause());
            assertSays(reason, "did not accept the session within 10000 ms");
            assertEquals(TransportState.DISCONNECTED, patient.transport.state());
            assertEquals(0, loop.timers());
            assertTrue(patient.codec.closed() == 1);
        }
    }

    @Test
    void the_providers_complaint_wins_over_the_close_that_follows() throws IOException {
        try (FarEnd far = new FarEnd()) {
            far.answersHello = false;
            CompletableFuture<Connected> connecting = talker.connect(far.uri());
            FarEnd.Caller caller = far.caller();
            caller.say("fatal");
            caller.connection().close(4000, "invalid_request_error.invalid_model");
            CloseReason reason = Talker.failure(connecting).reason();
            assertEquals(Cause.FATAL, reason.cause());
            assertEquals(4000, reason.code());
            assertSays(reason, "invalid_model: no such model");
            ProviderError error = Objects.requireNonNull(reason.error());
            assertEquals("invalid_model", error.code());
        }
    }

    @Test
    void a_config_that_the_dialect_cannot_say_fails_the_connect() throws IOException {
        try (FarEnd far = new FarEnd()) {
            talker.config = SessionConfig.builder().instructions("impossible").build();
            ConnectException failure = Talker.failure(talker.connect(far.uri()));
            assertEquals(Cause.FATAL, failure.reason().cause());
            assertSays(failure.reason(), "instructions cannot be impossible");
            soon(far.caller().close);
        }
    }

    @Test
    void after_a_failed_connect_the_transport_is_ready_for_another_try() throws IOException {
        try (FarEnd far = new FarEnd()) {
            far.welcome = FarEnd.refusing(503, "later");
            talker.refusal(far.uri());
            assertEquals(
                    List.of(TransportState.CONNECTING, TransportState.DISCONNECTED),
                    talker.states());
            far.welcome = far::accept;
            soon(talker.connect(far.uri()));
            soon(talker.close(CloseReason.NORMAL));
        }
    }

    /** One line, without a secret, that says all this. */
    private static void assertSays(CloseReason reason, String... words) {
        for (String word : words) {
            assertTrue(reason.text().contains(word), reason.text());
        }
        assertFalse(reason.text().contains("hush"), reason.text());
        assertFalse(reason.text().contains("\n"), reason.text());
    }

    private static CompletableFuture<Connected> connect(Talker who, VirtualLoop loop, URI uri) {
        return loop.call(() -> who.transport.connect(who.request(uri, who.codec), who))
                .toCompletableFuture();
    }

    private static void tunnel(Socket socket, int port) throws IOException, InterruptedException {
        try (Socket onward = new Socket("127.0.0.1", port)) {
            OutputStream back = socket.getOutputStream();
            back.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            Thread answers =
                    new Thread(
                            () -> {
                                try {
                                    onward.getInputStream().transferTo(back);
                                    socket.shutdownOutput();
                                } catch (IOException e) {
                                    System.getLogger("proxy")
                                            .log(System.Logger.Level.DEBUG, "it ended", e);
                                }
                            });
            answers.setDaemon(true);
            answers.start();
            socket.getInputStream().transferTo(onward.getOutputStream());
            onward.shutdownOutput();
            answers.join();
        }
    }

    private Path keyStore(String names) throws Exception {
        Path file = folder.resolve("server.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=patchbay-test",
                                "-ext",
                                "san=" + names,
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(keytool.waitFor(60, TimeUnit.SECONDS), "keytool hangs");
        assertEquals(0, keytool.exitValue(), said);
        return file;
    }
}
