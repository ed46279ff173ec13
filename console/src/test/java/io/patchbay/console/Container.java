package io.patchbay.console;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
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
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Apache Felix with Jetty, the console and every other bundle of the test's class path. Types of
 * the console's contracts are the test's own.
 */
public final class Container implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 60_000;

    /** What is the same inside and outside. */
    private static final List<String> SHARED =
            List.of(
                    "io.patchbay.console;version=1.0.0",
                    "io.patchbay.management.resource;version=1.1.0",
                    "org.jspecify.annotations",
                    "org.osgi.service.cm;version=1.6.1");

    /** Bundles of the class path, by the beginning of the name; others are for compilers. */
    private static final List<String> WANTED =
            List.of(
                    "io.patchbay.",
                    "io.netty.",
                    "org.apache.aries.spifly.dynamic.bundle",
                    "org.objectweb.asm",
                    "org.apache.felix.scr",
                    "org.apache.felix.configadmin",
                    "org.apache.felix.http.",
                    "org.apache.felix.healthcheck.",
                    "org.apache.commons.commons-",
                    "slf4j.",
                    "org.osgi.util.",
                    "org.osgi.service.component");

    /** Those of them that carry what the web server logs. */
    private static final List<String> LOGGING =
            List.of("org.objectweb.asm", "org.apache.aries.spifly", "slf4j.");

    /** Bundles whose packages are all the same inside and outside. */
    private static final List<String> SHARED_WHOLE =
            List.of(
                    "io.patchbay.api",
                    "tools.jackson.core.",
                    "com.fasterxml.jackson.core.jackson-annotations");

    private final Path storage;
    private final Framework framework;

    /**
     * Starts it and waits for the console.
     *
     * @param properties of the framework, beside those for a free port on loopback
     */
    public Container(Map<String, String> properties) throws Exception {
        storage = Files.createTempDirectory("container");
        Map<String, String> all = new HashMap<>();
        all.put(Constants.FRAMEWORK_STORAGE, storage.resolve("felix").toString());
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, shared());
        // else what logs finds the test's own on the class path, and gives up
        all.put("felix.bootdelegation.implicit", "false");
        // what a flight recorder that is awake writes into the runtime's events
        all.put(Constants.FRAMEWORK_BOOTDELEGATION, "jdk.jfr.internal.*");
        all.put("patchbay.state", storage.resolve("state").toString());
        all.put("org.apache.felix.http.host", "127.0.0.1");
        all.put("org.osgi.service.http.port", "0");
        all.put(
                "org.apache.felix.http.jetty.errorPageCustomHeaders",
                "Content-Security-Policy=default-src 'none'; frame-ancestors 'none'"
                        + "##X-Content-Type-Options=nosniff##X-Frame-Options=DENY##Referrer-Policy=same-origin");
        all.putAll(properties);
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(all);
        framework.start();
        List<Bundle> installed = new ArrayList<>();
        for (Path entry : classPath()) {
            if (isWanted(symbolicName(entry))) {
                installed.add(context().installBundle("reference:" + entry.toUri()));
            }
        }
        installed.sort(Comparator.comparing(bundle -> !logs(bundle.getSymbolicName())));
        for (Bundle bundle : installed) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    private static String shared() throws IOException {
        List<String> packages = new ArrayList<>(SHARED);
        for (Path entry : classPath()) {
            String name = symbolicName(entry);
            if (name != null && SHARED_WHOLE.stream().anyMatch(name::startsWith)) {
                packages.add(
                        header(entry, Constants.EXPORT_PACKAGE)
                                .replaceAll(";uses:=\"[^\"]*\"", ""));
            }
        }
        return String.join(",", packages);
    }

    private static boolean isWanted(@Nullable String name) {
        return name != null && WANTED.stream().anyMatch(name::startsWith);
    }

    /** Before the web server, which else says nothing for the rest of its life. */
    private static boolean logs(String name) {
        return LOGGING.stream().anyMatch(name::startsWith);
    }

    private static List<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(Files::exists)
                .filter(entry -> !entry.endsWith("test-classes"))
                .toList();
    }

    private static @Nullable String symbolicName(Path entry) throws IOException {
        String header = header(entry, Constants.BUNDLE_SYMBOLICNAME);
        return header.isEmpty() ? null : header.replaceFirst(";.*", "");
    }

    private static String header(Path entry, String name) throws IOException {
        Manifest manifest = manifest(entry);
        String value = manifest == null ? null : manifest.getMainAttributes().getValue(name);
        return value == null ? "" : value;
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

    /** The framework's. */
    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** Where the state of this instance is. */
    public Path state() {
        return storage.resolve("state");
    }

    /** The console, when it is there. */
    public Console console() {
        return service(Console.class);
    }

    /** Where a resource of the API is. */
    public URI api(String path) {
        return console().address().resolve("api" + path);
    }

    /** The token that lets its holder do everything. */
    public String token() {
        return console().entry().getQuery().substring("token=".length());
    }

    /** Has tokens besides {@link #token}, which is another one afterwards. */
    public void tokens(String content, String observe) throws IOException {
        String first = token();
        configure(
                "io.patchbay.console",
                Map.of(".content-token", content, ".observe-token", observe));
        eventually("the settings hold", () -> !token().equals(first));
    }

    /** Configures a PID, and waits until whoever it is for has been told. */
    public void configure(String pid, Map<String, Object> properties) throws IOException {
        String next = "after." + pid;
        CountDownLatch told = new CountDownLatch(1);
        ConfigurationListener listener =
                event -> {
                    if (event.getPid().equals(next)) {
                        told.countDown();
                    }
                };
        ServiceRegistration<?> registration =
                context().registerService(ConfigurationListener.class, listener, null);
        try {
            update(pid, properties);
            // one after the other: when this one is told, all have heard of the one before
            update(next, Map.of("at", Long.toString(System.nanoTime())));
            if (!told.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("not in time: the settings of " + pid + " hold");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            registration.unregister();
        }
    }

    private void update(String pid, Map<String, Object> properties) throws IOException {
        Dictionary<String, Object> dictionary = new Hashtable<>(properties);
        service(ConfigurationAdmin.class).getConfiguration(pid, "?").update(dictionary);
    }

    /** Waits for a service of a type that the test shares with the container; it is kept. */
    public <T> T service(Class<T> type) {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(context(), type, null);
        tracker.open();
        try {
            T service = tracker.waitForService(PATIENCE_MILLIS);
            if (service == null) {
                throw new AssertionError("no " + type.getName() + " in time");
            }
            return service;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Offers a service to the container. */
    public <T> AutoCloseable offer(Class<T> type, T service, int ranking) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, ranking);
        return context().registerService(type, service, properties)::unregister;
    }

    /** What happens soon, on a thread of the container. */
    public static void eventually(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not in time: " + what);
            }
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
