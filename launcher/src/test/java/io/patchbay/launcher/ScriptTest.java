package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.EmulatorOptions;
import java.io.IOException;
import java.net.CookieManager;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./patchbay} as its user knows it: processes, signals, files. */
@Tag("once")
class ScriptTest {

    @TempDir static Path root;

    @SuppressWarnings("NullAway.Init")
    private static Checkout checkout;

    @TempDir Path folder;

    /** Where the container puts its cache. */
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void assemble() throws Exception {
        checkout = new Checkout(root);
    }

    @BeforeEach
    void ownTemporaryFolder() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        environment.put("PATCHBAY_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        environment.put("XDG_STATE_HOME", folder.resolve("state").toString());
    }

    private Running start(String... arguments) throws Exception {
        return new Running(checkout.home.resolve("patchbay"), folder, environment, arguments);
    }

    private Ran run(String... arguments) throws Exception {
        try (Running running = start(arguments)) {
            return running.end();
        }
    }

    private void noLeftovers() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void it_runs_from_any_folder_and_through_links() throws Exception {
        Path link =
                Files.createSymbolicLink(folder.resolve("a"), checkout.home.resolve("patchbay"));
        Path second =
                Files.createSymbolicLink(folder.resolve("b"), Path.of(link.getFileName() + ""));
        try (Running running = new Running(second, folder, environment, "--version")) {
            Ran ran = running.end();
            assertEquals(0, ran.code(), ran::toString);
            assertTrue(ran.out().startsWith("patchbay "), ran::out);
        }
    }

    @Test
    void an_old_java_is_refused() throws Exception {
        Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho nonsense\n");
        assertTrue(java.toFile().setExecutable(true));
        Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");
        environment.put("JAVA_HOME", folder.resolve("jdk").toString());
        run("--version").failed(1, "Java 17", "11");
        environment.put("JAVA_HOME", folder.resolve("nowhere").toString());
        run("--version").failed(1, "no Java", "JAVA_HOME");
    }

    @Test
    void it_builds_again_when_the_page_has_changed() throws Exception {
        Path home = Files.createDirectory(folder.resolve("home"));
        Path script =
                Files.copy(
                        checkout.home.resolve("patchbay"),
                        home.resolve("patchbay"),
                        StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(home.resolve("cnf/target/dist/export/patchbay"));
        Path stamp = Files.createFile(home.resolve("cnf/target/dist/built"));
        Path page = Files.createDirectories(home.resolve("console/web/src")).resolve("main.tsx");
        Path library = Files.createDirectories(home.resolve("console/web/node_modules/some"));
        Path tools = Files.createDirectory(folder.resolve("tools"));
        for (String tool : List.of("mvn", "npm")) {
            Path file = Files.writeString(tools.resolve(tool), "#!/bin/sh\nexit 1\n");
            assertTrue(file.toFile().setExecutable(true));
        }
        environment.put("PATH", tools + ":" + System.getenv("PATH"));
        Files.setLastModifiedTime(stamp, FileTime.fromMillis(1_000_000));
        Files.setLastModifiedTime(script, FileTime.fromMillis(1_000_000));
        Files.createFile(library.resolve("index.js"));
        assertFalse(again(script), "what npm brought is no source");
        Files.createFile(page);
        assertTrue(again(script));
    }

    private boolean again(Path script) throws Exception {
        try (Running running = new Running(script, folder, environment, "--version")) {
            return running.end().err().contains("because sources have changed");
        }
    }

    @Test
    void mistakes_are_one_line_for_the_shell_too() throws Exception {
        run("talk", "--text", "hello").failed(1, "OPENAI_API_KEY");
        run("sing").failed(2, "'sing'");
        run("run", "--shell", "--agent", "pigeon").failed(2, "'pigeon'", "concierge");
        noLeftovers();
    }

    @Test
    void the_emulator_serves_until_it_is_told_to_stop() throws Exception {
        Path secret = Files.writeString(folder.resolve("webhook-secret"), "whsec_c2VjcmV0");
        try (Running emulator =
                start(
                        "emulator",
                        "--port",
                        "0",
                        "--sip-port",
                        "0",
                        "--webhook",
                        "http://127.0.0.1:9/openai-sip",
                        "--webhook-secret-file",
                        secret.toString())) {
            String url = emulator.await("listening ws:").substring("listening ".length());
            emulator.await("listening http:");
            emulator.await("listening sip:127.0.0.1:");
            emulator.await("ready");
            Ran talk = Ran.patchbay("talk", "--text", "hello", "--url", url);
            assertEquals(0, talk.code(), talk::toString);
            emulator.terminate();
            Ran ran = emulator.end();
            assertEquals(143, ran.code(), ran::toString);
            assertEquals("", ran.err());
        }
    }

    @Test
    void a_changed_configuration_reaches_the_agent_and_the_shell_talks_to_it() throws Exception {
        Path conf = Files.createDirectory(folder.resolve("conf"));
        Path record = folder.resolve("record.jsonl");
        try (Emulator emulator =
                        Emulator.builder()
                                .options(EmulatorOptions.defaults().withPace(0).withRecord(record))
                                .start();
                Running container =
                        start(
                                "run",
                                "--shell",
                                "--config",
                                conf.toString(),
                                "--url",
                                emulator.webSocketUri().toString())) {
            container.await("ready");
            container.type("patchbay:plugs");
            container.await("concierge");
            container.type("patchbay:sessions");
            container.await("no sessions");
            container.type("patchbay:say good morning");
            container.await("agent: good morning");
            assertTrue(!told(record, "a castle"));

            Files.writeString(
                    conf.resolve("io.patchbay.agents.concierge.cfg"),
                    "instructions = You are the concierge of a castle.\n");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!told(record, "a castle")) {
                assertTrue(System.nanoTime() < end, container::toString);
                container.type("patchbay:say good evening");
                container.await("agent: good evening");
            }
            container.terminate();
            assertEquals(143, container.end().code(), container::toString);
        }
        noLeftovers();
    }

    /** Whether the model was ever told this. */
    private static boolean told(Path record, String words) throws Exception {
        return Files.readAllLines(record).stream()
                .anyMatch(line -> line.contains("\"dir\":\"client\"") && line.contains(words));
    }

    @Test
    void the_shell_ends_the_container() throws Exception {
        try (Running container = start("run", "--shell")) {
            container.await("ready");
            container.type("exit 0");
            Ran ran = container.end();
            assertEquals(0, ran.code(), ran::toString);
        }
        noLeftovers();
    }

    @Test
    void a_container_without_a_shell_ends_on_a_signal() throws Exception {
        try (Running container = start("run", "--emulator-port", "0")) {
            container.await("listening ws:");
            container.await("ready");
            container.terminate();
            Ran ran = container.end();
            assertEquals(143, ran.code(), ran::toString);
            assertEquals("", ran.err());
        }
        noLeftovers();
    }

    @Test
    void the_console_is_where_the_container_says() throws Exception {
        HttpClient client =
                HttpClient.newBuilder()
                        .cookieHandler(new CookieManager())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
        try (Running container = start("run")) {
            container.await("listening ws:"); // nobody has a key here, so the emulator answers
            URI entry = entry(container);
            container.await("ready");
            HttpResponse<String> page =
                    client.send(
                            HttpRequest.newBuilder(entry).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertEquals(200, page.statusCode(), page::body);
            assertTrue(page.body().contains("<title>Patchbay</title>"), page.body());
            assertEquals("/", page.uri().getPath() + (page.uri().getQuery() == null ? "" : "?"));
            assertEquals("HTTP/1.1 400", nonsense(entry.getPort()));
            container.terminate();
            Ran ran = container.end();
            assertEquals(143, ran.code(), ran::toString);
            assertEquals("", ran.err());
        }
        noLeftovers();
    }

    /** What anybody may send, and nobody is to read in the log. */
    private static String nonsense(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(
                            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        }
    }

    /** Where the console is, with the token. */
    private static URI entry(Running container) throws Exception {
        return URI.create(container.await("?token=").substring("listening ".length()).strip());
    }

    @Test
    void the_emulator_answers_as_the_provider_that_was_asked_for() throws Exception {
        try (Running container = start("run", "--provider", "gemini", "--emulator-port", "0")) {
            URI entry = entry(container);
            container.await("ready");
            String token = entry.getQuery().substring("token=".length());
            HttpResponse<String> offers =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(entry.resolve("/api/v1/talk"))
                                            .header("Authorization", "Bearer " + token)
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, offers.statusCode(), offers::body);
            assertTrue(
                    offers.body()
                            .contains(
                                    "\"chosen\":{\"agent\":\"concierge\",\"line\":\"emulator/gemini\",\"transport\":\"websocket\"}"),
                    offers.body());
            container.terminate();
            assertEquals("", container.end().err());
        }
    }

    @Test
    void a_port_that_is_taken_is_one_line() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            run("run", "--console-port", port).failed(1, "--console-port", port);
        }
    }

    @Test
    void telephones_call_at_the_port_of_the_command_line() throws Exception {
        try (Running container = start("run", "--emulator-port", "0", "--sip-port", "0");
                DatagramSocket phone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String listening = container.await("transport=udp");
            container.await("transport=tcp");
            container.await("ready");
            Matcher door =
                    Pattern.compile("listening sip:127\\.0\\.0\\.1:(\\d+);transport=udp")
                            .matcher(listening);
            assertTrue(door.matches(), listening);
            String question =
                    "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"
                            + phone.getLocalPort()
                            + ";branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\nFrom:"
                            + " <sip:a@127.0.0.1>;tag=1\r\nTo: <sip:127.0.0.1>\r\nCall-ID: 1\r\n"
                            + "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
            byte[] sent = question.getBytes(StandardCharsets.UTF_8);
            int port = Integer.parseInt(door.group(1));
            phone.send(
                    new DatagramPacket(sent, sent.length, InetAddress.getLoopbackAddress(), port));
            phone.setSoTimeout(60_000);
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            phone.receive(answer);
            String said =
                    new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
            assertTrue(said.startsWith("SIP/2.0 200 "), said);
            container.terminate();
            Ran ran = container.end();
            assertEquals(143, ran.code(), ran::toString);
            assertEquals("", ran.err());
        }
        noLeftovers();
    }

    @Test
    void the_demo_works() throws Exception {
        Path heard = folder.resolve("heard.wav");
        Ran ran = run("demo", "--out", heard.toString());
        assertEquals(0, ran.code(), ran::toString);
        assertTrue(ran.out().endsWith("the demo worked\n"), ran::out);
        assertTrue(ran.out().contains("tool current_time {\"city\":\"BERLIN\"}"), ran::out);
        for (String plug : List.of("tools.clock", "transport.websocket")) {
            String exchanged =
                    "io.patchbay." + plug + " \\S+ -> 999.0.0.demo: the old bundle is gone";
            assertTrue(Pattern.compile(exchanged).matcher(ran.out()).find(), ran::out);
        }
        for (String plug : List.of("tool swapped: clock", "transport swapped: websocket")) {
            String swapped =
                    "swapped "
                            + plug
                            + " \\S+ -> \\S+ 999.0.0.demo, took \\S+ ms, held \\S+ ms, lost 0 ms, silence";
            assertTrue(Pattern.compile(swapped).matcher(ran.out()).find(), ran::out);
        }
        assertTrue(Files.size(heard) > 48_000);
        assertEquals("", ran.err());
        noLeftovers();
    }
}
