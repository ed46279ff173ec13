package io.patchbay.management.internal;

import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugProgress.Step;
import io.patchbay.management.PlugStore;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;

/** Stops bundles and lets them go, without touching any other. */
final class TakeDown {

    private static final System.Logger LOG = System.getLogger("io.patchbay.management");

    private static final String REFERENCE = "reference:file:";

    /** A refresh stops and starts nothing here; it takes milliseconds. */
    private static final long REFRESH_SECONDS = 60;

    /** A stop waits for calls in the bundle, each of its plugs within the runtime's bounds. */
    private static final Duration STOPPING = Duration.ofSeconds(60);

    /** A bundle whose start does not come back cannot be stopped, but may heed an interrupt. */
    private static final Duration NOT_STARTED = Duration.ofSeconds(5);

    private final Surroundings around;
    private final PlugStore store;

    TakeDown(Surroundings around, PlugStore store) {
        this.around = around;
        this.store = store;
    }

    /** Takes down what never came up, quietly. */
    void remove(Collection<Bundle> bundles) {
        for (Bundle bundle : bundles) {
            remove(bundle, progress -> {});
        }
        sweep(bundles);
    }

    /**
     * Stops, uninstalls and refreshes one bundle. Its stop waits, within the runtime's bounds, for
     * calls that are still in it. A jar of the store stays where it is.
     */
    void remove(Bundle bundle, Consumer<PlugProgress> progress) {
        String name = bundle.getSymbolicName();
        String version = bundle.getVersion().toString();
        if (!stop(bundle, name, version, progress)) {
            return;
        }
        progress.accept(new PlugProgress(Step.STOPPED, name, version, 0));
        Reasons.logged("cannot uninstall " + name + " " + version, bundle::uninstall);
        refresh(bundle, name + " " + version);
        progress.accept(new PlugProgress(Step.REMOVED, name, version, 0));
    }

    /** Whether it has come to its end. One that has not would keep whoever uninstalls it, too. */
    private boolean stop(
            Bundle bundle, String name, String version, Consumer<PlugProgress> progress) {
        Thread stopping =
                new Thread(
                        () -> Reasons.logged("cannot stop " + name + " " + version, bundle::stop),
                        "patchbay-stop-" + name);
        stopping.setDaemon(true);
        stopping.start();
        int before = 0;
        long begun = System.nanoTime();
        while (stopping.isAlive()) {
            Duration patience = bundle.getState() == Bundle.STARTING ? NOT_STARTED : STOPPING;
            if (System.nanoTime() - begun > patience.toNanos()) {
                stopping.interrupt();
                LOG.log(
                        Level.WARNING,
                        "{0} {1} does not come back from its stop after {2} s, and stays until the container ends",
                        name,
                        version,
                        patience.toSeconds());
                return false;
            }
            int users = around.users(name, version);
            if (users != before) {
                progress.accept(new PlugProgress(Step.DRAINING, name, version, users));
                before = users;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            if (Thread.currentThread().isInterrupted()) {
                return false; // the container stops, and this bundle with it
            }
        }
        return true;
    }

    /** Lets the old class loader go. What is wired to it would have to restart: then it stays. */
    private void refresh(Bundle bundle, String name) {
        FrameworkWiring wiring = around.wiring();
        List<Bundle> others = new ArrayList<>(wiring.getDependencyClosure(List.of(bundle)));
        others.remove(bundle);
        others.removeIf(other -> other.getState() == Bundle.UNINSTALLED);
        if (!others.isEmpty()) {
            LOG.log(Level.WARNING, "{0} stays in memory, since {1} use its packages", name, others);
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        wiring.refreshBundles(
                List.of(bundle),
                event -> {
                    if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                        done.countDown();
                    }
                });
        try {
            if (!done.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "{0} is not let go by the container yet", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Deletes the jars of removed bundles that nobody keeps. */
    void sweep(Collection<Bundle> bundles) {
        for (Bundle bundle : bundles) {
            Path file = file(bundle);
            if (file != null) {
                Reasons.logged("cannot delete " + file, () -> store.sweep(file));
            }
        }
    }

    /** The jar that a bundle runs from, where it is a file. */
    static @Nullable Path file(Bundle bundle) {
        String location = bundle.getLocation();
        return location.startsWith(REFERENCE)
                ? Path.of(java.net.URI.create(location.substring("reference:".length())))
                : null;
    }
}
