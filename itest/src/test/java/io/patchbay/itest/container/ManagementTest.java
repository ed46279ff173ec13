package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.call.Call;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugs are changed over the management door while a call is up. */
@Tag("once")
class ManagementTest {

    private static final String CLOCK = Managed.CLOCK;
    private static final String QUESTION = "current_time {\"city\":\"TOKYO\"}";

    @TempDir static Path folder;

    private static Managed managed;

    @BeforeAll
    static void start() throws Exception {
        managed = new Managed(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        managed.close();
    }

    /** A bundle of one test class, which is a component. */
    private static Path bundle(String name, Class<?> component, String... headers)
            throws IOException {
        return OneClassBundle.write(
                folder, name, component, "io.patchbay.api.tool.ToolSource", headers);
    }

    private static void refused(Path jar, String reason, String... words) throws Exception {
        long before = managed.container.bundles().size();
        String answer = managed.change("install", jar);
        assertTrue(answer.contains("\"refused\":\"" + reason + "\""), answer);
        for (String word : words) {
            assertTrue(answer.contains(word), () -> "'" + word + "' is not in: " + answer);
        }
        assertEquals(before, managed.container.bundles().size(), "something was left installed");
    }

    @Test
    void a_tool_is_exchanged_under_a_live_call_and_the_old_bundle_is_gone() throws Exception {
        try (Call call = managed.desk.open("concierge")) {
            String before = call.type(QUESTION);
            assertTrue(before.contains("M in Tokyo"), before);

            String answer = managed.change("update", managed.clock("1.2.4", "hours", "24"));
            assertTrue(answer.contains("\"to\":\"1.2.4\",\"outcome\":\"done\""), answer);
            assertEquals(List.of("1.2.4"), managed.versions(CLOCK));

            String after = call.type(QUESTION);
            assertTrue(after.matches("It is \\d{1,2}:\\d\\d in Tokyo."), after);
            assertEquals(List.of("current_time RESULT", "current_time RESULT"), call.tools());
        }
    }

    @Test
    void what_is_no_good_is_refused_with_the_reason_and_a_live_call_does_not_notice()
            throws Exception {
        Path broken = Files.write(folder.resolve("broken.jar"), new byte[] {'P', 'K', 3, 4, 0});
        Path cut = folder.resolve("cut.jar");
        byte[] whole = Files.readAllBytes(managed.clock("7.0.0"));
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
        Path wrong = managed.clock("7.0.1", "hours", "10");
        try (Call call = managed.desk.open("concierge")) {
            assertEquals("one", call.type("one"));
            refused(broken, "broken", "no jar that can be read");
            refused(cut, "broken", "no jar that can be read");
            refused(wrong, "failed", "'hours' must be 12 or 24");
            refused(
                    bundle("acme.throwing", ThrowingTools.class),
                    "failed",
                    "acme.throwing 1.0.0",
                    "activation fails",
                    "no such lamp");
            refused(
                    bundle("acme.missing", ThrowingTools.class, "Import-Package", "com.acme.x"),
                    "unresolved",
                    "com.acme.x",
                    "no bundle here exports");
            refused(
                    bundle(
                            "acme.future",
                            ThrowingTools.class,
                            "Import-Package",
                            "io.patchbay.api.tool;version=\"[9,10)\""),
                    "unresolved",
                    "io.patchbay.api.tool [9.0.0,10.0.0)",
                    "build it against this Patchbay's api");
            refused(
                    bundle(
                            "acme.empty",
                            ThrowingTools.class,
                            "Service-Component",
                            "",
                            "Import-Package",
                            "org.osgi.framework"),
                    "no_plug",
                    "acme.empty");
            refused(bundle("io.patchbay.net", ThrowingTools.class), "fixed", "io.patchbay.net");
            refused(folder.resolve("nowhere.jar"), "no_source", "nowhere.jar");
            assertEquals("two", call.type("two"));
            assertEquals(List.of(), call.complaints());
        }
    }

    @Test
    void what_would_keep_the_container_from_its_next_start_is_refused() throws Exception {
        refused(
                bundle("org.apache.felix.scr", ThrowingTools.class, "Bundle-Version", "99.0.0"),
                "fixed",
                "org.apache.felix.scr is no plug but part of the container");
        refused(
                bundle(
                        "acme.exporter",
                        ThrowingTools.class,
                        "Export-Package",
                        "io.patchbay.api.tool;version=1.9"),
                "fixed",
                "acme.exporter 1.0.0 exports io.patchbay.api.tool",
                "belongs to io.patchbay.api alone");
    }

    @Test
    void a_manifest_that_would_fill_the_memory_is_not_read() throws Exception {
        refused(
                bundle("acme.wordy", ThrowingTools.class, "X-Words", "x".repeat(2 << 20)),
                "too_large",
                "acme.wordy");
    }

    @Test
    void a_start_that_does_not_come_back_is_given_up_and_others_start() throws Exception {
        refused(
                bundle(
                        "acme.hanging",
                        HangingStart.class,
                        "Bundle-Activator",
                        HangingStart.class.getName(),
                        "Service-Component",
                        "",
                        "Import-Package",
                        "org.osgi.framework"),
                "failed",
                "acme.hanging 1.0.0",
                "does not come back from its start");
        String same = managed.change("install", managed.clock(managed.versions(CLOCK).get(0)));
        assertTrue(same.contains("\"refused\":\"duplicate\""), same);
    }

    @Test
    void the_same_version_is_not_forced_upon_a_live_call() throws Exception {
        Path same = managed.clock(managed.versions(CLOCK).get(0));
        assertTrue(managed.change("install", same).contains("\"refused\":\"duplicate\""));
        try (Call call = managed.desk.open("concierge")) {
            String answer = managed.change("update", same);
            assertTrue(answer.contains("\"refused\":\"in_use\""), answer);
            assertFalse(call.type("current_time {\"city\":\"PARIS\"}").isBlank());
        }
        Map<String, ?> forced = Map.of("source", same.toString(), "force", true);
        String answer = managed.ask("/plugs/update", forced).body();
        assertTrue(answer.contains("\"outcome\":\"done\""), answer);
        assertEquals(1, managed.versions(CLOCK).size());
    }

    @Test
    void the_platform_and_what_is_not_there_are_not_removed() throws Exception {
        for (String name : List.of("io.patchbay.runtime", "org.apache.felix.scr")) {
            String answer = managed.ask("/plugs/remove", Map.of("bundle", name)).body();
            assertTrue(answer.contains("\"refused\":\"fixed\""), answer);
        }
        HttpResponse<String> unknown =
                managed.ask("/plugs/remove", Map.of("bundle", "acme.nobody"));
        assertEquals(404, unknown.statusCode());
        assertTrue(unknown.body().contains("\"refused\":\"unknown\""), unknown::body);
    }
}
