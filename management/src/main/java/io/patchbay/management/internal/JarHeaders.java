package io.patchbay.management.internal;

import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * What a jar says of itself, read once the whole jar has proved readable.
 *
 * @param name symbolic name of the bundle
 * @param version of the bundle
 */
record JarHeaders(String name, Version version) {

    /** What a jar may inflate to. */
    private static final long MOST_BYTES = 512L << 20;

    private static final int MOST_ENTRIES = 20_000;

    /** Every line of a manifest becomes several objects, here and in the container. */
    private static final long MOST_MANIFEST_BYTES = 1L << 20;

    /**
     * Reads a jar to its end.
     *
     * @param text what people call it
     * @throws PlugRefusedException when it is no bundle that could be a plug
     */
    static JarHeaders read(Path jar, String text) {
        Manifest manifest;
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            readAll(file, text);
            manifest = file.getManifest();
        } catch (IOException | IllegalArgumentException | SecurityException e) {
            throw new PlugRefusedException(
                    Reason.BROKEN,
                    text
                            + " is no jar that can be read: "
                            + Reasons.of(e)
                            + "; build or copy it again");
        }
        return of(manifest == null ? null : manifest.getMainAttributes(), text);
    }

    private static void readAll(JarFile jar, String text) throws IOException {
        if (jar.size() > MOST_ENTRIES) {
            throw tooLarge(text);
        }
        byte[] piece = new byte[1 << 16];
        long size = 0;
        for (JarEntry entry : Collections.list(jar.entries())) {
            boolean manifest = entry.getName().equalsIgnoreCase(JarFile.MANIFEST_NAME);
            long most = manifest ? size + MOST_MANIFEST_BYTES : MOST_BYTES;
            try (InputStream in = jar.getInputStream(entry)) {
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    size += read;
                    if (size > most) {
                        throw tooLarge(text);
                    }
                }
            }
        }
    }

    private static PlugRefusedException tooLarge(String text) {
        return new PlugRefusedException(
                Reason.TOO_LARGE, text + " has more inside than any plug should; build it smaller");
    }

    private static JarHeaders of(@Nullable Attributes headers, String text) {
        String name = headers == null ? null : headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (headers == null
                || name == null
                || !"2".equals(trimmed(headers.getValue(Constants.BUNDLE_MANIFESTVERSION)))) {
            throw new PlugRefusedException(
                    Reason.NO_BUNDLE,
                    text
                            + " is no OSGi bundle, since its manifest has no Bundle-SymbolicName; build it with the bnd plugin");
        }
        name = name.split(";", 2)[0].strip();
        if (!name.matches("[A-Za-z0-9_.-]{1,200}")) {
            throw new PlugRefusedException(
                    Reason.NO_BUNDLE, text + " has a Bundle-SymbolicName that is none");
        }
        FixedBundles.refuse(name);
        String host = headers.getValue(Constants.FRAGMENT_HOST);
        if (host != null) {
            throw new PlugRefusedException(
                    Reason.NO_BUNDLE,
                    text
                            + " is a fragment of "
                            + host.split(";", 2)[0]
                            + ", and fragments are no plugs");
        }
        String version = trimmed(headers.getValue(Constants.BUNDLE_VERSION));
        try {
            return new JarHeaders(name, Version.parseVersion(version));
        } catch (IllegalArgumentException e) {
            throw new PlugRefusedException(
                    Reason.NO_BUNDLE,
                    text
                            + " has a Bundle-Version that is none, '"
                            + Reasons.printable(version)
                            + "'");
        }
    }

    private static String trimmed(@Nullable String header) {
        return header == null ? "" : header.strip();
    }
}
