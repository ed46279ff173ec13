package io.patchbay.itest.architecture;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A bundle as it was built: a jar, or a folder with a manifest.
 *
 * @param folder the folder of the tree that it comes from
 * @param kind what it is
 * @param manifest its manifest
 * @param classes its classes; none of a {@code lib.*}, whose classes are others'
 * @param files its files by path, those of {@code lib.*} without classes
 */
record BuiltBundle(
        String folder, Kind kind, Manifest manifest, JavaClasses classes, List<BuiltFile> files) {

    private static final Pattern PACKAGE = Pattern.compile("(?:^|,)\\s*([\\w.]+)");

    static {
        // what a class of ours calls is known by name; the libraries need not be read
        ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    }

    /** A file in a bundle. */
    record BuiltFile(String path, byte[] bytes) {
        String text() {
            return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    static BuiltBundle read(String folder, Path location) {
        try {
            if (Files.isDirectory(location)) {
                return read(folder, location, location);
            }
            try (FileSystem jar = FileSystems.newFileSystem(location)) {
                return read(folder, location, jar.getPath("/"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(location.toString(), e);
        }
    }

    private static BuiltBundle read(String folder, Path location, Path root) throws IOException {
        Kind kind = Kind.of(folder);
        List<BuiltFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = root.relativize(file).toString();
                if (kind != Kind.LIB || path.startsWith("META-INF")) {
                    files.add(new BuiltFile(path, Files.readAllBytes(file)));
                }
            }
        }
        BuiltFile manifest =
                files.stream()
                        .filter(file -> file.path().equals("META-INF/MANIFEST.MF"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no manifest in " + location));
        return new BuiltBundle(
                folder,
                kind,
                new Manifest(new ByteArrayInputStream(manifest.bytes())),
                kind == Kind.LIB ? new ClassFileImporter().importClasses() : classes(location),
                files);
    }

    private static JavaClasses classes(Path location) throws IOException {
        if (Files.isDirectory(location)) {
            return new ClassFileImporter().importPath(location);
        }
        try (JarFile jar = new JarFile(location.toFile())) {
            return new ClassFileImporter().importJar(jar);
        }
    }

    /** Packages that a header of the manifest lists. */
    Set<String> packages(String header) {
        String value = manifest.getMainAttributes().getValue(header);
        Set<String> packages = new TreeSet<>();
        if (value != null) {
            // attributes and directives are no packages; what they quote may have commas
            Matcher matcher =
                    PACKAGE.matcher(value.replaceAll("\"[^\"]*\"", "").replaceAll(";[^,]*", ""));
            while (matcher.find()) {
                packages.add(matcher.group(1));
            }
        }
        return packages;
    }

    Set<String> exports() {
        return packages("Export-Package");
    }

    Set<String> imports() {
        return packages("Import-Package");
    }

    /** Files below a path. */
    List<BuiltFile> below(String path) {
        return files.stream().filter(file -> file.path().startsWith(path)).toList();
    }
}
