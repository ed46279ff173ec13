package io.patchbay.rtc.internal.libwebrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.lib.webrtc.NativeLibrary;
import io.patchbay.rtc.RtcEngine;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the native library is missing the engine says so; where it is not, it lets the JVM end. */
class LibraryTest {

    private static List<String> classPath() {
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of(path.split(File.pathSeparator));
    }

    private static boolean isNative(String entry) {
        return entry.contains("webrtc-java-") && entry.contains(NativeLibrary.platform());
    }

    private static boolean isLibrary(String entry) {
        return isNative(entry) || entry.contains("lib.webrtc") || entry.contains("webrtc-java-");
    }

    /** What the engine says about itself that is found on such a class path. */
    private static String said(Predicate<String> kept, Path... more) throws Exception {
        List<URL> path = new ArrayList<>();
        for (Path first : more) {
            path.add(first.toUri().toURL());
        }
        for (String entry : classPath()) {
            if (kept.test(entry)) {
                path.add(url(entry));
            }
        }
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader loader = new URLClassLoader(path.toArray(URL[]::new), platform)) {
            Class<?> service = loader.loadClass(RtcEngine.class.getName());
            Object engine = ServiceLoader.load(service, loader).iterator().next();
            Object said = service.getMethod("unavailable").invoke(engine);
            Object again = service.getMethod("unavailable").invoke(engine);
            assertEquals(said, again, "what failed once is remembered");
            return ((Optional<?>) said).map(String.class::cast).orElse("works");
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void it_works_on_the_class_path_as_it_is() throws Exception {
        assertEquals("works", said(entry -> true));
    }

    @Test
    void without_the_library_it_says_what_to_add() throws Exception {
        assertEquals(
                "its classes are not here; add io.patchbay.lib.webrtc",
                said(entry -> !isLibrary(entry)));
    }

    @Test
    void without_the_native_part_it_names_the_platform() throws Exception {
        String said = said(entry -> !isNative(entry));
        assertTrue(said.contains("no library for " + NativeLibrary.platform()), said);
    }

    @Test
    void a_native_part_that_does_not_load_is_named_and_leaves_no_file(@TempDir Path folder)
            throws Exception {
        Path broken = folder.resolve(System.mapLibraryName("webrtc-java-" + platform()));
        Files.writeString(broken, "no library at all, though it has the name of one");
        List<String> before = unpacked(Files.size(broken));
        String said = said(entry -> !isNative(entry), folder);
        assertTrue(said.startsWith("its library does not load: "), said);
        assertEquals(before, unpacked(Files.size(broken)));
    }

    private static String platform() {
        return NativeLibrary.platform();
    }

    /** Of that size: whole ones are of processes beside this one. */
    private static List<String> unpacked(long bytes) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.toFile().length() == bytes)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("(patchbay-webrtc|libwebrtc-java).*"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    libpulse.so.0: cannot open shared object file    | install 'libpulse0'
                    libXrandr.so.2: cannot open shared object file   | install 'libxrandr2'
                    x.so: failed to map segment from shared object   | set -Djava.io.tmpdir
                    version `GLIBC_2.17' not found                   | glibc 2.18
                    """)
    void what_the_systems_loader_says_gets_a_remedy(String said, String remedy) {
        String explained = Readiness.explain(said);
        assertTrue(explained.startsWith(said) && explained.contains(remedy), explained);
    }

    @Test
    void a_jvm_ends_by_itself_after_its_last_call() throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                String.join(File.pathSeparator, classPath())));
        if (Runtime.version().feature() > 21) {
            command.add(1, "--enable-native-access=ALL-UNNAMED");
        }
        command.add(ExitMain.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(process.waitFor(HeardPeer.PATIENCE_SECONDS, TimeUnit.SECONDS), said);
            assertEquals(0, process.exitValue(), said);
            assertTrue(Arrays.asList(said.split("\\R")).contains("heard good-bye"), said);
            assertTrue(!said.contains("WARNING"), said);
        } finally {
            process.destroyForcibly();
        }
    }
}
