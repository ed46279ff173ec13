package io.patchbay.itest.ways;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.SpeechEngines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A recorded question is asked aloud and its answer is listened to, by each way that there is: over
 * HTTP/1.1, over HTTP/2 with our server and with Node's, with and without TLS, through our worker
 * in real workerd, through an authenticating proxy of Debian's. Each way loses its line while the
 * question is being asked, and comes back. Node's server without TLS is written to.
 */
@Tag("once")
class SpokenWaysTest {

    private static final String PROXY_PASSWORD = "hush-hush";
    private static final Path JS = Path.of("js");
    private static final Path WORKER = Path.of("../transport.cloudflare-like/worker");

    /** The server says so as soon as it hears the caller. */
    private static final String IN_MID_QUESTION = "input_audio_buffer.speech_started";

    /** Below the ports that systems give to connections. */
    private static final int FIRST_PORT = 10_000;

    private static final int PORTS = 10_000;

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Program emulator;

    @SuppressWarnings("NullAway.Init")
    private static Ear ear;

    @SuppressWarnings("NullAway.Init")
    private Talk talk;

    @BeforeAll
    static void serve() throws IOException {
        ear = SpeechEngines.load().ear(EarOptions.defaults());
        // "ready" comes when voice and ear are loaded, which nobody has to wait for in a call then
        emulator =
                Program.patchbay(
                        "listening ws://127.0.0.1:(\\d+)/.*\nready", "emulator", "--port", "0");
    }

    @AfterAll
    static void stop() {
        ear.close();
        emulator.close();
    }

    @BeforeEach
    void prepare() {
        talk = new Talk(folder, ear);
    }

    private static String at(String scheme, int port) {
        return scheme + "://127.0.0.1:" + port + "/v1/realtime?model=gpt-realtime";
    }

    /** A cable to the emulator that breaks while the question is being asked. */
    private static Cable breaking() throws IOException {
        return new Cable(emulator.port(), IN_MID_QUESTION);
    }

    /** The line broke, another one came, and nothing of the question was lost. */
    private void askedAndAnswered(Cable cable, String url, String... more) throws Exception {
        talk.answered(talk.ask(url, more));
        assertTrue(cable.cut(), "the line was never lost");
        assertTrue(cable.connections() >= 2, "nobody has connected again");
    }

    @Test
    void over_http_1_1() throws Exception {
        try (Cable cable = breaking()) {
            askedAndAnswered(cable, at("ws", cable.port()), "--fetch", "http1");
        }
    }

    @Test
    void over_http_2() throws Exception {
        try (Cable cable = breaking()) {
            askedAndAnswered(cable, at("ws", cable.port()), "--fetch", "http2");
        }
    }

    @Test
    void over_http_2_with_nodes_server() throws Exception {
        try (Program node =
                Program.node(JS.resolve("http2-bridge.mjs"), at("ws", emulator.port()))) {
            Talk.Ran ran =
                    talk.run(
                            Map.of(),
                            at("ws", node.port()),
                            "--fetch",
                            "http2",
                            "--text",
                            "good morning");
            assertEquals(0, ran.code(), ran::toString);
            assertTrue(ran.out().contains("agent: good morning"), ran::toString);
        }
    }

    @Test
    void over_http_2_and_tls_with_nodes_server() throws Exception {
        Path store = Program.keyStore(folder);
        try (Cable cable = breaking();
                Program node =
                        Program.node(
                                JS.resolve("http2-bridge.mjs"),
                                at("ws", cable.port()),
                                store.toString(),
                                Program.PASSWORD)) {
            askedAndAnswered(
                    cable, at("wss", node.port()), "--fetch", "http2", "--trust", store.toString());
        }
    }

    @Test
    void through_our_worker_in_real_workerd() throws Exception {
        assertTrue(
                Files.exists(WORKER.resolve("dist/index.js")),
                "the worker is not built: run transport.cloudflare-like/worker/install");
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "a-secret-of-more-than-thirty-two-bytes\n");
        assertTrue(secret.toFile().setReadable(false, false) && secret.toFile().setReadable(true));
        try (Cable cable = breaking();
                Program relay =
                        Program.node(
                                WORKER.resolve("test/workerd.mjs"),
                                "--provider",
                                "ws://127.0.0.1:" + cable.port() + "/v1/realtime",
                                "--secret-file",
                                secret.toString(),
                                "--key",
                                "sk-of-the-relay-alone")) {
            askedAndAnswered(
                    cable, at("ws", relay.port()), "--relay-secret-file", secret.toString());
        }
    }

    @Test
    void through_an_authenticating_proxy() throws Exception {
        int port = freePort();
        Path configuration = folder.resolve("tinyproxy.conf");
        Files.write(
                configuration,
                List.of(
                        "Port " + port,
                        "Listen 127.0.0.1",
                        "Timeout 600",
                        "Allow 127.0.0.1",
                        "BasicAuth caller " + PROXY_PASSWORD));
        Path user = folder.resolve("user");
        Files.writeString(user, "caller:" + PROXY_PASSWORD + "\n");
        String proxy = "http://127.0.0.1:" + port;
        try (Cable cable = breaking();
                Program running =
                        Program.start(
                                List.of("tinyproxy", "-d", "-c", configuration.toString()),
                                "on Debian: apt-get install tinyproxy-bin",
                                "Accepting connections")) {
            askedAndAnswered(
                    cable,
                    at("ws", cable.port()),
                    "--proxy",
                    proxy,
                    "--proxy-user-file",
                    user.toString());
            String[] wrong = {"--proxy", proxy, "--text", "hello"};
            refused(Map.of("PATCHBAY_PROXY_USER", "caller:wrong-wrong"), wrong);
            refused(Map.of(), wrong);
            assertTrue(running.alive(), "the proxy has died");
        }
    }

    /** The proxy lets nobody in without the password, and it is said in one line. */
    private void refused(Map<String, String> environment, String... options) throws Exception {
        Talk.Ran ran = talk.run(environment, at("ws", emulator.port()), options);
        ran.failed("the proxy 127.0.0.1:", "user and password");
        assertFalse(ran.toString().contains("wrong-wrong"), ran::toString);
    }

    private static int freePort() throws IOException {
        int first = (int) (System.nanoTime() % PORTS);
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST_PORT + (first + i) % PORTS;
            try (ServerSocket free =
                    new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return free.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no port is free");
    }
}
