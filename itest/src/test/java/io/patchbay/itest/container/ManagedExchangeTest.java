package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.call.Call;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/** Where plugs are installed from, and what becomes of those they replace, or fail to. */
class ManagedExchangeTest {

    private static final String CLOCK = Managed.CLOCK;
    private static final String CALCULATOR = "io.patchbay.tools.calculator";
    private static final String WEBSOCKET = "io.patchbay.transport.websocket";

    @TempDir static Path root;

    private static Managed managed;

    @TempDir Path folder;

    @BeforeAll
    static void start() throws Exception {
        managed = new Managed(root);
    }

    @AfterAll
    static void stop() throws Exception {
        managed.close();
    }

    private Path jar(String name, String version, String... settings) throws Exception {
        return Managed.copy(name, version, folder.resolve(name + ".jar"), settings);
    }

    /** A local port that nobody listens on. */
    private static final String NOWHERE = "http://127.0.0.1:1";

    @Test
    void an_update_that_live_sessions_cannot_move_to_is_taken_back() throws Exception {
        List<String> before = managed.versions(WEBSOCKET);
        try (Call call = managed.desk.open("concierge")) {
            assertEquals("one", call.type("one"));
            String answer = managed.change("update", jar(WEBSOCKET, "77.0.0", "proxy", NOWHERE));
            assertTrue(answer.contains("\"refused\":\"rolled_back\""), answer);
            assertTrue(answer.contains("1 of 1 sessions could not move"), answer);
            assertEquals(before, managed.versions(WEBSOCKET));
            assertEquals("two", call.type("two"));
        }
        try (Call next = managed.desk.open("concierge")) {
            assertEquals("three", next.type("three"));
        }
    }

    @Test
    void a_folder_of_jars_is_exchanged_as_a_whole() throws Exception {
        jar(CLOCK, "3.1.0");
        jar(CALCULATOR, "3.1.0");
        String answer = managed.change("update", folder);
        assertTrue(answer.contains("\"done\""), answer);
        assertEquals(List.of("3.1.0"), managed.versions(CLOCK));
        assertEquals(List.of("3.1.0"), managed.versions(CALCULATOR));

        jar(CALCULATOR, "3.2.0");
        jar(CLOCK, "3.2.0", "hours", "10");
        String refused = managed.change("update", folder);
        assertTrue(refused.contains("\"refused\":\"failed\""), refused);
        assertEquals(List.of("3.1.0"), managed.versions(CLOCK));
        assertEquals(List.of("3.1.0"), managed.versions(CALCULATOR));
    }

    @Test
    void an_artifact_of_the_local_maven_repository_is_installed_by_its_coordinates()
            throws Exception {
        Path artifact = Files.createDirectories(folder.resolve("com/acme/acme-clock/9.9.9"));
        Managed.copy(CLOCK, "9.9.9", artifact.resolve("acme-clock-9.9.9.jar"));
        String local = System.getProperty("maven.repo.local");
        System.setProperty("maven.repo.local", folder.toString());
        try {
            String answer = managed.change("install", "com.acme:acme-clock:9.9.9");
            assertTrue(answer.contains("\"to\":\"9.9.9\",\"outcome\":\"done\""), answer);
            assertTrue(managed.versions(CLOCK).contains("9.9.9"));
        } finally {
            if (local == null) {
                System.clearProperty("maven.repo.local");
            } else {
                System.setProperty("maven.repo.local", local);
            }
            managed.ask("/plugs/remove", Map.of("bundle", CLOCK + ":9.9.9"));
        }
    }

    @Test
    void a_share_that_is_none_is_refused_and_shown() throws Exception {
        Path wrong = jar(CLOCK, "8.0.0", "share", "many");
        String answer = managed.change("install", wrong);
        assertTrue(answer.contains("\"refused\":\"failed\""), answer);
        assertTrue(answer.contains("'share' must be a number"), answer);
        assertFalse(managed.versions(CLOCK).contains("8.0.0"));

        // not by the door, which would not have let it in
        Bundle bundle = managed.container.context().installBundle(wrong.toUri().toString());
        try {
            bundle.start();
            Container.eventually(
                    "the refusal is shown",
                    () -> managed.show("/plugs").contains("'share' must be a number"));
        } finally {
            bundle.uninstall();
        }
    }

    @Test
    void the_class_loader_of_a_replaced_bundle_is_collected_while_the_call_goes_on()
            throws Exception {
        try (Call call = managed.desk.open("concierge")) {
            for (String name : List.of(CLOCK, WEBSOCKET)) {
                call.type("current_time {\"city\":\"TOKYO\"}");
                WeakReference<ClassLoader> old =
                        new WeakReference<>(
                                managed.container
                                        .bundle(name)
                                        .adapt(BundleWiring.class)
                                        .getClassLoader());
                String answer = managed.change("update", jar(name, "66.0.0"));
                assertTrue(answer.contains("\"to\":\"66.0.0\",\"outcome\":\"done\""), answer);
                Container.eventually(
                        "the old class loader of " + name + " is collected",
                        () -> {
                            System.gc();
                            return old.refersTo(null);
                        });
            }
            assertTrue(call.type("current_time {\"city\":\"TOKYO\"}").contains("Tokyo"));
        }
    }
}
