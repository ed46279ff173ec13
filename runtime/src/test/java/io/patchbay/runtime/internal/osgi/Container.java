package io.patchbay.runtime.internal.osgi;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.BooleanSupplier;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * A framework in this JVM with the bundles of the test's class path. It shares the contracts with
 * the test, so that the test can register plugs and call services.
 */
final class Container implements AutoCloseable {

    private static final List<String> WANTED =
            List.of(
                    "io.patchbay.audio",
                    "io.patchbay.net",
                    "io.patchbay.runtime",
                    "io.netty.",
                    "tools.jackson.",
                    "com.fasterxml.jackson.",
                    "org.apache.felix.scr",
                    "org.apache.felix.configadmin",
                    "org.osgi.service.component",
                    "org.osgi.util.");

    private static final List<String> SHARED =
            List.of(
                    "agent",
                    "audio",
                    "guardrail",
                    "history",
                    "plug",
                    "provider",
                    "session",
                    "tool",
                    "transport");

    private final Framework framework;

    Container(Path storage) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        StringBuilder shared = new StringBuilder();
        for (String name : SHARED) {
            shared.append(shared.isEmpty() ? "" : ",")
                    .append("io.patchbay.api.")
                    .append(name)
                    .append(";version=1.0.0");
        }
        shared.append(",org.osgi.service.cm;version=1.6.0");
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, shared.toString());
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(settings);
        framework.start();
        List<Bundle> installed = new ArrayList<>();
        for (String entry : classPath()) {
            String name = symbolicName(new File(entry));
            if (name != null && WANTED.stream().anyMatch(name::startsWith)) {
                installed.add(context().installBundle("reference:" + new File(entry).toURI()));
            }
        }
        for (Bundle bundle : installed) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    private static String[] classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator);
    }

    private static @Nullable String symbolicName(File entry) throws IOException {
        Manifest manifest = null;
        if (entry.isDirectory()) {
            Path file = entry.toPath().resolve(JarFile.MANIFEST_NAME);
            if (Files.exists(file)) {
                try (InputStream in = Files.newInputStream(file)) {
                    manifest = new Manifest(in);
                }
            }
        } else if (entry.getName().endsWith(".jar")) {
            try (JarFile jar = new JarFile(entry)) {
                manifest = jar.getManifest();
            }
        }
        return manifest == null
                ? null
                : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    Bundle bundle(String name) {
        for (Bundle bundle : context().getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return bundle;
            }
        }
        throw new AssertionError("no bundle " + name);
    }

    /** A service, waited for. */
    <S> S service(Class<S> type) {
        eventually(() -> context().getServiceReference(type) != null, "no " + type.getName());
        ServiceReference<S> reference = context().getServiceReference(type);
        return Objects.requireNonNull(context().getService(Objects.requireNonNull(reference)));
    }

    /** The registry tells of a service before all who bind it have done so. */
    static void eventually(BooleanSupplier condition, String otherwise) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(otherwise);
            }
            Thread.yield();
        }
    }

    @Override
    public void close() throws BundleException {
        framework.stop();
        try {
            framework.waitForStop(20_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
