package io.patchbay.management.internal;

import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugProgress.Step;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Installs, resolves and starts bundles, all of them or none. */
final class BringUp {

    private final Surroundings around;
    private final TakeDown takeDown;

    BringUp(Surroundings around, TakeDown takeDown) {
        this.around = around;
        this.takeDown = takeDown;
    }

    /**
     * Brings bundles up until sessions may use what they offer.
     *
     * @throws PlugRefusedException for the first reason against it; then none is installed
     */
    List<Bundle> up(List<Candidate> candidates, Consumer<PlugProgress> progress) {
        List<Bundle> installed = new ArrayList<>();
        try {
            for (Candidate candidate : candidates) {
                installed.add(install(candidate));
            }
            new FixedPackages(around.bundles()).refuse(installed);
            resolve(installed);
            for (Bundle bundle : installed) {
                tell(progress, Step.INSTALLED, bundle);
                start(bundle);
            }
            new Activation(around).await(installed);
            for (Bundle bundle : installed) {
                tell(progress, Step.ACTIVE, bundle);
            }
            return installed;
        } catch (RuntimeException | LinkageError e) {
            for (Bundle bundle : installed) {
                tell(progress, Step.ROLLED_BACK, bundle);
            }
            takeDown.remove(installed);
            throw e;
        }
    }

    private Bundle install(Candidate candidate) {
        try {
            return around.context().installBundle(candidate.location());
        } catch (BundleException e) {
            boolean duplicate = e.getType() == BundleException.DUPLICATE_BUNDLE_ERROR;
            throw new PlugRefusedException(
                    duplicate ? Reason.DUPLICATE : Reason.BROKEN,
                    candidate
                            + (duplicate
                                    ? " is installed already; stamp another version"
                                    : " cannot be installed: " + Reasons.of(e)));
        }
    }

    private void resolve(List<Bundle> bundles) {
        if (around.wiring().resolveBundles(bundles)) {
            return;
        }
        for (Bundle bundle : bundles) {
            if (bundle.getState() == Bundle.INSTALLED) {
                throw new PlugRefusedException(
                        Reason.UNRESOLVED,
                        name(bundle)
                                + " "
                                + new MissingImports(around.wiring(), around.context().getBundles())
                                        .of(bundle));
            }
        }
    }

    /** On a thread of its own: one that does not come back must not keep all other changes. */
    private static void start(Bundle bundle) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        Thread starting =
                new Thread(
                        () -> {
                            try {
                                bundle.start();
                                started.complete(null);
                            } catch (Throwable e) {
                                started.completeExceptionally(e);
                            }
                        },
                        "patchbay-start-" + bundle.getSymbolicName());
        starting.setDaemon(true);
        starting.start();
        try {
            started.get(Activation.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new PlugRefusedException(
                    Reason.FAILED, name(bundle) + " does not start: " + Reasons.of(why));
        } catch (TimeoutException e) {
            starting.interrupt(); // it may heed that, and can be taken down then
            throw new PlugRefusedException(
                    Reason.FAILED,
                    name(bundle)
                            + " does not come back from its start after "
                            + Activation.PATIENCE.toSeconds()
                            + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlugRefusedException(Reason.BUSY, "the container is stopping");
        }
    }

    private void tell(Consumer<PlugProgress> progress, Step step, Bundle bundle) {
        String version = bundle.getVersion().toString();
        int users = around.users(bundle.getSymbolicName(), version);
        progress.accept(new PlugProgress(step, bundle.getSymbolicName(), version, users));
    }

    private static String name(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
