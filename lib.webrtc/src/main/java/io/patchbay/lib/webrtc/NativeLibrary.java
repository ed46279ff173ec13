package io.patchbay.lib.webrtc;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/**
 * The native library of webrtc-java, which stands beside its classes: in a fragment of this bundle,
 * or in a jar on the class path. Methods are for any thread, and block while it loads.
 */
public final class NativeLibrary {

    /** The one version of webrtc-java that {@link NativeRelease} and the engine know. */
    public static final String VERSION = "0.14.0";

    private static final String NAME = "webrtc-java";
    private static boolean loaded;

    private NativeLibrary() {}

    /** The version of webrtc-java that is here, from its Maven properties, or {@code unknown}. */
    public static String version() {
        String file = "/META-INF/maven/dev.onvoid.webrtc/webrtc-java/pom.properties";
        try (InputStream in = NativeLibrary.class.getResourceAsStream(file)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** What this machine is called where libraries are named, e.g. {@code linux-x86_64}. */
    public static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String family =
                os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macos" : "linux";
        return switch (arch) {
            case "amd64", "x86_64", "x86-64", "x64" -> family + "-x86_64";
            case "aarch64", "arm64" -> family + "-aarch64";
            case "arm", "aarch32", "armv7l" -> family + "-aarch32";
            default -> (family.equals("linux") ? os.replace(' ', '-') : family) + "-" + arch;
        };
    }

    /** Whether the library of {@link #platform()} was added. */
    public static boolean present() {
        return NativeLibrary.class.getClassLoader().getResource(file()) != null;
    }

    /**
     * Loads the library, once. What was unpacked for it is deleted again, whether it loads or not,
     * where the system can delete what is in use, and otherwise when the JVM ends; webrtc-java's
     * own loader leaves 23 MB behind when a library is missing.
     *
     * @throws IOException when it is not there or cannot be unpacked
     * @throws UnsatisfiedLinkError when the system cannot load it; the message names what is
     *     missing
     * @throws IllegalStateException when webrtc-java is not {@link #VERSION}
     */
    public static synchronized void load() throws IOException {
        if (loaded) {
            return;
        }
        requireVersion();
        Path copy = Files.createTempFile("patchbay-webrtc-", suffix());
        try {
            try (InputStream in =
                    NativeLibrary.class.getClassLoader().getResourceAsStream(file())) {
                if (in == null) {
                    throw new IOException("there is no " + file());
                }
                Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
            }
            System.load(copy.toString());
            tellOriginalLoader();
            loaded = true;
        } finally {
            delete(copy);
        }
    }

    static void requireVersion() {
        if (!VERSION.equals(version())) {
            throw new IllegalStateException(
                    "webrtc-java is " + version() + " here; Patchbay knows " + VERSION + " alone");
        }
    }

    private static String file() {
        return System.mapLibraryName(NAME + "-" + platform());
    }

    private static String suffix() {
        String name = System.mapLibraryName(NAME);
        return name.substring(name.lastIndexOf('.'));
    }

    /** Static initialisers of webrtc-java ask its loader, which must not load a second copy. */
    @SuppressWarnings("unchecked")
    private static void tellOriginalLoader() {
        try {
            Field names =
                    dev.onvoid.webrtc.internal.NativeLoader.class.getDeclaredField(
                            "LOADED_LIB_SET");
            names.setAccessible(true);
            ((Set<String>) names.get(null)).add(NAME);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("webrtc-java is not as it was in " + VERSION, e);
        }
    }

    private static void delete(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            // Windows keeps a file that is in use
            copy.toFile().deleteOnExit();
        }
    }
}
