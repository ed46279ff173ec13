package io.patchbay.itest.console;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.patchbay.management.Restamped;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The product as {@code cnf/patchbay.bndrun} puts it together, from the class path of the tests: a
 * folder that looks to the start script like a checkout after its build.
 */
final class Product {

    private static final String FELIX = "org.apache.felix.framework";

    /** An entry of {@code -runbundles}: a name and the range of its versions. */
    private static final Pattern BUNDLE = Pattern.compile("\\s+([\\w.-]+);version=.*");

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    private final Path home;
    private final Map<String, Path> parts;

    private Product(Path home, Map<String, Path> parts) {
        this.home = home;
        this.parts = parts;
    }

    /**
     * The product in Apache Felix; made anew, since links may lead to what was built before.
     *
     * @param without bundles that are left out, by name
     */
    static Product inFelix(String... without) throws IOException {
        Map<String, Path> parts = parts();
        Set<String> left = Set.of(without);
        // other processes with tests make theirs meanwhile
        Path home = Path.of("target/console/" + ProcessHandle.current().pid()).toAbsolutePath();
        clear(home);
        Path bundles = Files.createDirectories(home.resolve("cnf/target/dist/export/patchbay"));
        Path host = Files.createDirectories(home.resolve("cnf/target/dist/host"));
        Files.copy(
                CHECKOUT.resolve("patchbay"),
                home.resolve("patchbay"),
                StandardCopyOption.COPY_ATTRIBUTES);
        for (String line : Files.readAllLines(CHECKOUT.resolve("cnf/patchbay.bndrun"))) {
            Matcher bundle = BUNDLE.matcher(line);
            if (bundle.matches() && !left.contains(bundle.group(1))) {
                put(bundle.group(1), parts, bundles);
            }
        }
        parts.keySet().stream()
                .filter(name -> name.startsWith("io.patchbay.lib.webrtc."))
                .filter(name -> !left.contains("io.patchbay.lib.webrtc"))
                .toList()
                .forEach(name -> put(name, parts, bundles));
        put(FELIX, parts, host);
        return new Product(home, parts);
    }

    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static void put(String name, Map<String, Path> parts, Path folder) {
        Path part = parts.get(name);
        assertNotNull(
                part,
                () ->
                        name
                                + " of cnf/patchbay.bndrun is not on the class path: add it to"
                                + " itest/pom.xml");
        Path target = folder.resolve(name + ".jar");
        try {
            if (Files.isDirectory(part)) {
                // packs it, too
                Restamped.of(part, version(part)).write(target);
            } else if (!Files.exists(target)) {
                Files.createSymbolicLink(target, part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version(Path part) throws IOException {
        Manifest manifest = manifest(part);
        return manifest == null
                ? "0"
                : manifest.getMainAttributes().getValue("Bundle-Version").strip();
    }

    /** What is on the class path, by symbolic name. */
    private static Map<String, Path> parts() throws IOException {
        Map<String, Path> parts = new HashMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path part = Path.of(entry);
            Manifest manifest = Files.exists(part) ? manifest(part) : null;
            String name =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
            if (name != null) {
                parts.putIfAbsent(name.split(";", 2)[0].strip(), part.toAbsolutePath());
            }
        }
        return parts;
    }

    private static @Nullable Manifest manifest(Path part) throws IOException {
        if (!Files.isDirectory(part)) {
            try (JarFile jar = new JarFile(part.toFile())) {
                return jar.getManifest();
            }
        }
        Path file = part.resolve(JarFile.MANIFEST_NAME);
        if (!Files.exists(file)) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new Manifest(in);
        }
    }

    /** Another version of one of its bundles, which may have settings of its own. */
    Restamped other(String bundle, String version) {
        Path part = parts.get(bundle);
        assertNotNull(part, bundle);
        return Restamped.of(part, version);
    }

    /**
     * {@code ./patchbay run} with nothing but what is said here, in a process of its own.
     *
     * @param folder what it keeps goes there
     */
    Run run(Path folder, String... arguments) throws IOException {
        return Run.start(home.resolve("patchbay"), folder, arguments);
    }
}
