package io.patchbay.launcher;

import io.patchbay.management.PlugStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;

/** Apache Felix with every jar of one folder as a bundle, and one command that runs inside. */
final class Container {

    private static final System.Logger LOG = System.getLogger(Container.class.getName());

    /** Service property under which the host hands the command's arguments in. */
    static final String ARGUMENTS = "patchbay.arguments";

    /** How long a plug that operators installed may take to start. */
    private static final Duration START = Duration.ofSeconds(30);

    /** How often it tries to remove what the container kept. */
    private static final int ATTEMPTS = 20;

    private Container() {}

    /**
     * Starts the container, runs the command in it, and stops it.
     *
     * @param properties framework and bundle properties
     * @param without beginnings of names of bundles that are not wanted
     * @param state the folder of what survives a restart, or null when nothing is to
     * @param arguments the command line
     * @return the command's exit code
     */
    static int run(
            Map<String, String> properties,
            List<String> without,
            @Nullable Path state,
            List<String> arguments)
            throws Exception {
        AutoCloseable taken = state == null ? () -> {} : StateFolder.take(state);
        try (taken) {
            PlugStore store = state == null ? null : PlugStore.open(state);
            return run(properties, without, store, arguments);
        }
    }

    private static int run(
            Map<String, String> properties,
            List<String> without,
            @Nullable PlugStore store,
            List<String> arguments)
            throws Exception {
        Path storage = Files.createTempDirectory("patchbay-");
        Framework framework = framework(storage, properties);
        CompletableFuture<Integer> exit = new CompletableFuture<>();
        Thread hook = new Thread(() -> stop(framework, storage), "patchbay-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            framework.start();
            install(framework, without, store);
            Dictionary<String, Object> handed = new Hashtable<>();
            handed.put(ARGUMENTS, arguments.toArray(new String[0]));
            framework.getBundleContext().registerService(CompletableFuture.class, exit, handed);
            return exit.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            if (remove(hook)) {
                stop(framework, storage);
            }
        }
    }

    /** Starts a container with nothing in it, and stops it. */
    static void startEmpty() throws IOException, BundleException {
        Path storage = Files.createTempDirectory("patchbay-");
        Framework framework = framework(storage, Map.of());
        framework.start();
        stop(framework, storage);
    }

    private static Framework framework(Path storage, Map<String, String> properties) {
        Map<String, String> configuration = new HashMap<>(properties);
        configuration.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        configuration.put(
                Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        // a flight recorder that is awake writes calls of these into the events of the runtime
        configuration.put(Constants.FRAMEWORK_BOOTDELEGATION, "jdk.jfr.internal.*");
        configuration.put("ds.lock.timeout.milliseconds", "20000");
        configuration.put("ds.stop.timeout.milliseconds", "20000");
        return ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no OSGi framework on the class path"))
                .newFramework(configuration);
    }

    private static void install(
            Framework framework, List<String> without, @Nullable PlugStore store)
            throws BundleException {
        List<Bundle> bundles = new ArrayList<>();
        for (Path jar : jars()) {
            if (without.stream().noneMatch(jar.getFileName().toString()::startsWith)
                    && !isWithheld(jar, store)) {
                bundles.add(framework.getBundleContext().installBundle("reference:" + jar.toUri()));
            }
        }
        // what was shipped is wired to what was shipped, whatever operators installed beside it
        FrameworkWiring wiring = framework.adapt(FrameworkWiring.class);
        if (wiring != null) {
            wiring.resolveBundles(bundles);
        }
        List<Bundle> plugs = store == null ? List.of() : installed(framework, store);
        for (Bundle bundle : bundles) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
        for (Bundle bundle : plugs) {
            start(bundle);
        }
    }

    /** One that does not come back keeps neither the rest from starting nor operators from it. */
    private static void start(Bundle plug) {
        String location = plug.getLocation();
        Thread starting =
                new Thread(
                        () -> tried(location, plug::start),
                        "patchbay-start-" + plug.getSymbolicName());
        starting.setDaemon(true);
        starting.start();
        try {
            starting.join(START.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (starting.isAlive()) {
            starting.interrupt();
            LOG.log(
                    Level.WARNING,
                    "{0} does not come back from its start after {1} s: remove {2}",
                    location,
                    START.toSeconds(),
                    plug.getSymbolicName());
        }
    }

    /** What operators installed; what of it fails today does not keep the rest from starting. */
    private static List<Bundle> installed(Framework framework, PlugStore store) {
        List<Bundle> bundles = new ArrayList<>();
        for (PlugStore.Jar jar : store.jars()) {
            String location = "reference:" + jar.file().toUri();
            tried(
                    location,
                    () -> bundles.add(framework.getBundleContext().installBundle(location)));
        }
        return bundles;
    }

    private interface Attempt {
        void run() throws BundleException;
    }

    private static void tried(String location, Attempt attempt) {
        try {
            attempt.run();
        } catch (BundleException e) {
            LOG.log(Level.WARNING, "{0} does not start: {1}", location, Failures.line(e));
        }
    }

    /** Whether operators removed or replaced a shipped bundle. */
    private static boolean isWithheld(Path jar, @Nullable PlugStore store) {
        if (store == null || store.isEmpty()) {
            return false;
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            Attributes headers = manifest == null ? null : manifest.getMainAttributes();
            String name = headers == null ? null : headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
            String version = headers == null ? null : headers.getValue(Constants.BUNDLE_VERSION);
            return name != null
                    && version != null
                    && store.withholds(name.split(";", 2)[0].strip(), version);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar, e);
        }
    }

    private static List<Path> jars() {
        String folder = System.getProperty("patchbay.bundles");
        if (folder == null || !Files.isDirectory(Path.of(folder))) {
            throw new IllegalStateException(
                    "the folder of bundles is missing; start Patchbay with ./patchbay, which builds it");
        }
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted(
                            Comparator.comparing(Container::isForLogs)
                                    .reversed()
                                    .thenComparing(file -> file))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    /** What libraries log through finds its way before anybody logs. */
    private static boolean isForLogs(Path jar) {
        String name = jar.getFileName().toString();
        return name.startsWith("org.apache.aries.spifly") || name.startsWith("slf4j-");
    }

    /** False when the JVM is on its way down already, and the hook does the stopping. */
    private static boolean remove(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static void stop(Framework framework, Path storage) {
        try {
            framework.stop();
            framework.waitForStop(20_000);
        } catch (BundleException | InterruptedException e) {
            System.err.println("patchbay: the container did not stop cleanly: " + Failures.line(e));
        }
        try {
            remove(storage);
        } catch (IOException e) {
            System.err.println("patchbay: cannot remove " + storage + ": " + Failures.line(e));
        }
    }

    /** More than once, since a thread of a bundle that was stopped may be writing still. */
    private static void remove(Path storage) throws IOException {
        for (int attempt = 1; Files.exists(storage); attempt++) {
            try (Stream<Path> files = Files.walk(storage)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | UncheckedIOException e) {
                if (attempt == ATTEMPTS) {
                    throw e instanceof IOException failure ? failure : new IOException(e);
                }
            }
        }
    }
}
