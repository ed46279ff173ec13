package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.management.PlugStore;
import io.patchbay.management.Restamped;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What no instance may fall over, in a process of its own. */
@Tag("once")
class OddPlugsTest {

    @TempDir static Path root;

    @SuppressWarnings("NullAway.Init")
    private static Checkout checkout;

    @TempDir Path folder;

    @BeforeAll
    static void assemble() throws Exception {
        checkout = new Checkout(root);
    }

    private Running start(String... more) throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        String[] arguments = new String[3 + more.length];
        arguments[0] = "run";
        arguments[1] = "--state";
        arguments[2] = folder.resolve("state").toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return new Running(
                checkout.home.resolve("patchbay"),
                folder,
                Map.of("PATCHBAY_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary),
                arguments);
    }

    private String plugs(String command) {
        Ran ran = Ran.patchbay("plugs", command, "--state", folder.resolve("state").toString());
        assertEquals(0, ran.code(), ran::toString);
        return ran.out();
    }

    private static void bundle(Path jar, String... headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Bundle-ManifestVersion", "2");
        for (int i = 0; i < headers.length; i += 2) {
            attributes.putValue(headers[i], headers[i + 1]);
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream to = new JarOutputStream(out, manifest)) {
            to.finish();
        }
    }

    @Test
    void what_was_shipped_is_wired_to_what_was_shipped_whatever_was_installed_beside_it()
            throws Exception {
        PlugStore store = PlugStore.open(folder.resolve("state"));
        Path jar = store.fresh("acme.copies", "1.0.0");
        bundle(
                jar,
                "Bundle-SymbolicName",
                "acme.copies",
                "Bundle-Version",
                "1.0.0",
                "Export-Package",
                "io.patchbay.api.plug;version=1.9,io.patchbay.api.tool;version=1.9");
        store.commit(List.of(new PlugStore.Jar("acme.copies", "1.0.0", jar)), List.of());
        try (Running instance = start()) {
            instance.await("ready");
            assertTrue(plugs("list").contains("acme.copies"));
            assertTrue(plugs("health").startsWith("up, "), () -> plugs("health"));
        }
    }

    @Test
    void a_pipe_in_the_place_of_a_watched_file_keeps_no_change_waiting() throws Exception {
        Path watched = Files.createDirectory(folder.resolve("plugs"));
        Path file = watched.resolve("clock.jar");
        Path original =
                checkout.home.resolve(
                        "cnf/target/dist/export/patchbay/io.patchbay.tools.clock.jar");
        Restamped.of(original, "5.0.0").write(file);
        try (Running instance = start("--plugs", watched.toString())) {
            instance.await("ready");
            eventually("list", "5.0.0");
            Files.delete(file);
            assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
            eventually("history", "neither a file nor a folder");
            Files.delete(file);
            Restamped.of(original, "5.1.0").write(file);
            eventually("list", "5.1.0");
        }
    }

    @Test
    void a_watched_folder_that_is_made_anew_is_watched_again() throws Exception {
        Path watched = Files.createDirectory(folder.resolve("plugs"));
        Path original =
                checkout.home.resolve(
                        "cnf/target/dist/export/patchbay/io.patchbay.tools.clock.jar");
        Restamped.of(original, "5.0.0").write(watched.resolve("clock-5.0.0.jar"));
        try (Running instance = start("--plugs", watched.toString())) {
            instance.await("ready");
            eventually("list", "5.0.0");
            Files.move(watched, folder.resolve("gone"));
            Files.createDirectory(watched);
            Restamped.of(original, "5.1.0").write(watched.resolve("clock-5.1.0.jar"));
            eventually("list", "5.1.0");
        }
    }

    private void eventually(String command, String words) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!plugs(command).contains(words)) {
            assertTrue(System.nanoTime() < end, () -> words + " is not in " + plugs(command));
            LockSupport.parkNanos(50_000_000);
        }
    }
}
