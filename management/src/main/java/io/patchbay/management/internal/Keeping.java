package io.patchbay.management.internal;

import io.patchbay.management.PlugProgress;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import io.patchbay.management.PlugSource;
import io.patchbay.management.PlugStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;

/**
 * Brings up what a change brings, and has it kept for the next start: both, or neither. What comes
 * from the watched folder is kept there, and by nobody else.
 */
final class Keeping {

    private final PlugStore store;
    private final Origins origins;
    private final BringUp bringUp;
    private final TakeDown takeDown;

    Keeping(PlugStore store, Origins origins, BringUp bringUp, TakeDown takeDown) {
        this.store = store;
        this.origins = origins;
        this.bringUp = bringUp;
        this.takeDown = takeDown;
    }

    /**
     * What came up and is kept.
     *
     * @param bundles of the candidates, in their order
     * @param takenBack no longer keeps them, and takes them down
     */
    record Kept(List<Bundle> bundles, Runnable takenBack) {}

    /**
     * Brings candidates up and keeps them.
     *
     * @param watched whether the source is a file of the watched folder
     * @param old is not kept any more
     * @param before what they can be rolled back to
     * @throws PlugRefusedException for the first reason against it; then all is as it was
     */
    Kept up(
            List<Candidate> candidates,
            PlugSource source,
            boolean watched,
            List<Bundle> old,
            List<PlugStore.Before> before,
            Consumer<PlugProgress> progress) {
        if (watched) {
            candidates.forEach(candidate -> origins.watch(candidate.file(), source.path()));
        }
        List<Bundle> up;
        try {
            up = bringUp.up(candidates, progress);
        } catch (RuntimeException | LinkageError e) {
            forget(candidates);
            throw e;
        }
        PlugStore.Undo undo;
        try {
            undo =
                    watched
                            ? () -> {}
                            : commit(candidates.stream().map(Candidate::jar).toList(), old, before);
        } catch (RuntimeException e) {
            takeDown.remove(up);
            throw e;
        }
        return new Kept(
                up,
                () -> {
                    Reasons.logged("cannot note what was taken back", undo::undo);
                    takeDown.remove(up);
                    forget(candidates);
                });
    }

    private void forget(List<Candidate> candidates) {
        candidates.forEach(candidate -> origins.forget(candidate.file()));
    }

    /** Keeps a bundle no longer, but for going back to it. */
    void giveUp(Bundle bundle, PlugStore.Before before) {
        commit(List.of(), List.of(bundle), List.of(before));
    }

    private PlugStore.Undo commit(
            List<PlugStore.Jar> more, List<Bundle> gone, List<PlugStore.Before> before) {
        try {
            return store.commit(more, gone.stream().map(Keeping::jar).toList(), before);
        } catch (IOException e) {
            throw new PlugRefusedException(
                    Reason.FAILED,
                    "it cannot be kept for the next start: " + Intake.unwritable(store, e));
        }
    }

    private static PlugStore.Jar jar(Bundle bundle) {
        Path file = TakeDown.file(bundle);
        return new PlugStore.Jar(
                bundle.getSymbolicName(),
                bundle.getVersion().toString(),
                file == null ? Path.of("").toAbsolutePath() : file);
    }
}
