package io.patchbay.management.internal;

import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugBundle.Origin;
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
    private final Intake intake;
    private final TakeDown takeDown;
    private final BringUp bringUp;

    Changes(Surroundings around, PlugStore store, Origins origins) {
        this.around = around;
        this.store = store;
        this.origins = origins;
        intake = new Intake(store);
        takeDown = new TakeDown(around, store);
        bringUp = new BringUp(around, takeDown);
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
                Bundle same = same(candidate);
                if (same != null) {
                    throw duplicate(candidate);
                }
            }
            List<Bundle> up = bringUp(candidates, source, watched, List.of(), progress).bundles();
            for (Bundle bundle : up) {
                String from = others(bundle.getSymbolicName(), bundle);
                done.add(
                        change(
                                begun,
                                Action.INSTALL,
                                bundle,
                                null,
                                from.isEmpty() ? "" : "beside " + from));
            }
            return done;
        } finally {
            if (done.isEmpty()) {
                intake.drop(candidates);
            }
        }
    }

    private String others(String name, Bundle without) {
        return String.join(
                ", ",
                around.named(name).stream()
                        .filter(other -> !other.equals(without))
                        .map(other -> other.getVersion().toString())
                        .toList());
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
            boolean inPlace = candidates.stream().anyMatch(candidate -> same(candidate) != null);
            if (inPlace && !options.force() && !around.sessions().sessions().isEmpty()) {
                throw new PlugRefusedException(
                        Reason.IN_USE,
                        "an update to the same version stops the old one first, and "
                                + around.sessions().sessions().size()
                                + " sessions are live; stamp another version, or force it");
            }
            List<Bundle> up =
                    inPlace
                            ? inPlace(candidates, old, source, watched, progress)
                            : beside(candidates, old, source, watched, options, begun, progress);
            kept = true;
            List<PlugChange> done = new ArrayList<>();
            for (Bundle bundle : up) {
                String from =
                        String.join(
                                ", ",
                                old.stream()
                                        .filter(
                                                one ->
                                                        one.getSymbolicName()
                                                                .equals(bundle.getSymbolicName()))
                                        .map(one -> one.getVersion().toString())
                                        .toList());
                done.add(change(begun, Action.UPDATE, bundle, from.isEmpty() ? null : from, ""));
            }
            return done;
        } finally {
            if (!kept) {
                intake.drop(candidates);
            }
        }
    }

    /** What an update replaces: all versions of a name, or what the same watched file gave. */
    private List<Bundle> replaced(List<Candidate> candidates, PlugSource source, boolean watched) {
        List<Bundle> old =
                watched
                        ? from(source.path())
                        : candidates.stream()
                                .flatMap(candidate -> around.named(candidate.name()).stream())
                                .toList();
        if (old.isEmpty()) {
            throw new PlugRefusedException(
                    Reason.UNKNOWN,
                    candidates.get(0).name()
                            + " is not installed, so there is nothing to update; install it");
        }
        for (Bundle bundle : old) {
            refuseFixed(bundle);
            if (!watched) {
                refuseWatched(bundle);
            }
        }
        for (Candidate candidate : candidates) {
            Bundle same = same(candidate);
            if (same != null && !old.contains(same)) {
                throw duplicate(candidate);
            }
        }
        return old;
    }

    /** The bundles that a file of the watched folder gave. */
    List<Bundle> from(Path file) {
        return around.bundles().filter(one -> file.equals(origins.watchedFile(one))).toList();
    }

    private static PlugRefusedException duplicate(Candidate candidate) {
        return new PlugRefusedException(
                Reason.DUPLICATE,
                candidate + " is installed already; stamp another version, or update it by force");
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
        for (Bundle bundle : old) {
            takeDown.remove(bundle, progress);
        }
        forget(old);
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
            forget(old);
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
        refuseFixed(bundle);
        if (!watched) {
            refuseWatched(bundle);
        }
        String version = bundle.getVersion().toString();
        if (!watched) {
            commit(List.of(), jars(List.of(bundle)));
        }
        List<Bundle> others =
                around.named(bundle.getSymbolicName()).stream()
                        .filter(other -> !other.equals(bundle) && Activation.offersPlugs(other))
                        .toList();
        if (isOlder(bundle, others)) {
            new Draining(around, begun).await(bundle, List.of(), options, progress);
        }
        takeDown.remove(bundle, progress);
        forget(List.of(bundle));
        return List.of(
                new PlugChange(
                        Instant.now(),
                        Action.REMOVE,
                        bundle.getSymbolicName(),
                        version,
                        null,
                        PlugChange.Outcome.DONE,
                        Duration.between(begun, Instant.now()),
                        ""));
    }

    /** The bundle that somebody means by a name, with or without {@code :version}. */
    Bundle find(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        List<Bundle> found =
                around.named(name).stream()
                        .filter(
                                bundle ->
                                        colon < 0
                                                || bundle.getVersion()
                                                        .toString()
                                                        .equals(text.substring(colon + 1)))
                        .toList();
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

    /** Installs and starts what the store keeps and the container does not have. */
    void restore() {
        for (PlugStore.Jar jar : store.jars()) {
            String location = "reference:" + jar.file().toUri();
            if (around.context().getBundle(location) == null
                    && around.bundles()
                            .noneMatch(
                                    bundle ->
                                            jar.name().equals(bundle.getSymbolicName())
                                                    && jar.version()
                                                            .equals(
                                                                    bundle.getVersion()
                                                                            .toString()))) {
                Reasons.logged(
                        jar.name() + " " + jar.version() + " was installed and does not start now",
                        () -> around.context().installBundle(location).start());
            }
        }
    }

    private void refuseFixed(Bundle bundle) {
        FixedBundles.refuse(bundle.getSymbolicName());
        if (origins.of(bundle) == Origin.SHIPPED
                && !Activation.offersPlugs(bundle)
                && around.plugsOf(bundle).isEmpty()
                && around.refusalsOf(bundle).isEmpty()
                && bundle.getState() == Bundle.ACTIVE) {
            throw new PlugRefusedException(
                    Reason.FIXED,
                    bundle.getSymbolicName()
                            + " is no plug but part of the container, and stays as it is while it runs");
        }
    }

    private void refuseWatched(Bundle bundle) {
        Path file = origins.watchedFile(bundle);
        if (file != null) {
            throw new PlugRefusedException(
                    Reason.WATCHED,
                    bundle.getSymbolicName()
                            + " comes from the watched folder; put the new file there, or delete "
                            + file);
        }
    }

    private @Nullable Bundle same(Candidate candidate) {
        return around.named(candidate.name()).stream()
                .filter(bundle -> bundle.getVersion().equals(candidate.version()))
                .findFirst()
                .orElse(null);
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

    private void forget(List<Bundle> gone) {
        for (Bundle bundle : gone) {
            Path file = TakeDown.file(bundle);
            if (file != null) {
                origins.forget(file);
            }
        }
        takeDown.sweep(gone);
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
