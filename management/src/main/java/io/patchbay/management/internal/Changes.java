package io.patchbay.management.internal;

import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugChange.Action;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import io.patchbay.management.PlugSource;
import io.patchbay.management.PlugStore;
import io.patchbay.management.internal.Keeping.Kept;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** Makes changes, each whole or not at all. For one thread, which it keeps waiting. */
final class Changes {

    private final Surroundings around;
    private final PlugStore store;
    private final Inventory inventory;
    private final Intake intake;
    private final TakeDown takeDown;
    private final Keeping keeping;
    private final Farewell farewell;
    private final Predecessors predecessors;

    Changes(Surroundings around, PlugStore store, Origins origins, Retirements retirements) {
        this.around = around;
        this.store = store;
        inventory = new Inventory(around, origins, retirements);
        intake = new Intake(store);
        takeDown = new TakeDown(around, store);
        keeping = new Keeping(store, origins, new BringUp(around, takeDown), takeDown);
        farewell = new Farewell(around, origins, takeDown, retirements);
        predecessors = new Predecessors(store);
    }

    /** Which bundles there are. */
    Inventory inventory() {
        return inventory;
    }

    /**
     * Brings back what was kept, and ends what was given up.
     *
     * @param starting whether the container starts
     */
    void restore(boolean starting) {
        new Restoration(around, store, farewell, starting).restore();
    }

    /**
     * Installs what a source has, beside what is there.
     *
     * @param watched whether the source is a file of the watched folder, which keeps it
     */
    List<PlugChange> install(PlugSource source, boolean watched, Consumer<PlugProgress> progress) {
        ChangeReport report = new ChangeReport();
        List<Candidate> candidates = intake.take(source);
        List<PlugChange> done = new ArrayList<>();
        try {
            for (Candidate candidate : candidates) {
                Bundle same = inventory.same(candidate);
                if (same != null) {
                    throw inventory.duplicate(candidate, same);
                }
                // at the next start it would stand for the one of its name, which is kept out then
                inventory.named(candidate.name()).forEach(inventory::refusePart);
            }
            Kept up = keeping.up(candidates, source, watched, List.of(), List.of(), progress);
            for (Bundle bundle : up.bundles()) {
                done.add(report.installed(Action.INSTALL, bundle, others(bundle)));
            }
            return done;
        } finally {
            if (done.isEmpty()) {
                intake.drop(candidates);
            }
        }
    }

    /** The other versions of a bundle that count. */
    private List<Bundle> others(Bundle bundle) {
        return inventory.named(bundle.getSymbolicName()).stream()
                .filter(other -> !other.equals(bundle))
                .toList();
    }

    /** Exchanges what a source has other versions of. */
    List<PlugChange> update(
            PlugSource source,
            boolean watched,
            ChangeOptions options,
            Consumer<PlugProgress> progress) {
        return exchange(Action.UPDATE, intake.take(source), source, watched, options, progress);
    }

    private List<PlugChange> exchange(
            Action action,
            List<Candidate> candidates,
            PlugSource source,
            boolean watched,
            ChangeOptions options,
            Consumer<PlugProgress> progress) {
        ChangeReport report = new ChangeReport();
        boolean kept = false;
        try {
            List<Bundle> old = replaced(candidates, source, watched);
            boolean inPlace =
                    candidates.stream().anyMatch(candidate -> inventory.same(candidate) != null);
            if (inPlace && !options.force() && !around.sessions().sessions().isEmpty()) {
                throw new PlugRefusedException(
                        Reason.IN_USE,
                        "an update to the same version stops the old one first, and "
                                + around.sessions().sessions().size()
                                + " sessions are live; stamp another version, or force it");
            }
            if (inPlace) {
                List<Bundle> up = inPlace(candidates, old, source, watched, progress);
                kept = true;
                return up.stream().map(bundle -> report.exchanged(action, bundle, old)).toList();
            }
            List<Bundle> up = beside(candidates, old, source, watched, options, report, progress);
            kept = true;
            return leave(
                    old,
                    up.stream().map(bundle -> report.exchanged(action, bundle, old)).toList(),
                    options,
                    report,
                    progress);
        } finally {
            if (!kept) {
                intake.drop(candidates);
            }
        }
    }

    /** Sees old bundles out; changes whose old bundle has users who stay say so. */
    private List<PlugChange> leave(
            List<Bundle> old,
            List<PlugChange> changes,
            ChangeOptions options,
            ChangeReport report,
            Consumer<PlugProgress> progress) {
        List<PlugChange> done = new ArrayList<>(changes);
        for (Bundle bundle : old) {
            String name = bundle.getSymbolicName();
            String version = bundle.getVersion().toString();
            PlugChange own =
                    done.stream()
                            .filter(change -> change.bundle().equals(name))
                            .findFirst()
                            .orElse(done.get(0));
            Farewell.Stay stay = farewell.from(bundle, options, report.begun(), own, progress);
            PlugChange told =
                    stay.users() > 0 ? report.draining(own, version, stay) : report.over(own);
            done.replaceAll(change -> change == own ? told : change);
        }
        return done;
    }

    /** What an update replaces: all versions of a name, or what the same watched file gave. */
    private List<Bundle> replaced(List<Candidate> candidates, PlugSource source, boolean watched) {
        List<Bundle> old =
                watched
                        ? inventory.from(source.path())
                        : candidates.stream()
                                .flatMap(candidate -> inventory.named(candidate.name()).stream())
                                .toList();
        if (old.isEmpty()) {
            throw new PlugRefusedException(
                    Reason.UNKNOWN,
                    candidates.get(0).name()
                            + " is not installed, so there is nothing to update; install it");
        }
        for (Bundle bundle : old) {
            inventory.refuseFixed(bundle, watched);
        }
        for (Candidate candidate : candidates) {
            Bundle same = inventory.same(candidate);
            if (same != null && !old.contains(same)) {
                throw inventory.duplicate(candidate, same);
            }
        }
        return old;
    }

    private List<Bundle> beside(
            List<Candidate> candidates,
            List<Bundle> old,
            PlugSource source,
            boolean watched,
            ChangeOptions options,
            ChangeReport report,
            Consumer<PlugProgress> progress) {
        Kept up = keeping.up(candidates, source, watched, old, before(old, watched), progress);
        Draining draining = new Draining(around, report.begun());
        try {
            for (Bundle bundle : old) {
                if (isOlder(bundle, up.bundles())) {
                    draining.await(bundle, up.bundles(), options, progress);
                }
            }
        } catch (PlugRefusedException e) {
            up.takenBack().run();
            throw e;
        }
        return up.bundles();
    }

    private List<Bundle> inPlace(
            List<Candidate> candidates,
            List<Bundle> old,
            PlugSource source,
            boolean watched,
            Consumer<PlugProgress> progress) {
        List<PlugStore.Before> before = before(old, watched);
        for (Bundle bundle : old) {
            takeDown.remove(bundle, progress);
        }
        try {
            List<Bundle> up =
                    keeping.up(candidates, source, watched, old, before, progress).bundles();
            farewell.forget(old);
            return up;
        } catch (PlugRefusedException e) {
            for (Bundle bundle : old) {
                Reasons.logged(
                        "cannot bring " + bundle.getSymbolicName() + " back",
                        () -> around.context().installBundle(bundle.getLocation()).start());
            }
            throw e;
        }
    }

    private List<PlugStore.Before> before(List<Bundle> old, boolean watched) {
        return watched ? List.of() : predecessors.replaced(old);
    }

    /** Whether sessions leave a bundle by themselves, because one of the others is newer. */
    private static boolean isOlder(Bundle bundle, List<Bundle> others) {
        return others.stream()
                .anyMatch(
                        other ->
                                other.getSymbolicName().equals(bundle.getSymbolicName())
                                        && other.getVersion().compareTo(bundle.getVersion()) > 0);
    }

    /** Puts back what the last change of a name took out of use. */
    List<PlugChange> rollBack(String name, ChangeOptions options, Consumer<PlugProgress> progress) {
        List<Bundle> there = inventory.named(name);
        there.forEach(bundle -> inventory.refuseFixed(bundle, false));
        PlugStore.Before before = predecessors.find(name, !there.isEmpty());
        Candidate candidate = Candidate.of(before.jar());
        Bundle same = inventory.same(candidate);
        if (same != null && !there.contains(same)) {
            throw new PlugRefusedException(
                    Reason.DUPLICATE,
                    candidate
                            + " drains still, with "
                            + around.users(same)
                            + " sessions on it; wait for them, or remove "
                            + name
                            + ":"
                            + candidate.version()
                            + " with a time, as in --drain 0, and go back then");
        }
        PlugSource source = PlugSource.of(candidate.file());
        if (there.isEmpty() || before.removed() && isNewer(candidate, there)) {
            ChangeReport report = new ChangeReport();
            Bundle bundle =
                    keeping.up(List.of(candidate), source, false, List.of(), List.of(), progress)
                            .bundles()
                            .get(0);
            return List.of(report.installed(Action.ROLL_BACK, bundle, others(bundle)));
        }
        return exchange(Action.ROLL_BACK, List.of(candidate), source, false, options, progress);
    }

    private static boolean isNewer(Candidate candidate, List<Bundle> others) {
        return others.stream()
                .allMatch(other -> candidate.version().compareTo(other.getVersion()) > 0);
    }

    /** The version that a name can be rolled back to, or null. */
    @Nullable String previous(String name) {
        return store.before(name).map(before -> before.jar().version()).orElse(null);
    }

    /** What was taken out and can be brought back, and nothing of its name is there. */
    List<PlugStore.Jar> removed() {
        return store.before().stream()
                .map(PlugStore.Before::jar)
                .filter(jar -> around.named(jar.name()).isEmpty())
                .toList();
    }

    /** Deletes jars that nobody needs any more. */
    void tidy() {
        Set<Path> used =
                around.bundles()
                        .map(TakeDown::file)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet());
        Reasons.logged("cannot delete what nobody needs", () -> store.sweep(used::contains));
    }

    /** Takes a bundle out. */
    List<PlugChange> remove(
            Bundle bundle,
            boolean watched,
            ChangeOptions options,
            Consumer<PlugProgress> progress) {
        ChangeReport report = new ChangeReport();
        inventory.refuseFixed(bundle, watched);
        String version = bundle.getVersion().toString();
        boolean draining = !inventory.named(bundle.getSymbolicName()).contains(bundle);
        if (draining && options.drain() == null) {
            throw new PlugRefusedException(
                    Reason.IN_USE,
                    bundle.getSymbolicName()
                            + " "
                            + version
                            + " was given up and goes when its last user has; to end them give a time, as in --drain 10");
        }
        if (!watched && !draining) {
            keeping.giveUp(bundle, predecessors.removed(bundle));
        }
        List<Bundle> others = others(bundle).stream().filter(Activation::offersPlugs).toList();
        if (!draining && isOlder(bundle, others)) {
            new Draining(around, report.begun()).await(bundle, List.of(), options, progress);
        }
        return leave(List.of(bundle), List.of(report.removed(bundle)), options, report, progress);
    }
}
