package io.patchbay.management.internal;

import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugChange.Action;
import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import io.patchbay.management.PlugSource;
import io.patchbay.management.PlugStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** Makes changes, each whole or not at all. For one thread, which it keeps waiting. */
final class Changes {

    private final Surroundings around;
    private final PlugStore store;
    private final Origins origins;
    private final Inventory inventory;
    private final Intake intake;
    private final TakeDown takeDown;
    private final BringUp bringUp;
    private final Farewell farewell;

    Changes(Surroundings around, PlugStore store, Origins origins, Retirements retirements) {
        this.around = around;
        this.store = store;
        this.origins = origins;
        inventory = new Inventory(around, origins, retirements);
        intake = new Intake(store);
        takeDown = new TakeDown(around, store);
        bringUp = new BringUp(around, takeDown);
        farewell = new Farewell(around, origins, takeDown, retirements);
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
        Instant begun = Instant.now();
        List<Candidate> candidates = intake.take(source);
        List<PlugChange> done = new ArrayList<>();
        try {
            for (Candidate candidate : candidates) {
                Bundle same = inventory.same(candidate);
                if (same != null) {
                    throw inventory.duplicate(candidate, same);
                }
            }
            List<Bundle> up = bringUp(candidates, source, watched, List.of(), progress).bundles();
            for (Bundle bundle : up) {
                String others = others(bundle);
                done.add(
                        change(
                                begun,
                                Action.INSTALL,
                                bundle,
                                null,
                                others.isEmpty() ? "" : "beside " + others));
            }
            return done;
        } finally {
            if (done.isEmpty()) {
                intake.drop(candidates);
            }
        }
    }

    private String others(Bundle bundle) {
        return versions(
                inventory.named(bundle.getSymbolicName()).stream()
                        .filter(other -> !other.equals(bundle))
                        .toList());
    }

    private static String versions(List<Bundle> bundles) {
        return String.join(", ", bundles.stream().map(one -> one.getVersion().toString()).toList());
    }

    /** Exchanges what a source has other versions of. */
    List<PlugChange> update(
            PlugSource source,
            boolean watched,
            ChangeOptions options,
            Consumer<PlugProgress> progress) {
        Instant begun = Instant.now();
        List<Candidate> candidates = intake.take(source);
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
                return up.stream().map(bundle -> updated(begun, bundle, old)).toList();
            }
            List<Bundle> up = beside(candidates, old, source, watched, options, begun, progress);
            kept = true;
            return leave(
                    old,
                    up.stream().map(bundle -> updated(begun, bundle, old)).toList(),
                    options,
                    begun,
                    progress);
        } finally {
            if (!kept) {
                intake.drop(candidates);
            }
        }
    }

    private static PlugChange updated(Instant begun, Bundle bundle, List<Bundle> old) {
        String from =
                versions(
                        old.stream()
                                .filter(
                                        one ->
                                                one.getSymbolicName()
                                                        .equals(bundle.getSymbolicName()))
                                .toList());
        return change(begun, Action.UPDATE, bundle, from.isEmpty() ? null : from, "");
    }

    /** Sees old bundles out; changes whose old bundle has users who stay say so. */
    private List<PlugChange> leave(
            List<Bundle> old,
            List<PlugChange> changes,
            ChangeOptions options,
            Instant begun,
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
            int users = farewell.from(bundle, options, begun, own, progress);
            PlugChange told = told(own, version, users, begun);
            done.replaceAll(change -> change == own ? told : change);
        }
        return done;
    }

    private static PlugChange told(PlugChange change, String version, int users, Instant begun) {
        boolean stay = users > 0;
        return new PlugChange(
                Instant.now(),
                change.action(),
                change.bundle(),
                change.from(),
                change.to(),
                stay ? PlugChange.Outcome.DRAINING : change.outcome(),
                Duration.between(begun, Instant.now()),
                stay
                        ? (change.detail().isEmpty() ? "" : change.detail() + ", ")
                                + users
                                + " stay on "
                                + version
                                + " until they end"
                        : change.detail());
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
            Instant begun,
            Consumer<PlugProgress> progress) {
        Up made = bringUp(candidates, source, watched, old, progress);
        List<Bundle> up = made.bundles();
        Draining draining = new Draining(around, begun);
        try {
            for (Bundle bundle : old) {
                if (isOlder(bundle, up)) {
                    draining.await(bundle, up, options, progress);
                }
            }
        } catch (PlugRefusedException e) {
            Reasons.logged("cannot note what was taken back", made.undo()::undo);
            takeDown.remove(up);
            throw e;
        }
        return up;
    }

    private List<Bundle> inPlace(
            List<Candidate> candidates,
            List<Bundle> old,
            PlugSource source,
            boolean watched,
            Consumer<PlugProgress> progress) {
        for (Bundle bundle : old) {
            takeDown.remove(bundle, progress);
        }
        try {
            List<Bundle> up = bringUp(candidates, source, watched, old, progress).bundles();
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

    /** Whether sessions leave a bundle by themselves, because one of the others is newer. */
    private static boolean isOlder(Bundle bundle, List<Bundle> others) {
        return others.stream()
                .anyMatch(
                        other ->
                                other.getSymbolicName().equals(bundle.getSymbolicName())
                                        && other.getVersion().compareTo(bundle.getVersion()) > 0);
    }

    private record Up(List<Bundle> bundles, PlugStore.Undo undo) {}

    private Up bringUp(
            List<Candidate> candidates,
            PlugSource source,
            boolean watched,
            List<Bundle> old,
            Consumer<PlugProgress> progress) {
        if (watched) {
            candidates.forEach(candidate -> origins.watch(candidate.file(), source.path()));
        }
        List<Bundle> up;
        try {
            up = bringUp.up(candidates, progress);
        } catch (RuntimeException | LinkageError e) {
            candidates.forEach(candidate -> origins.forget(candidate.file()));
            throw e;
        }
        try {
            return new Up(
                    up,
                    watched
                            ? () -> {}
                            : commit(candidates.stream().map(Candidate::jar).toList(), jars(old)));
        } catch (RuntimeException e) {
            takeDown.remove(up);
            throw e;
        }
    }

    /** Takes a bundle out. */
    List<PlugChange> remove(
            Bundle bundle,
            boolean watched,
            ChangeOptions options,
            Consumer<PlugProgress> progress) {
        Instant begun = Instant.now();
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
            commit(List.of(), jars(List.of(bundle)));
        }
        List<Bundle> others =
                inventory.named(bundle.getSymbolicName()).stream()
                        .filter(other -> !other.equals(bundle) && Activation.offersPlugs(other))
                        .toList();
        if (!draining && isOlder(bundle, others)) {
            new Draining(around, begun).await(bundle, List.of(), options, progress);
        }
        PlugChange change =
                new PlugChange(
                        Instant.now(),
                        Action.REMOVE,
                        bundle.getSymbolicName(),
                        version,
                        null,
                        PlugChange.Outcome.DONE,
                        Duration.between(begun, Instant.now()),
                        "");
        return leave(List.of(bundle), List.of(change), options, begun, progress);
    }

    private PlugStore.Undo commit(List<PlugStore.Jar> more, List<PlugStore.Jar> gone) {
        try {
            return store.commit(more, gone);
        } catch (IOException e) {
            throw new PlugRefusedException(
                    Reason.FAILED,
                    "it cannot be kept for the next start: " + Intake.unwritable(store, e));
        }
    }

    private static List<PlugStore.Jar> jars(List<Bundle> bundles) {
        return bundles.stream()
                .map(
                        bundle -> {
                            Path file = TakeDown.file(bundle);
                            return new PlugStore.Jar(
                                    bundle.getSymbolicName(),
                                    bundle.getVersion().toString(),
                                    file == null ? Path.of("").toAbsolutePath() : file);
                        })
                .toList();
    }

    private static PlugChange change(
            Instant begun, Action action, Bundle bundle, @Nullable String from, String detail) {
        return new PlugChange(
                Instant.now(),
                action,
                bundle.getSymbolicName(),
                from,
                bundle.getVersion().toString(),
                PlugChange.Outcome.DONE,
                Duration.between(begun, Instant.now()),
                detail);
    }
}
