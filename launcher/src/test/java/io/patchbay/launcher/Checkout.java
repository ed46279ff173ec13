package io.patchbay.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A folder that looks to the start script like a checkout after its build: the script itself, and
 * an assembly of the bundles on this class path.
 */
final class Checkout {

    private static final Set<String> EMBEDDED = Set.of("org.apache.felix.framework");

    /** Tests and the compiler's annotations are no part of an assembly. */
    private static final Set<String> UNWANTED =
            Set.of("org.osgi.annotation.bundle", "org.osgi.core", "osgi.annotation");

    final Path home;

    /**
     * Makes one.
     *
     * @param folder an empty folder
     */
    Checkout(Path folder) throws IOException {
        home = folder;
        Path script = Path.of("").toAbsolutePath().resolveSibling("patchbay");
        Files.copy(script, home.resolve("patchbay"), StandardCopyOption.COPY_ATTRIBUTES);
        Path bundles = Files.createDirectories(home.resolve("cnf/target/dist/export/patchbay"));
        Path host = Files.createDirectories(home.resolve("cnf/target/dist/host"));
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path part = Path.of(entry);
            String name = symbolicName(part);
            if (name.isEmpty() || UNWANTED.contains(name) || foreign(name)) {
                continue;
            }
            // our own are folders in a build of everything; others are told by their files' names
            String file =
                    name.startsWith("io.patchbay") ? name + ".jar" : part.getFileName().toString();
            Path target = (EMBEDDED.contains(name) ? host : bundles).resolve(file);
            if (Files.isDirectory(part)) {
                pack(part, target);
            } else {
                Files.copy(part, target);
            }
        }
    }

    /** Whether it is one of the tests' own libraries. */
    private static boolean foreign(String name) {
        return Stream.of(
                                "io.patchbay",
                                "io.netty",
                                "tools.jackson",
                                "com.fasterxml.jackson.core.jackson-annotations",
                                "org.apache.felix",
                                "org.apache.aries.spifly",
                                "org.apache.commons",
                                "org.objectweb.asm",
                                "org.osgi.service.servlet",
                                "slf4j",
                                "org.osgi.util",
                                "org.osgi.service.component",
                                "info.picocli",
                                "picocli")
                        .noneMatch(name::startsWith)
                || name.startsWith("org.osgi.service.component.annotations")
                || name.startsWith("io.patchbay.tck");
    }

    private static String symbolicName(Path part) throws IOException {
        Manifest manifest;
        if (Files.isDirectory(part)) {
            Path file = part.resolve(JarFile.MANIFEST_NAME);
            if (!Files.exists(file)) {
                return "";
            }
            try (var in = Files.newInputStream(file)) {
                manifest = new Manifest(in);
            }
        } else {
            try (JarFile jar = new JarFile(part.toFile())) {
                manifest = jar.getManifest();
            }
        }
        String name =
                manifest == null
                        ? null
                        : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
        return name == null ? "" : name.split(";", 2)[0].strip();
    }

    private static void pack(Path classes, Path target) throws IOException {
        Manifest manifest;
        try (var in = Files.newInputStream(classes.resolve(JarFile.MANIFEST_NAME))) {
            manifest = new Manifest(in);
        }
        manifest.getMainAttributes().putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (OutputStream out = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(JarFile.MANIFEST_NAME))
                    .forEach(file -> add(jar, classes, file));
        }
    }

    private static void add(JarOutputStream jar, Path classes, Path file) {
        try {
            jar.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
            Files.copy(file, jar);
            jar.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
