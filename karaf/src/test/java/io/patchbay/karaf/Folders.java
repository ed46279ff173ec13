package io.patchbay.karaf;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** What the build has laid out below {@code target}. */
final class Folders {

    static final Path TARGET = Path.of("target").toAbsolutePath();
    static final Path REPOSITORY = TARGET.resolve("repository");
    static final Path FEATURES = TARGET.resolve("features/features.xml");
    static final Path DESK = TARGET.resolve("desk");
    static final Path ARCHIVE = Path.of(System.getProperty("karaf.archive"));
    static final String VERSION = System.getProperty("patchbay.version");

    private Folders() {}

    /** Puts the features file where Maven would have put it. */
    static void completeRepository() throws IOException {
        Path file =
                REPOSITORY.resolve(
                        "io/patchbay/io.patchbay.karaf/%1$s/io.patchbay.karaf-%1$s-features.xml"
                                .formatted(VERSION));
        Files.createDirectories(file.getParent());
        Files.write(file, Files.readAllBytes(FEATURES));
    }

    /** A jar of the repository, of this tree. */
    static Path jar(String artifact) {
        return REPOSITORY.resolve(
                "io/patchbay/%1$s/%2$s/%1$s-%2$s.jar".formatted(artifact, VERSION));
    }

    /** Files below a folder whose names end so; their paths are relative to it. */
    static List<String> files(Path folder, String end) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(end))
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The same bundle with another name and version. */
    static Path as(String name, String version, Path bundle) throws IOException {
        Path copy = TARGET.resolve(name + "-" + version + ".jar");
        try (JarInputStream in = new JarInputStream(Files.newInputStream(bundle))) {
            Manifest manifest = new Manifest(in.getManifest());
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-SymbolicName"), name);
            manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
            try (OutputStream file = Files.newOutputStream(copy);
                    JarOutputStream out = new JarOutputStream(file, manifest)) {
                for (JarEntry e = in.getNextJarEntry(); e != null; e = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(e.getName()));
                    copy(in, out);
                    out.closeEntry();
                }
            }
        }
        return copy;
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        in.transferTo(out);
    }
}
