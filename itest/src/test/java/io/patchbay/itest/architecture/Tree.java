package io.patchbay.itest.architecture;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tree that is checked: its folders, and the bundles that were built from them. */
final class Tree {

    static final String NAME = "io.patchbay.";
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    private Tree() {}

    /** The root of the checkout. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("cnf/build.bnd"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("not inside the tree");
            }
        }
        return folder;
    }

    /** The modules of the build. */
    static List<String> modules() {
        List<String> modules = new ArrayList<>();
        Matcher matcher = MODULE.matcher(text(root().resolve("pom.xml")));
        while (matcher.find()) {
            modules.add(matcher.group(1));
        }
        return modules;
    }

    /** Folders that are bundles. */
    static List<String> folders() {
        try (Stream<Path> all = Files.list(root())) {
            return all.filter(folder -> Files.exists(folder.resolve("bnd.bnd")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bundles of the tree on the class path. */
    static List<BuiltBundle> bundles() {
        List<BuiltBundle> bundles = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String name = symbolicName(Path.of(entry));
            if (name.startsWith(NAME)) {
                bundles.add(BuiltBundle.read(folder(name), Path.of(entry)));
            }
        }
        return bundles;
    }

    /**
     * The name of the bundle that a folder is: where the folder says what it is like, the bundle
     * does not repeat it.
     */
    static String bundleName(String folder) {
        return NAME + folder.replaceFirst("-like$", "");
    }

    private static String folder(String name) {
        return folders().stream()
                .filter(folder -> bundleName(folder).equals(name))
                .findFirst()
                .orElse(name.substring(NAME.length()));
    }

    private static String symbolicName(Path entry) {
        try {
            Manifest manifest = new Manifest();
            if (Files.isDirectory(entry) && Files.exists(entry.resolve(JarFile.MANIFEST_NAME))) {
                try (InputStream in = Files.newInputStream(entry.resolve(JarFile.MANIFEST_NAME))) {
                    manifest.read(in);
                }
            } else if (Files.isRegularFile(entry)) {
                try (JarFile jar = new JarFile(entry.toFile())) {
                    manifest = jar.getManifest() == null ? manifest : jar.getManifest();
                }
            }
            String name = manifest.getMainAttributes().getValue("Bundle-SymbolicName");
            // a fragment, as a native library is, belongs to its host
            boolean host = manifest.getMainAttributes().getValue("Fragment-Host") == null;
            return name == null || !host ? "" : name.replaceFirst(";.*", "");
        } catch (IOException e) {
            throw new UncheckedIOException(entry.toString(), e);
        }
    }

    /** The sources of all tests. */
    static List<Path> testSources() {
        return modules().stream()
                .map(module -> root().resolve(module).resolve("src/test/java"))
                .filter(Files::isDirectory)
                .flatMap(Tree::javaFiles)
                .toList();
    }

    /** What holds tests: those of the modules, of the templates, and the kits of the tck. */
    static List<Path> testingSources() {
        Stream<Path> others =
                Stream.of("tck/src/main/java", "templates")
                        .map(root()::resolve)
                        .flatMap(Tree::javaFiles);
        return Stream.concat(testSources().stream(), others)
                .filter(file -> !file.toString().contains("/target/"))
                .toList();
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file, java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
