package io.patchbay.bench.internal.swap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A bundle that can be had with any version. */
final class BundleJar {

    private final Manifest manifest;
    private final Map<String, byte[]> files;

    private BundleJar(Manifest manifest, Map<String, byte[]> files) {
        this.manifest = manifest;
        this.files = files;
    }

    /** A bundle as it was built: a jar, or a folder of classes. */
    static BundleJar of(Path built) throws IOException {
        Map<String, byte[]> files = files(built);
        byte[] manifest = files.remove(JarFile.MANIFEST_NAME);
        if (manifest == null) {
            throw new IOException(built + " is no bundle");
        }
        return new BundleJar(new Manifest(new ByteArrayInputStream(manifest)), files);
    }

    private static Map<String, byte[]> files(Path built) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        if (Files.isDirectory(built)) {
            try (Stream<Path> all = Files.walk(built)) {
                for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                    String name = built.relativize(file).toString().replace('\\', '/');
                    files.put(name, Files.readAllBytes(file));
                }
            }
        } else {
            try (ZipFile jar = new ZipFile(built.toFile())) {
                for (ZipEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        files.put(entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
        return files;
    }

    /**
     * A bundle of the package of a class, which is its activator.
     *
     * @param imports packages that it takes from others
     */
    static BundleJar of(String name, Class<?> activator, List<String> imports) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", name);
        headers.putValue("Bundle-Version", "0.1.0");
        headers.putValue("Bundle-Activator", activator.getName());
        headers.putValue("Import-Package", String.join(",", imports));
        String folder = activator.getPackageName().replace('.', '/') + "/";
        try {
            Map<String, byte[]> files =
                    files(
                            Path.of(
                                    activator
                                            .getProtectionDomain()
                                            .getCodeSource()
                                            .getLocation()
                                            .toURI()));
            files.keySet().removeIf(file -> !file.startsWith(folder));
            return new BundleJar(manifest, files);
        } catch (URISyntaxException e) {
            throw new IOException("nobody knows where " + activator + " is from", e);
        }
    }

    String symbolicName() {
        return manifest.getMainAttributes()
                .getValue("Bundle-SymbolicName")
                .replaceFirst(";.*", "")
                .strip();
    }

    /** The jar as version {@code number}: each is newer than those with a lower number. */
    InputStream version(int number) {
        String built = manifest.getMainAttributes().getValue("Bundle-Version");
        String[] parts = built.split("\\.", 4);
        // sorts behind SNAPSHOT
        String version = String.format("%s.%s.%s.v%07d", parts[0], parts[1], parts[2], number);
        Manifest stamped = new Manifest(manifest);
        stamped.getMainAttributes().putValue("Bundle-Version", version);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, stamped)) {
            jar.setLevel(Deflater.BEST_SPEED);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                jar.putNextEntry(new ZipEntry(file.getKey()));
                jar.write(file.getValue());
                jar.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
