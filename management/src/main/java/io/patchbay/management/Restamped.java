package io.patchbay.management;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * A copy of a bundle that says another version of itself, and may have other component properties:
 * how a demonstration or a test gets a second build without building. Immutable.
 */
public final class Restamped {

    private final Path jar;
    private final String version;
    private final Map<String, String> properties;

    private Restamped(Path jar, String version, Map<String, String> properties) {
        this.jar = jar;
        this.version = version;
        this.properties = properties;
    }

    /**
     * A copy to be made.
     *
     * @param jar of the bundle, a file or an unpacked folder
     * @param version of the copy
     * @throws IllegalArgumentException when that is no version
     */
    public static Restamped of(Path jar, String version) {
        return new Restamped(
                Objects.requireNonNull(jar, "jar"),
                Version.parseVersion(version).toString(),
                Map.of());
    }

    /**
     * The same, whose components have one property more: a setting of the plug.
     *
     * @param name of the property
     * @param value text without {@code <}, {@code &} and {@code "}
     */
    public Restamped with(String name, String value) {
        if ((name + value).matches("(?s).*[<&\"].*")) {
            throw new IllegalArgumentException("a property has no <, & or \" in it");
        }
        Map<String, String> more = new LinkedHashMap<>(properties);
        more.put(name, value);
        return new Restamped(jar, version, Collections.unmodifiableMap(more));
    }

    /**
     * Writes the copy.
     *
     * @param target the file, which is replaced if it exists
     * @return {@code target}
     * @throws IOException when the bundle cannot be read or the copy not written
     */
    public Path write(Path target) throws IOException {
        if (Files.isDirectory(jar)) {
            try (InputStream manifest = Files.newInputStream(jar.resolve(JarFile.MANIFEST_NAME));
                    Stream<Path> files = Files.walk(jar)) {
                List<Path> all = files.filter(Files::isRegularFile).sorted().toList();
                write(
                        new Manifest(manifest),
                        all.stream().map(file -> jar.relativize(file).toString()).toList(),
                        name -> Files.newInputStream(jar.resolve(name)),
                        target);
            }
            return target;
        }
        try (JarFile from = new JarFile(jar.toFile())) {
            Manifest manifest = from.getManifest();
            if (manifest == null) {
                throw new IOException(jar + " has no manifest");
            }
            write(
                    manifest,
                    from.stream().map(JarEntry::getName).toList(),
                    name -> from.getInputStream(from.getJarEntry(name)),
                    target);
        }
        return target;
    }

    private interface Content {
        InputStream open(String name) throws IOException;
    }

    private void write(Manifest manifest, List<String> names, Content content, Path target)
            throws IOException {
        Attributes headers = manifest.getMainAttributes();
        headers.putIfAbsent(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_VERSION, version);
        try (OutputStream out = Files.newOutputStream(target);
                JarOutputStream to = new JarOutputStream(out, manifest)) {
            for (String name : names) {
                if (!name.equals(JarFile.MANIFEST_NAME)) {
                    to.putNextEntry(new JarEntry(name));
                    to.write(content(name, content));
                    to.closeEntry();
                }
            }
        }
    }

    private byte[] content(String name, Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = content.open(name)) {
            in.transferTo(bytes);
        }
        if (properties.isEmpty() || !name.startsWith("OSGI-INF/") || !name.endsWith(".xml")) {
            return bytes.toByteArray();
        }
        StringBuilder more = new StringBuilder();
        properties.forEach(
                (key, value) ->
                        more.append("<property name=\"")
                                .append(key)
                                .append("\" value=\"")
                                .append(value)
                                .append("\"/>"));
        // properties stand before the implementation, in any order among themselves
        return bytes.toString(StandardCharsets.UTF_8)
                .replaceFirst(
                        "<(implementation|service|reference)\\b",
                        Matcher.quoteReplacement(more.toString()) + "<$1")
                .getBytes(StandardCharsets.UTF_8);
    }
}
