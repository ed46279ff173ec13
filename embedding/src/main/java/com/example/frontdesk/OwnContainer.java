package com.example.frontdesk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.util.tracker.ServiceTracker;

/**
 * A container inside an application: Felix or Equinox, whichever is on the class path. Application
 * and bundles share Patchbay's contracts, everything else is the bundles' own.
 */
public final class OwnContainer implements AutoCloseable {

    private final Framework framework;

    /**
     * Starts a container.
     *
     * @param storage a folder for what the container keeps
     * @param api the bundle of the contracts, io.patchbay.api; on the application's class path, too
     * @param bundles all others
     */
    public OwnContainer(Path storage, Path api, List<Path> bundles)
            throws IOException, BundleException {
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(
                                Map.of(
                                        Constants.FRAMEWORK_STORAGE,
                                        storage.toString(),
                                        Constants.FRAMEWORK_STORAGE_CLEAN,
                                        Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT,
                                        // plugs drain for up to ten seconds before their bundle stops
                                        "ds.lock.timeout.milliseconds",
                                        "20000",
                                        "ds.stop.timeout.milliseconds",
                                        "20000",
                                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                                        exports(api)));
        framework.start();
        List<Bundle> installed = new ArrayList<>();
        for (Path bundle : bundles) {
            installed.add(framework.getBundleContext().installBundle(bundle.toUri().toString()));
        }
        for (Bundle bundle : installed) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                bundle.start();
            }
        }
    }

    /** The packages of a bundle with their versions, as its manifest has them. */
    private static String exports(Path bundle) throws IOException {
        try (JarFile jar = new JarFile(bundle.toFile())) {
            return jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
        }
    }

    /** Waits up to a minute for a service whose type is one of the contracts. */
    public <S> S service(Class<S> type) throws InterruptedException {
        ServiceTracker<S, S> tracker =
                new ServiceTracker<>(framework.getBundleContext(), type, null);
        tracker.open();
        S service = tracker.waitForService(60_000);
        if (service == null) {
            throw new IllegalStateException("no " + type.getName() + " within a minute");
        }
        return service;
    }

    /** Installs a bundle beside those that run, and starts it: a newer version takes over. */
    public Bundle install(Path bundle) throws BundleException {
        Bundle installed =
                framework.getBundleContext().installBundle(bundle.toUri().toString());
        installed.start();
        return installed;
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(60_000);
    }
}
