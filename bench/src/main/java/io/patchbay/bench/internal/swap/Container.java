package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.client.BenchException;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The OSGi framework of the class path with the runtime and its homes in it. The API is this JVM's
 * own, so that the application can be outside; all else is bundles.
 */
final class Container implements AutoCloseable {

    static final long PATIENCE_SECONDS = 60;

    private static final String API = "io.patchbay.api";

    /** Bundles by the beginning of their symbolic name. */
    private static final List<String> FIXED =
            List.of(
                    "io.patchbay.audio",
                    "io.patchbay.dialect",
                    "io.patchbay.net",
                    "io.patchbay.runtime",
                    "io.netty.",
                    "tools.jackson.core.",
                    "com.fasterxml.jackson.core.jackson-annotations",
                    "org.apache.felix.scr",
                    "org.apache.felix.configadmin",
                    "org.osgi.util.",
                    "org.osgi.service.component");

    private final Map<String, Path> built;
    private final Path storage;
    private final Framework framework;

    private Container(Map<String, Path> built, Path storage, Framework framework) {
        this.built = built;
        this.storage = storage;
        this.framework = framework;
    }

    /** Starts it. */
    static Container start() throws IOException, BundleException {
        return start("", FIXED);
    }

    /** Starts it with what else stays as it is: bundles by the beginning of their name. */
    static Container startWith(List<String> more) throws IOException, BundleException {
        List<String> all = new ArrayList<>(FIXED);
        all.addAll(more);
        return start("", all);
    }

    /** Starts it without the runtime: plugs can be installed, and nobody uses them. */
    static Container withoutRuntime() throws IOException, BundleException {
        return start("io.patchbay.runtime", FIXED);
    }

    private static Container start(String without, List<String> wanted)
            throws IOException, BundleException {
        Map<String, Path> built = bundlesOfTheClassPath();
        Path storage = Files.createTempDirectory("patchbay-swap-");
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, String.join(",", shared(built)));
        settings.put("ds.lock.timeout.milliseconds", "20000");
        settings.put("ds.stop.timeout.milliseconds", "20000");
        Framework framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new BenchException(
                                                "no OSGi framework on the class path; start this"
                                                        + " with ./patchbay bench"))
                        .newFramework(settings);
        framework.start();
        Container container = new Container(built, storage, framework);
        List<Bundle> fixed = new ArrayList<>();
        for (Map.Entry<String, Path> bundle : built.entrySet()) {
            if (wanted.stream().anyMatch(bundle.getKey()::startsWith)
                    && !bundle.getKey().equals(without)) {
                fixed.add(
                        container
                                .context()
                                .installBundle("reference:" + bundle.getValue().toUri()));
            }
        }
        for (Bundle bundle : fixed) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
        return container;
    }

    private static Map<String, Path> bundlesOfTheClassPath() throws IOException {
        Map<String, Path> bundles = new HashMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            Manifest manifest = Files.exists(path) ? manifest(path) : null;
            String name =
                    manifest == null
                            ? null
                            : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name != null) {
                bundles.putIfAbsent(name.replaceFirst(";.*", "").strip(), path);
            }
        }
        return bundles;
    }

    private static @Nullable Manifest manifest(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            Path file = entry.resolve(JarFile.MANIFEST_NAME);
            return Files.exists(file)
                    ? new Manifest(new ByteArrayInputStream(Files.readAllBytes(file)))
                    : null;
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            return jar.getManifest();
        }
    }

    /** The API's packages with their versions. */
    private static List<String> shared(Map<String, Path> built) throws IOException {
        Path api = built.get(API);
        Manifest manifest = api == null ? null : manifest(api);
        if (manifest == null) {
            throw new BenchException("the bundle " + API + " is not on the class path");
        }
        String exports = manifest.getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
        return List.of(exports.replaceAll(";uses:=\"[^\"]*\"", "").split(",(?=io)"));
    }

    /** The API's packages, without versions. */
    List<String> packages() throws IOException {
        return shared(built).stream().map(clause -> clause.replaceFirst(";.*", "")).toList();
    }

    /** The bundle of this name as it was built. */
    BundleJar built(String name) throws IOException {
        Path path = built.get(name);
        if (path == null) {
            throw new BenchException("the bundle " + name + " is not on the class path");
        }
        return BundleJar.of(path);
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /** Gives a component its settings. */
    void configure(String pid, Map<String, Object> settings) {
        try {
            ServiceReference<?>[] admins =
                    context()
                            .getAllServiceReferences(
                                    "org.osgi.service.cm.ConfigurationAdmin", null);
            if (admins == null) {
                throw new BenchException("there is no ConfigurationAdmin in the container");
            }
            // its types are the container's, not this JVM's
            Object admin = Objects.requireNonNull(context().getService(admins[0]));
            ClassLoader types = admin.getClass().getClassLoader();
            Object configuration =
                    types.loadClass("org.osgi.service.cm.ConfigurationAdmin")
                            .getMethod("getConfiguration", String.class, String.class)
                            .invoke(admin, pid, "?");
            types.loadClass("org.osgi.service.cm.Configuration")
                    .getMethod("update", Dictionary.class)
                    .invoke(configuration, new Hashtable<>(settings));
        } catch (InvalidSyntaxException
                | ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new BenchException("the container cannot be configured: " + e, e);
        }
    }

    /** Installs a bundle. */
    Bundle lay(String location, InputStream jar) throws BundleException {
        return context().installBundle(location, jar);
    }

    /** Starts a bundle, which is uninstalled when it does not start. */
    static void start(Bundle bundle) throws BundleException {
        try {
            bundle.start();
        } catch (BundleException e) {
            bundle.uninstall();
            throw e;
        }
    }

    /** Throws out what is left of uninstalled and updated bundles. */
    void refresh(Collection<Bundle> bundles) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        framework
                .adapt(FrameworkWiring.class)
                .refreshBundles(bundles, event -> done.complete(null));
        done.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Waits for a service that bundles and this JVM know by the same type. */
    <T> T service(Class<T> type) {
        await(
                type.getSimpleName() + " of the runtime",
                () -> context().getServiceReference(type) != null);
        ServiceReference<T> reference = Objects.requireNonNull(context().getServiceReference(type));
        return Objects.requireNonNull(context().getService(reference));
    }

    /**
     * Waits for something that happens.
     *
     * @throws BenchException when it does not in time
     */
    static void await(String what, BooleanSupplier condition) {
        if (!happens(condition)) {
            throw new BenchException("not within " + PATIENCE_SECONDS + " s: " + what);
        }
    }

    /** Waits for something that may happen. */
    static boolean happens(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(1_000_000);
        }
        return true;
    }

    @Override
    public void close() {
        try {
            framework.stop();
            framework.waitForStop(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (BundleException e) {
            throw new BenchException("the container does not stop: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(storage)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
