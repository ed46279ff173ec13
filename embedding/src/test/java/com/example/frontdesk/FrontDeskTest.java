package com.example.frontdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugDirectory;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.emulator.Emulator;
import io.patchbay.runtime.Patchbay;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.launch.FrameworkFactory;

/** What docs/containers shows; every test runs with Felix and with Equinox on the class path. */
class FrontDeskTest {

    private static final List<String> NOT_INSTALLED =
            List.of(
                    // the application has it, and shares it
                    "io.patchbay.api",
                    // what is there for tests
                    "io.patchbay.emulator",
                    "io.patchbay.lib.freetts",
                    "io.patchbay.lib.sphinx4");

    private static final List<String> INSTALLED =
            List.of(
                    "io.patchbay.",
                    "io.netty.",
                    "tools.jackson.core.",
                    "com.fasterxml.jackson.core.jackson-annotations",
                    "org.apache.felix.scr",
                    "org.apache.felix.configadmin",
                    "org.osgi.service.component",
                    "org.osgi.util.");

    private static Emulator emulator;

    @BeforeAll
    static void serve() throws IOException {
        emulator = Emulator.builder().pace(0).start();
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private static LineChoice line() {
        return LineChoice.builder().url(emulator.webSocketUri()).key("any").build();
    }

    @Test
    void on_the_class_path_the_desk_answers() {
        try (Patchbay patchbay = Patchbay.load()) {
            FrontDesk desk = new FrontDesk(patchbay, line());
            assertEquals("From ten to six.", desk.ask("Tell me the opening hours"));
        }
    }

    @Test
    void in_a_container_of_its_own_the_desk_answers(@TempDir Path storage) throws Exception {
        List<Path> bundles = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = symbolicName(Path.of(entry));
            if (INSTALLED.stream().anyMatch(name::startsWith) && !NOT_INSTALLED.contains(name)) {
                bundles.add(Path.of(entry));
            }
        }
        try (OwnContainer container = new OwnContainer(storage, bundle("io.patchbay.api"), bundles)) {
            RealtimeSessions sessions = container.service(RealtimeSessions.class);
            PlugDirectory plugs = container.service(PlugDirectory.class);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (plugs.plugs().size() < 2) {
                assertTrue(System.nanoTime() < end, () -> "not plugged in: " + plugs.plugs());
                LockSupport.parkNanos(5_000_000);
            }
            // no class of the application's own class path answers here
            assertTrue(sessions.getClass().getClassLoader() != FrontDesk.class.getClassLoader());

            FrontDesk desk = new FrontDesk(sessions, line());
            assertEquals("From ten to six.", desk.ask("Tell me the opening hours"));
        }
    }

    @Test
    void one_framework_is_on_the_class_path() {
        long frameworks =
                java.util.ServiceLoader.load(FrameworkFactory.class).stream().count();
        assertEquals(1, frameworks);
    }

    private static Path bundle(String wanted) throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (symbolicName(Path.of(entry)).equals(wanted)) {
                return Path.of(entry);
            }
        }
        throw new IllegalStateException("no " + wanted + " on the class path");
    }

    private static String symbolicName(Path entry) throws IOException {
        if (!Files.isRegularFile(entry)) {
            return "";
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            Attributes attributes =
                    jar.getManifest() == null
                            ? new Attributes()
                            : jar.getManifest().getMainAttributes();
            String name = attributes.getValue("Bundle-SymbolicName");
            return name == null ? "" : name.replaceFirst(";.*", "");
        }
    }
}
