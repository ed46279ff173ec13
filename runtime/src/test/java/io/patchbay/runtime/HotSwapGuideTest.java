package io.patchbay.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.ToolSource;
import io.patchbay.tck.VirtualLoop;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/hot-swap.md. */
class HotSwapGuideTest {

    @TempDir Path folder;

    /** A folder with the classes of a plug and the file that names it, as a jar has them. */
    private URL plugs(String version) throws Exception {
        Path root = Files.createDirectories(folder.resolve(version));
        String name = TestPlugs.Museum.class.getName();
        Path services = Files.createDirectories(root.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.patchbay.api.tool.ToolSource"), name);
        Path compiled =
                Path.of(TestPlugs.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .resolve("io/patchbay/runtime");
        Path copies = Files.createDirectories(root.resolve("io/patchbay/runtime"));
        try (Stream<Path> files = Files.list(compiled)) {
            for (Path file : files.toList()) {
                String called = file.getFileName().toString();
                if (called.startsWith("TestPlugs")) {
                    Files.copy(file, copies.resolve(called));
                }
            }
        }
        return root.toUri().toURL();
    }

    /** Its own classes first, as a bundle has them. */
    private static final class OwnFirst extends URLClassLoader {
        OwnFirst(URL jar) {
            super(new URL[] {jar}, HotSwapGuideTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(TestPlugs.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? findClass(name) : known;
        }
    }

    @Test
    void a_jar_is_exchanged_on_the_class_path() throws Exception {
        VirtualLoop loop = new VirtualLoop();
        URLClassLoader first = new OwnFirst(plugs("1.0.0"));
        try (Patchbay patchbay =
                        Patchbay.builder().loops(() -> loop).workers(Runnable::run).build();
                URLClassLoader second = new OwnFirst(plugs("1.1.0"))) {
            Plugged plugged = patchbay.plugIn(PlugIn.services(first).version("1.0.0"));
            Plugged newer = plugged.replace(PlugIn.services(second).version("1.1.0"));
            plugged.remove()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS); // its last user is done
            first.close(); // nothing of it is in use
            assertEquals(
                    List.of("1.1.0"), patchbay.plugs().stream().map(PlugInfo::version).toList());
            assertTrue(newer.toString().endsWith("1.1.0"));
        }
    }

    @Test
    void a_version_on_trial_becomes_everybodys() {
        VirtualLoop loop = new VirtualLoop();
        try (Patchbay patchbay =
                Patchbay.builder().loops(() -> loop).workers(Runnable::run).build()) {
            ToolSource source = new TestPlugs.Museum();
            Plugged trial = patchbay.plugIn(PlugIn.tools(source).version("1.1.0").share(0.1));
            trial.share(1); // it is good
            assertEquals(1, patchbay.plugs().get(0).share());
        }
    }

    private static void watch(RealtimeSession session, Patchbay patchbay) {
        session.on(SessionEvent.Swapped.class, event -> System.out.println(event.swap()));
        patchbay.swaps();
    }

    @Test
    void swaps_can_be_watched_from_the_opening_on() {
        try (Patchbay patchbay = Patchbay.builder().build();
                RealtimeSession session = patchbay.open(SessionOptions.builder().build())) {
            watch(session, patchbay);
            assertEquals(List.of(), patchbay.swaps());
        }
    }
}
