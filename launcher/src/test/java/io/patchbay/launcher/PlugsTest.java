package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.management.DoorKey;
import io.patchbay.management.Restamped;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./patchbay run} in a process of its own, and {@code ./patchbay plugs} that changes it. */
class PlugsTest {

    private static final String CLOCK = "io.patchbay.tools.clock";

    @TempDir static Path root;

    @SuppressWarnings("NullAway.Init")
    private static Checkout checkout;

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path state;

    @BeforeAll
    static void assemble() throws Exception {
        checkout = new Checkout(root);
    }

    @BeforeEach
    void ownState() {
        state = folder.resolve("state");
    }

    private Running start(String... more) throws Exception {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "run";
        arguments[1] = "--state";
        arguments[2] = state.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        return new Running(
                checkout.home.resolve("patchbay"),
                folder,
                Map.of("PATCHBAY_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary),
                arguments);
    }

    private Ran plugs(String command, String... more) {
        String[] arguments = new String[4 + more.length];
        arguments[0] = "plugs";
        arguments[1] = command;
        arguments[2] = "--state";
        arguments[3] = state.toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Ran.patchbay(arguments);
    }

    private Ran done(String command, String... more) {
        Ran ran = plugs(command, more);
        assertEquals(0, ran.code(), ran::toString);
        assertEquals("", ran.err());
        return ran;
    }

    private Path clock(String version) throws IOException {
        Path original =
                checkout.home.resolve("cnf/target/dist/export/patchbay").resolve(CLOCK + ".jar");
        return Restamped.of(original, version).write(folder.resolve("clock-" + version + ".jar"));
    }

    private List<String> clocks() {
        return done("list")
                .out()
                .lines()
                .filter(line -> line.contains(" clock "))
                .map(line -> line.replaceAll("\\s+", " "))
                .toList();
    }

    private void eventually(String what, List<String> expected) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!clocks().equals(expected)) {
            assertTrue(System.nanoTime() < end, () -> "not in time: " + what + ": " + clocks());
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static String row(String version, String origin) {
        return "tool clock " + version + " active 0 " + origin + " " + CLOCK;
    }

    @Test
    void an_operators_plugs_survive_a_kill() throws Exception {
        String shipped;
        try (Running instance = start()) {
            instance.await("listening http://127.0.0.1:");
            instance.await("ready");
            shipped = clocks().get(0);
            assertTrue(shipped.contains("shipped"), shipped);

            Ran updated = done("update", clock("4.5.6").toString());
            assertTrue(updated.out().contains("-> 4.5.6 in "), updated::out);
            assertEquals(List.of(row("4.5.6", "installed")), clocks());
            Ran removed = done("remove", "io.patchbay.tools.calculator");
            assertTrue(
                    removed.out().contains("removed io.patchbay.tools.calculator"), removed::out);
            String history = done("history").out();
            assertTrue(history.contains("4.5.6") && history.contains("calculator"), history);
        } // kill -9
        try (Running instance = start()) {
            instance.await("ready");
            assertEquals(List.of(row("4.5.6", "installed")), clocks());
            assertTrue(
                    done("list")
                            .out()
                            .lines()
                            .anyMatch(line -> line.matches("- +- .* removed .*calculator")),
                    "it was removed, and can be brought back");
            String health = done("health").out();
            assertTrue(health.startsWith("up, 0 sessions, "), health);
            assertTrue(
                    health.contains(
                            "calls: 0 offered, 0 refused, 0 undecided, 0 accepted (0 answered, 0"
                                    + " failed, 0 unanswered)"),
                    health);
            done("remove", CLOCK);
            instance.terminate();
            instance.end();
        }
        try (Running instance = start()) {
            instance.await("ready");
            assertEquals(List.of(), clocks());
        }
    }

    @Test
    void what_a_plug_goes_back_to_survives_a_kill() throws Exception {
        String shipped;
        try (Running instance = start()) {
            instance.await("ready");
            shipped = clocks().get(0).replace("shipped", "installed");
            done("update", clock("4.5.6").toString());
        } // kill -9
        try (Running instance = start()) {
            instance.await("ready");
            Ran back = done("rollback", CLOCK);
            assertTrue(back.out().contains("rolled back " + CLOCK + " 4.5.6 -> "), back::out);
            assertEquals(List.of(shipped), clocks());
        } // kill -9
        try (Running instance = start()) {
            instance.await("ready");
            assertEquals(List.of(shipped), clocks());
            done("rollback", CLOCK);
            assertEquals(List.of(row("4.5.6", "installed")), clocks());
            Ran none = plugs("rollback", "io.patchbay.tools.calculator");
            assertEquals(1, none.code(), none::toString);
            assertTrue(none.err().contains("there is nothing to go back to"), none::err);
        }
    }

    @Test
    void the_shell_of_the_container_swaps_a_plug_under_a_call_and_goes_back() throws Exception {
        try (Running instance = start("--shell", "--emulator-port", "0")) {
            instance.await("ready");
            instance.type("patchbay:swap");
            instance.await("usage: patchbay:swap FILE");
            instance.type("patchbay:swap " + CLOCK);
            instance.await(CLOCK + " is what is here; name the jar");
            instance.type("patchbay:call");
            instance.await("is up");
            instance.type("patchbay:sessions");
            instance.await("websocket to openai");

            instance.type("patchbay:swap " + clock("4.5.6"));
            instance.await("  " + CLOCK + " 4.5.6: active");
            String swapped = instance.await("tool swapped: ");
            assertTrue(swapped.contains("lost 0 ms"), swapped);
            instance.await("-> 4.5.6 done in ");

            instance.type("patchbay:rollback " + CLOCK);
            instance.await(CLOCK + " 4.5.6 -> ");
            instance.type("patchbay:rollback io.patchbay.tools.calculator");
            instance.await("refused: io.patchbay.tools.calculator was not updated");
            instance.type("patchbay:swaps");
            instance.await("tool swapped: clock");
            instance.type("patchbay:plugs");
            instance.await(CLOCK);
            instance.type("patchbay:hangup");
            instance.await("the session is closed");
        }
    }

    @Test
    void what_is_refused_has_one_line_and_exit_code_1() throws Exception {
        Path text = Files.writeString(folder.resolve("notes.jar"), "milk, bread");
        try (Running instance = start()) {
            instance.await("ready");
            plugs("install", text.toString()).failed(1, "notes.jar", "no jar that can be read");
            plugs("install", folder.resolve("nowhere").toString()).failed(1, "nowhere");
            plugs("install", "io.patchbay:io.patchbay.nowhere:1.0")
                    .failed(1, "nowhere-1.0.jar", "mvn install");
            Path project = Files.createDirectory(folder.resolve("project"));
            Files.writeString(project.resolve("pom.xml"), "<project/>");
            plugs("install", project.toString()).failed(1, "without jars", "folder target");
            plugs("remove", "clock").failed(1, "no bundle clock", "is in " + CLOCK);
            plugs("remove", "io.patchbay.api").failed(1, "io.patchbay.api", "fixed");
            plugs("update", clock("1.0.0").toString(), "--drain", "-1").failed(2, "--drain");
            Ran second = end(start());
            second.failed(1, "another instance", "--state");
        }
        plugs("list").failed(1, "nothing answers", "./patchbay run");
    }

    @Test
    void a_state_that_cannot_be_written_is_named_with_what_to_do() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        for (String no : List.of(file.toString(), file.resolve("state").toString())) {
            Ran.patchbay("run", "--state", no).failed(1, no, "can be written", "--state");
        }
        try (Running instance = start()) {
            instance.await("ready");
            Files.delete(state.resolve("plugs"));
            plugs("install", clock("7.0.0").toString())
                    .failed(1, "clock-7.0.0.jar cannot be copied", "plugs takes no file", "room");
            plugs("remove", CLOCK).failed(1, "next start", "plugs takes no file", "room");
            assertTrue(clocks().get(0).contains("shipped"), () -> "" + clocks());
        }
    }

    private static Ran end(Running running) throws Exception {
        try (running) {
            return running.end();
        }
    }

    @Test
    void nobody_to_ask_is_said_in_one_line() {
        plugs("list").failed(1, "no instance runs", "--state");
        Ran.patchbay("plugs").failed(2, "list", "install");
        Ran.patchbay("plugs", "list", "--at", "http://127.0.0.1:1/v1").failed(2, "--token-file");
        Ran.patchbay("plugs", "install", " ").failed(2, "group:artifact:version");
    }

    @Test
    void a_new_file_in_the_watched_folder_takes_over_and_the_old_one_goes() throws Exception {
        Path watched = Files.createDirectory(folder.resolve("plugs"));
        Path first = Files.copy(clock("5.0.0"), watched.resolve("clock-5.jar"));
        // File Install's own habit
        Path load = Files.createDirectory(folder.resolve("load"));
        Files.copy(clock("9.0.0"), load.resolve("clock-9.jar"));
        try (Running instance = start("--plugs", watched.toString())) {
            instance.await("ready");
            String shipped = row("0.1.0.SNAPSHOT", "shipped");
            eventually("the first", List.of(shipped, row("5.0.0", "watched")));
            plugs("remove", CLOCK + ":5.0.0").failed(1, "watched folder", "clock-5.jar");

            Files.writeString(watched.resolve("broken.jar"), "no jar at all");
            Files.copy(clock("5.1.0"), watched.resolve("clock-51.jar"));
            Files.delete(first);
            eventually("the second", List.of(shipped, row("5.1.0", "watched")));

            refused("broken.jar");
            instance.terminate();
            Ran ran = instance.end();
            assertEquals(143, ran.code(), ran::toString);
            assertTrue(ran.err().contains("broken.jar"), ran::err);
        }
    }

    @Test
    void a_file_of_the_watched_folder_that_is_overwritten_is_exchanged() throws Exception {
        Path watched = Files.createDirectory(folder.resolve("plugs"));
        Path file = Files.copy(clock("5.0.0"), watched.resolve("clock.jar"));
        try (Running instance = start("--plugs", watched.toString())) {
            instance.await("ready");
            String shipped = row("0.1.0.SNAPSHOT", "shipped");
            eventually("the first", List.of(shipped, row("5.0.0", "watched")));

            Files.write(file, Files.readAllBytes(clock("5.1.0")));
            eventually("written over", List.of(shipped, row("5.1.0", "watched")));
            Files.copy(clock("5.2.0"), file, StandardCopyOption.REPLACE_EXISTING);
            eventually("copied over", List.of(shipped, row("5.2.0", "watched")));
            Files.move(clock("5.3.0"), file, StandardCopyOption.ATOMIC_MOVE);
            eventually("moved over", List.of(shipped, row("5.3.0", "watched")));

            // at once behind the look that finds it new
            Path other = Files.copy(clock("5.4.0"), watched.resolve("clock-2.jar"));
            Files.delete(file);
            eventually("another file", List.of(shipped, row("5.4.0", "watched")));
            Files.copy(clock("5.5.0"), other, StandardCopyOption.REPLACE_EXISTING);
            eventually("copied over that", List.of(shipped, row("5.5.0", "watched")));

            Files.delete(other);
            eventually("deleted", List.of(shipped));
            instance.terminate();
            Ran ran = instance.end();
            assertEquals(143, ran.code(), ran::toString);
        }
    }

    @Test
    void a_file_that_is_caught_half_written_is_refused_and_taken_when_it_is_whole()
            throws Exception {
        Path watched = Files.createDirectory(folder.resolve("plugs"));
        byte[] whole = Files.readAllBytes(clock("5.0.0"));
        Path file = watched.resolve("clock.jar");
        Files.writeString(watched.resolve("notes.txt"), "milk, bread");
        try (Running instance = start("--plugs", watched.toString())) {
            instance.await("ready");
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            refused("clock.jar");
            String shipped = row("0.1.0.SNAPSHOT", "shipped");
            assertEquals(List.of(shipped), clocks());

            Files.write(
                    file,
                    Arrays.copyOfRange(whole, whole.length / 2, whole.length),
                    StandardOpenOption.APPEND);
            eventually("the whole file", List.of(shipped, row("5.0.0", "watched")));
            assertFalse(done("history").out().contains("notes.txt"), "it is no jar");
        }
    }

    private void refused(String file) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!done("history").out().contains(file)) {
            assertTrue(System.nanoTime() < end, () -> "nobody looked at " + file);
            LockSupport.parkNanos(50_000_000);
        }
    }

    private static String raw(DoorKey key, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), key.uri().getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            byte[] head = in.readNBytes("HTTP/1.1 200".length());
            return new String(head, StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void the_door_is_shut_to_strangers() throws Exception {
        try (Running instance = start()) {
            instance.await("ready");
            Path file = state.resolve(DoorKey.FILE);
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            DoorKey key = DoorKey.read(file);
            assertFalse(key.toString().contains(key.token()));
            String host = "Host: 127.0.0.1:" + key.uri().getPort() + "\r\n";
            String token = "Authorization: Bearer " + key.token() + "\r\n";
            String list = "GET /v1/plugs HTTP/1.1\r\n";
            assertEquals("HTTP/1.1 200", raw(key, list + host + token + "\r\n"));
            assertEquals("HTTP/1.1 401", raw(key, list + host + "\r\n"));
            assertEquals("HTTP/1.1 401", raw(key, list + host + token + token + "\r\n"));
            assertEquals(
                    "HTTP/1.1 401",
                    raw(key, list + host + "Authorization: Bearer " + "0".repeat(64) + "\r\n\r\n"));
            assertEquals(
                    "HTTP/1.1 403", raw(key, list + "Host: evil.example\r\n" + token + "\r\n"));
            assertEquals(
                    "HTTP/1.1 403",
                    raw(key, list + host + token + "Origin: http://127.0.0.1\r\n\r\n"));
            assertEquals(
                    "HTTP/1.1 403",
                    raw(key, list + host + token + "Sec-Fetch-Site: cross-site\r\n\r\n"));
            String install = "POST /v1/plugs/install HTTP/1.1\r\n" + host + token;
            String json = "Content-Type: application/json\r\n";
            assertEquals(
                    "HTTP/1.1 413", raw(key, install + json + "Content-Length: 100000000\r\n\r\n"));
            assertEquals("HTTP/1.1 400", raw(key, install + "Content-Length: 2\r\n\r\n{}"));
            assertEquals("HTTP/1.1 400", raw(key, install + body(json, "{}")));
            assertEquals("HTTP/1.1 400", raw(key, install + body(json, "[".repeat(5_000))));
            assertEquals(
                    "HTTP/1.1 400",
                    raw(key, install + body(json, "{\"source\":\"../../etc/passwd\"}")));
            assertEquals(
                    "HTTP/1.1 404", raw(key, install + body(json, "{\"source\":\"/dev/zero\"}")));
            assertEquals("HTTP/1.1 200", raw(key, list + host + token + "\r\n"));
        }
    }

    private static String body(String headers, String body) {
        return headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
