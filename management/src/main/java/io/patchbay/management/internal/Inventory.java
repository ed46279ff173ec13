package io.patchbay.management.internal;

import io.patchbay.management.PlugBundle.Origin;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;

/** Which bundles a change is about, and which it must leave alone. */
final class Inventory {

    private static final String API = "=io.patchbay.api.";

    private final Surroundings around;
    private final Origins origins;
    private final Retirements retirements;

    Inventory(Surroundings around, Origins origins, Retirements retirements) {
        this.around = around;
        this.origins = origins;
        this.retirements = retirements;
    }

    /** The versions of a name that count: not those that only wait for their last users. */
    List<Bundle> named(String name) {
        return around.named(name).stream().filter(bundle -> !retirements.has(bundle)).toList();
    }

    /** The bundles that a file of the watched folder gave. */
    List<Bundle> from(Path file) {
        return around.bundles()
                .filter(one -> file.equals(origins.watchedFile(one)) && !retirements.has(one))
                .toList();
    }

    /** The bundle of the same name and version, or null. */
    @Nullable Bundle same(Candidate candidate) {
        return around.named(candidate.name()).stream()
                .filter(bundle -> bundle.getVersion().equals(candidate.version()))
                .findFirst()
                .orElse(null);
    }

    /** The refusal of a candidate of which the very version is there. */
    PlugRefusedException duplicate(Candidate candidate, Bundle same) {
        return new PlugRefusedException(
                Reason.DUPLICATE,
                retirements.has(same)
                        ? candidate
                                + " was given up and "
                                + around.users(same)
                                + " sessions are on it still; wait for them, or stamp another version"
                        : candidate
                                + " is installed already; stamp another version, or update it by force");
    }

    /** The bundle that somebody means by a name, with or without {@code :version}. */
    Bundle find(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        List<Bundle> found = named(name);
        if (colon >= 0 || found.isEmpty()) {
            found =
                    around.named(name).stream()
                            .filter(bundle -> isVersion(bundle, text, colon))
                            .toList();
        }
        if (found.isEmpty()) {
            throw new PlugRefusedException(
                    Reason.UNKNOWN,
                    "no bundle "
                            + Reasons.printable(text)
                            + " is installed; "
                            + around.plugs().plugs().stream()
                                    .filter(plug -> plug.name().equals(name))
                                    .map(plug -> "what is named so is in " + plug.bundle())
                                    .findFirst()
                                    .orElse("list shows what is"));
        }
        if (found.size() > 1) {
            throw new PlugRefusedException(
                    Reason.UNKNOWN,
                    name
                            + " is installed as "
                            + String.join(
                                    " and ",
                                    found.stream().map(one -> one.getVersion().toString()).toList())
                            + "; say which as "
                            + name
                            + ":VERSION");
        }
        return found.get(0);
    }

    private static boolean isVersion(Bundle bundle, String text, int colon) {
        return colon < 0 || bundle.getVersion().toString().equals(text.substring(colon + 1));
    }

    /**
     * Refuses a bundle that can be no plug, whatever state it is in: one that was shipped and has
     * nothing to do with the api.
     */
    void refusePart(Bundle bundle) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision != null
                && origins.of(bundle) == Origin.SHIPPED
                && revision.getDeclaredRequirements(PackageNamespace.PACKAGE_NAMESPACE).stream()
                        .map(one -> String.valueOf(one.getDirectives().get("filter")))
                        .noneMatch(filter -> filter.contains(API))) {
            throw part(bundle);
        }
    }

    private static PlugRefusedException part(Bundle bundle) {
        return new PlugRefusedException(
                Reason.FIXED,
                bundle.getSymbolicName()
                        + " is no plug but part of the container, and stays as it is while it runs");
    }

    /** Refuses what is no plug, and what the watched folder gives and takes. */
    void refuseFixed(Bundle bundle, boolean watched) {
        FixedBundles.refuse(bundle.getSymbolicName());
        if (origins.of(bundle) == Origin.SHIPPED
                && !Activation.offersPlugs(bundle)
                && around.plugsOf(bundle).isEmpty()
                && around.refusalsOf(bundle).isEmpty()
                && bundle.getState() == Bundle.ACTIVE) {
            throw part(bundle);
        }
        Path file = watched ? null : origins.watchedFile(bundle);
        if (file != null) {
            throw new PlugRefusedException(
                    Reason.WATCHED,
                    bundle.getSymbolicName()
                            + " comes from the watched folder; put the new file there, or delete "
                            + file);
        }
    }
}
