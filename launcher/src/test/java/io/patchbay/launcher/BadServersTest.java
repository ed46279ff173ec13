package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code talk} makes of servers that do not do what they should: one line, and an end. */
@Tag("once")
class BadServersTest {

    private static Ran talk(String url, String... more) {
        String[] arguments = new String[5 + more.length];
        System.arraycopy(
                new String[] {"talk", "--url", url, "--text", "hello"}, 0, arguments, 0, 5);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return assertTimeoutPreemptively(Duration.ofSeconds(60), () -> Ran.patchbay(arguments));
    }

    private static Ran talk(RudeServer.Manners manners, String... more) throws IOException {
        try (RudeServer server = new RudeServer(manners)) {
            return talk(server.url(), more);
        }
    }

    @Test
    void a_port_where_nobody_listens_refuses() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        talk("ws://127.0.0.1:" + port + "/v1/realtime").failed(1, "127.0.0.1:" + port, "refused");
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_not_trusted(@TempDir Path folder)
            throws Exception {
        try (RudeServer server =
                new RudeServer(
                        selfSigned(folder).getServerSocketFactory(),
                        RudeServer.upgradeAndSend(new byte[0]))) {
            talk(server.url("wss"), "--model", "gpt-realtime").failed(1, "certificate");
        }
    }

    private static SSLContext selfSigned(Path folder) throws Exception {
        Path file = folder.resolve("server.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "server",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit")
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void a_server_that_speaks_no_tls_is_told_apart() throws Exception {
        try (RudeServer server =
                new RudeServer(
                        socket -> {
                            RudeServer.send(socket, "HTTP/1.1 400 No\r\n\r\n");
                        })) {
            talk(server.url("wss")).failed(1, "TLS");
        }
    }

    @Test
    void a_server_may_close_before_it_answers() throws Exception {
        talk(socket -> {
                    RudeServer.request(socket);
                    socket.close();
                })
                .failed(1, "closed");
    }

    @Test
    void a_server_may_close_in_the_middle_of_its_answer() throws Exception {
        talk(socket -> {
                    RudeServer.request(socket);
                    RudeServer.send(socket, "HTTP/1.1 101 Switching Pro");
                    socket.close();
                })
                .failed(1, "closed");
    }

    @Test
    void a_wrong_key_is_said_in_the_words_of_the_server() throws Exception {
        talk(RudeServer.refuse(401, "{\"error\":{\"message\":\"Incorrect API key provided\"}}"))
                .failed(1, "401", "Incorrect API key provided");
    }

    @Test
    void a_wrong_path_is_said() throws Exception {
        talk(RudeServer.refuse(404, "{}")).failed(1, "404", "path");
    }

    @Test
    void another_protocol_is_not_taken_for_http() throws Exception {
        talk(socket -> {
                    RudeServer.request(socket);
                    RudeServer.send(socket, "220 mail.example.com ESMTP\r\n");
                })
                .failed(1);
    }

    @Test
    void garbage_in_place_of_events_ends_with_a_reason() throws Exception {
        talk(RudeServer.upgradeAndSend(RudeServer.text("this is no JSON")), "--patience", "2")
                .failed(1);
    }

    @Test
    void garbage_in_place_of_frames_ends_with_a_reason() throws Exception {
        talk(RudeServer.upgradeAndSend(new byte[] {(byte) 0xff, 0x7f, 1, 2, 3, 4, 5, 6})).failed(1);
    }

    @Test
    void a_frame_beyond_all_bounds_is_not_waited_for() throws Exception {
        talk(RudeServer.upgradeAndSend(RudeServer.headOf(1L << 40))).failed(1);
    }

    @Test
    void json_that_is_too_deep_is_not_followed() throws Exception {
        talk(
                        RudeServer.upgradeAndSend(
                                RudeServer.text(
                                        "{\"type\":\"session.created\",\"session\":"
                                                + "[".repeat(100_000))),
                        "--patience",
                        "2")
                .failed(1);
    }

    @Test
    void a_server_that_never_answers_is_given_up() throws Exception {
        talk(RudeServer::request, "--patience", "1")
                .failed(1, "within", "waiting for the server's answer");
    }

    @Test
    void a_session_that_never_begins_is_given_up() throws Exception {
        talk(RudeServer.upgradeAndSend(new byte[0]), "--patience", "1")
                .failed(1, "did not accept the session within");
    }
}
