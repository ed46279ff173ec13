package io.patchbay.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One Karaf, from its first start to its end, by what an operator types. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PatchbayInKarafTest {

    private static final Path HOME = Folders.TARGET.resolve("karaf/home");
    private static final String CLOCK = "io.patchbay.tools.clock";
    private static final String MUSEUM = "org.example.museum";
    private static final String TIME = "call:say 'current_time {\"city\":\"TOKYO\"}'";

    private static @Nullable Karaf started;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                KarafOnThisJavaTest.STARTS,
                "Karaf's own script does not start on this Java, as KarafOnThisJavaTest proves");
        Folders.completeRepository();
        started = Karaf.start(Folders.ARCHIVE, HOME, Folders.REPOSITORY);
        started.awaitCommands();
    }

    @AfterAll
    static void end() {
        if (started != null) {
            started.close();
        }
    }

    private static String type(String command) throws InterruptedException {
        return karaf().type(command);
    }

    private static Karaf karaf() {
        if (started == null) {
            throw new IllegalStateException("Karaf is not started");
        }
        return started;
    }

    /** Types a command again until it shows something. */
    private static void eventually(String command, String wanted) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String shown = type(command);
        while (!shown.contains(wanted) && System.nanoTime() < end) {
            shown = type(command);
        }
        assertTrue(shown.contains(wanted), shown);
    }

    private static void activeAreAll(String... names) throws InterruptedException {
        String list = type("bundle:list -s -t 0 --no-ellipsis");
        for (String name : names) {
            List<String> lines = list.lines().filter(line -> line.contains(name)).toList();
            assertFalse(lines.isEmpty(), () -> "no " + name + " in\n" + list);
            lines.forEach(line -> assertTrue(line.contains("Active"), line));
        }
    }

    @Test
    @Order(1)
    void feature_install_patchbay_starts_the_runtime_and_its_plugs() throws Exception {
        assertEquals(2, Guide.commands(0).size());
        for (String command : Guide.commands(0)) {
            String shown = type(command);
            assertFalse(shown.contains("Error"), shown);
        }
        activeAreAll(
                "io.patchbay.api",
                "io.patchbay.runtime",
                "io.patchbay.provider.openai",
                "io.patchbay.transport.websocket");
    }

    @Test
    @Order(2)
    void a_feature_for_each_further_plug_installs() throws Exception {
        String installed = type(Guide.commands(1).get(0));
        assertFalse(installed.contains("Error"), installed);
        activeAreAll(
                "io.patchbay.emulator",
                "io.patchbay.agents.concierge",
                "io.patchbay.tools.clock",
                "io.patchbay.tools.calculator",
                "io.patchbay.guardrails.blocklist",
                "io.patchbay.telemetry",
                "io.patchbay.tools.mcp",
                "io.patchbay.sip",
                "io.patchbay.transport.sip",
                "io.patchbay.transport.twilio",
                "io.patchbay.transport.cloudflare",
                "io.patchbay.tools.call");
        assertTrue(
                type("config:property-list --pid io.patchbay.telemetry")
                        .contains("content = false"));
    }

    @Test
    @Order(3)
    void a_call_is_held_and_a_tool_is_swapped_while_it_is_up() throws Exception {
        Path desk = Folders.DESK.resolve("io.patchbay.itest-" + Folders.VERSION + ".jar");
        type("bundle:install -s " + desk.toUri());
        eventually("call:plugs", "TOOL clock ACTIVE");
        eventually("call:plugs", "AGENT concierge ACTIVE");
        eventually("call:plugs", "PROVIDER openai ACTIVE");
        eventually("call:plugs", "TRANSPORT websocket ACTIVE");

        assertTrue(type("call:open concierge").contains("connected"), karaf()::screen);
        assertTrue(type("call:say 'Good morning'").contains("Good morning []"), karaf()::screen);
        String time = type(TIME);
        assertTrue(time.contains("It is ") && time.contains("[current_time RESULT]"), time);

        Path newer = Folders.as(CLOCK, "99.0.0", Folders.jar(CLOCK));
        assertEquals(2, Guide.commands(2).size());
        for (String command : Guide.commands(2)) {
            type(command.replaceFirst("file:\\S+", newer.toUri().toString()));
        }
        String list = type("bundle:list -s -t 0 --no-ellipsis");
        List<String> clocks = list.lines().filter(line -> line.contains(CLOCK)).toList();
        assertEquals(1, clocks.size(), () -> list);
        assertTrue(clocks.get(0).contains("99.0.0"), () -> list);
        eventually("call:plugs", "TOOL clock ACTIVE");

        String after = type(TIME);
        assertTrue(
                after.contains("It is ")
                        && after.contains("[current_time RESULT, current_time RESULT]"),
                after);
        String heard = type("call:heard");
        assertFalse(heard.contains("\n0 ms"), heard);
        assertTrue(heard.contains("[]"), heard);
        assertTrue(type("call:hangup").contains("hung up"), karaf()::screen);
    }

    /** Types a line of the guide into a terminal beside Karaf, with the reader's own paths. */
    private static Terminal.Ran beside(int line, Path jar) throws Exception {
        String command =
                Guide.beside(0)
                        .get(line)
                        .replace("/path/to/karaf", HOME.toString())
                        .replaceFirst(" /path/to/\\S+\\.jar", " " + jar);
        return Terminal.type(command);
    }

    private static String done(int line, Path jar) throws Exception {
        Terminal.Ran ran = beside(line, jar);
        assertEquals(0, ran.code(), ran::shown);
        return ran.shown().replaceAll(" +", " ");
    }

    private static List<String> logged(String words) throws IOException {
        String log = Files.readString(HOME.resolve("data/log/karaf.log"));
        return log.lines().filter(line -> line.contains(words)).toList();
    }

    @Test
    @Order(4)
    void plugs_are_changed_from_another_terminal_while_a_call_is_up() throws Exception {
        Path key = HOME.resolve("data/patchbay/management.key");
        assertEquals(1, beside(0, key).code(), "nobody listens yet");
        String installed = type(Guide.commands(3).get(0));
        assertFalse(installed.contains("Error"), installed);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        // Karaf takes the feature's configuration over a second later: no concern of the door
        while (beside(0, key).code() != 0
                || logged("Updating configuration {io.patchbay.management}").isEmpty()) {
            assertTrue(System.nanoTime() < end, () -> "no door: " + karaf().screen());
        }
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        assertTrue(done(0, key).contains("tool clock 99.0.0 active 0 shipped " + CLOCK));

        assertTrue(type("call:open concierge").contains("connected"), karaf()::screen);
        assertTrue(type(TIME).contains("[current_time RESULT]"), karaf()::screen);
        Path museum = Folders.as(MUSEUM, "1.0.0", Folders.jar("io.patchbay.tools.calculator"));
        assertTrue(done(1, museum).contains("installed " + MUSEUM + " 1.0.0 in "));
        Path newer = Folders.as(CLOCK, "99.1.0", Folders.jar(CLOCK));
        String updated = done(2, newer);
        // the feature has brought its own version back beside the newer one, as the guide says
        assertTrue(updated.contains("updated " + CLOCK + " 99.0.0, "), updated);
        assertTrue(updated.contains(" -> 99.1.0 in "), updated);
        Terminal.Ran again = beside(1, newer);
        assertEquals(1, again.code(), again::shown);
        assertTrue(again.shown().contains("is installed already"), again::shown);
        String after = type(TIME);
        assertTrue(after.contains("[current_time RESULT, current_time RESULT]"), after);
        assertTrue(done(3, key).contains("removed " + MUSEUM + " 1.0.0 in "));
        String history = done(4, key);
        String swapped = " tool swapped clock 99.0.0 clock 99.1.0 ";
        assertTrue(history.contains(swapped), history);
        assertTrue(history.contains(" update done " + CLOCK + " 99.0.0, "), history);
        assertTrue(history.contains(" install refused "), history);

        List<String> shell = Guide.commands(4);
        assertTrue(type(shell.get(0)).contains(CLOCK), karaf()::screen);
        assertTrue(type(shell.get(1)).contains("concierge"), karaf()::screen);
        assertTrue(type(shell.get(2)).contains("tool swapped"), karaf()::screen);
        Path next = Folders.as(CLOCK, "99.2.0", Folders.jar(CLOCK));
        String swap = shell.get(3).replaceFirst("/path/to/\\S+\\.jar", next.toString());
        assertTrue(type(swap).contains("99.1.0 -> 99.2.0 done in "), karaf()::screen);
        assertTrue(type(shell.get(4)).contains("99.2.0 -> 99.1.0 done in "), karaf()::screen);
        assertTrue(type("call:hangup").contains("hung up"), karaf()::screen);
        assertEquals(1, logged("management listens on").size(), "the door was opened once");

        Path stranger = Folders.TARGET.resolve("stranger.key");
        Files.writeString(stranger, "0".repeat(64) + "\n");
        String at = Files.readAllLines(key).get(0);
        Terminal.Ran refused =
                Terminal.type("./patchbay plugs list --at " + at + " --token-file " + stranger);
        assertEquals(1, refused.code(), refused::shown);
        assertTrue(refused.shown().contains("token"), refused::shown);
    }

    @Test
    @Order(5)
    void the_console_is_served_on_this_machine_alone_and_goes_again() throws Exception {
        for (String command : Guide.commands(5)) {
            String shown = type(command);
            assertFalse(shown.contains("Error"), shown);
        }
        Path file = HOME.resolve("data/patchbay/console.url");
        Visitor visitor = new Visitor(file);
        visitor.read("/", "<title>Patchbay</title>");
        visitor.read("/api/v1/plugs", "\"bundle\":\"" + CLOCK + "\",\"version\":\"99.1.0\"");
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));

        String further = type(Guide.commands(6).get(0));
        assertFalse(further.contains("Error"), further);
        activeAreAll("org.apache.felix.healthcheck.core", "io.patchbay.transport.browser");
        visitor.read("/api/v1/health", "\"tags\":[\"patchbay\",\"loops\"]");
        visitor.read("/api/v1/talk", "\"name\":\"concierge\"");
        assertEquals("400 default-src 'none'; frame-ancestors 'none'", visitor.policyOfRefusal());
        // its connectors say where they listen, and nobody else may reach any of them
        List<String> opened = logged("Started ServerConnector");
        assertFalse(opened.isEmpty());
        opened.forEach(line -> assertTrue(line.contains("{127.0.0.1:"), line));

        String removed = type(Guide.commands(7).get(0));
        assertFalse(removed.contains("Error"), removed);
        assertFalse(Files.exists(file), "the address of a console that is gone");
        String list = type("bundle:list -s -t 0 --no-ellipsis");
        assertFalse(list.contains("io.patchbay.console"), list);
        assertFalse(list.contains("http.jetty12"), list);
        assertTrue(list.contains("io.patchbay.management"), list);
    }

    @Test
    @Order(6)
    void what_was_changed_is_so_again_after_a_kill() throws Exception {
        karaf().close();
        started = Karaf.again(HOME);
        started.awaitCommands();
        Path none = HOME;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (beside(0, none).code() != 0) {
            assertTrue(System.nanoTime() < end, () -> "no door: " + karaf().screen());
        }
        eventually("call:plugs", "TOOL clock ACTIVE");
        String list = done(0, none);
        assertTrue(list.contains("tool clock 99.1.0 active 0 installed " + CLOCK), list);
        assertFalse(list.contains("clock 99.0.0"), list);
        assertTrue(list.contains("1.0.0 removed - installed " + MUSEUM), list);
    }

    @Test
    @Order(7)
    void karaf_ends_in_order() throws Exception {
        assertEquals(0, karaf().shutdown(), karaf()::screen);
        String log = Files.readString(HOME.resolve("data/log/karaf.log"));
        List<String> errors = log.lines().filter(line -> line.contains("| ERROR |")).toList();
        assertEquals(List.of(), errors);
    }
}
