package io.patchbay.itest.container;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

/** An OSGi framework inside the test's JVM, filled with the bundles of its class path. */
final class Container implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 60_000;

    /** What the tree needs beside itself, by the beginning of the symbolic name. */
    private static final List<String> LIBRARIES =
            List.of(
                    "io.netty.",
                    "tools.jackson.core.",
                    "com.fasterxml.jackson.core.jackson-annotations",
                    "picocli",
                    "opentelemetry-",
                    // OpenTelemetry asks for it
                    "org.apache.aries.spifly.dynamic.bundle",
                    "org.objectweb.asm",
                    "org.apache.felix.scr",
                    "org.apache.felix.configadmin",
                    "org.osgi.util.",
                    "org.osgi.service.component");

    private final Path storage;
    private final Framework framework;

    private Container(String... shared) throws IOException, BundleException {
        storage = Files.createTempDirectory("container");
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(
                                Map.of(
                                        Constants.FRAMEWORK_STORAGE,
                                        storage.toString(),
                                        "ds.lock.timeout.milliseconds",
                                        "20000",
                                        "ds.stop.timeout.milliseconds",
                                        "20000",
                                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                        String.join(",", shared)));
        framework.start();
    }

    /**
     * Starts the whole tree: every bundle of the class path whose name begins with {@code
     * io.patchbay}, and the libraries that it needs.
     *
     * @param shared packages that bundles take from the test's JVM
     */
    static Container ofTheTree(String... shared) throws IOException, BundleException {
        Container container = new Container(shared);
        container.startAll(name -> isOurs(name) || isLibrary(name));
        return container;
    }

    /** Starts the bundles of these names, and no others. */
    static Container ofBundles(Collection<String> names) throws IOException, BundleException {
        Container container = new Container();
        container.startAll(names::contains);
        return container;
    }

    /** The tree without the bundles of these names. */
    static Container ofTheTreeWithout(List<String> left, String... shared)
            throws IOException, BundleException {
        Container container = new Container(shared);
        container.startAll(name -> !left.contains(name) && (isOurs(name) || isLibrary(name)));
        return container;
    }

    /**
     * Benchmarks stay out: they measure JVMs of their own, and JMH is no bundle. So does the
     * console, which wants a server of its own.
     */
    static boolean isOurs(String name) {
        return name.startsWith("io.patchbay.")
                && !List.of("io.patchbay.bench", "io.patchbay.console").contains(name);
    }

    private static boolean isLibrary(String name) {
        return LIBRARIES.stream().anyMatch(name::startsWith)
                && !name.endsWith(".annotations.source");
    }

    private void startAll(Predicate<String> wanted) throws IOException, BundleException {
        List<Bundle> installed = new ArrayList<>();
        for (Path entry : classPath()) {
            String name = symbolicName(entry);
            if (name != null && wanted.test(name)) {
                installed.add(context().installBundle("reference:" + entry.toUri()));
            }
        }
        for (Bundle bundle : installed) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    static @Nullable String symbolicName(Path entry) throws IOException {
        Manifest manifest = manifest(entry);
        String header =
                manifest == null
                        ? null
                        : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
        return header == null ? null : header.replaceFirst(";.*", "");
    }

    private static @Nullable Manifest manifest(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            Path file = entry.resolve(JarFile.MANIFEST_NAME);
            if (!Files.exists(file)) {
                return null;
            }
            try (InputStream in = Files.newInputStream(file)) {
                return new Manifest(in);
            }
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            return jar.getManifest();
        }
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    List<Bundle> bundles() {
        return List.of(context().getBundles());
    }

    Bundle bundle(String name) {
        return bundles().stream()
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + name));
    }

    /** Installs and starts a bundle beside those that are there. */
    Bundle install(Path jar) throws BundleException {
        Bundle bundle = context().installBundle(jar.toUri().toString());
        bundle.start();
        return bundle;
    }

    /** Resolves bundles, and those that are wired to them, anew. */
    void refresh(Bundle... bundles) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        framework
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundles), event -> done.complete(null));
        done.orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
    }

    /** Configures a PID; by reflection, for the container has its own types of that service. */
    void configure(String pid, Map<String, Object> properties) throws Exception {
        ServiceReference<?> found = services("org.osgi.service.cm.ConfigurationAdmin").get(0);
        Object admin = context().getService(found);
        ClassLoader loader = found.getBundle().adapt(BundleWiring.class).getClassLoader();
        Method of =
                loader.loadClass("org.osgi.service.cm.ConfigurationAdmin")
                        .getMethod("getConfiguration", String.class, String.class);
        Method update =
                loader.loadClass("org.osgi.service.cm.Configuration")
                        .getMethod("update", Dictionary.class);
        update.invoke(of.invoke(admin, pid, "?"), new Hashtable<>(properties));
    }

    /** All services of a type, whoever has it from where; null stands for any. */
    List<ServiceReference<?>> services(@Nullable String type) {
        try {
            ServiceReference<?>[] found = context().getAllServiceReferences(type, null);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for a service of a type that the test's JVM shares with the container. */
    <T> T service(Class<T> type) throws InterruptedException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context(), type, null);
        tracker.open();
        T service = tracker.waitForService(PATIENCE_MILLIS);
        if (service == null) {
            throw new AssertionError("no " + type.getName() + " in time");
        }
        return service;
    }

    /** A service is there before whoever wants it has taken it: never assert at once. */
    static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            Assertions.assertTrue(System.nanoTime() < end, () -> "not in time: " + what);
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("the framework did not stop", e);
        }
        try (Stream<Path> files = Files.walk(storage)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
