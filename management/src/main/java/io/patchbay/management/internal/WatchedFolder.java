package io.patchbay.management.internal;

import io.patchbay.management.ChangeOptions;
import io.patchbay.management.PlugChange;
import io.patchbay.management.PlugChange.Action;
import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugSource;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Bundle;

/**
 * Folders of plugs: File Install watches them, and what it finds is judged and brought up as
 * everything else. A new file beside an old one takes over; deleting the old one then drains it
 * (RULES 41). What is refused is logged with the reason, and tried again when something else came.
 *
 * <p>Jars in other folders that File Install watches are none of this class's business.
 */
final class WatchedFolder implements ArtifactInstaller, AutoCloseable {

    private final PlugControlComponent control;
    private final List<Path> folders;
    private final Set<Path> refused = ConcurrentHashMap.newKeySet();
    private final Runnable noRetry;

    /**
     * Judges what is in some folders.
     *
     * @param folders absolute
     */
    WatchedFolder(List<Path> folders, PlugControlComponent control) {
        this.folders = folders;
        this.control = control;
        noRetry = control.afterRetirements(this::retry);
    }

    /** Nobody watches any more: what was refused is not tried again. */
    @Override
    public void close() {
        noRetry.run();
        refused.clear();
    }

    @Override
    public boolean canHandle(File artifact) {
        return artifact.getName().endsWith(".jar")
                && !artifact.isDirectory()
                && folders.contains(artifact.toPath().toAbsolutePath().getParent());
    }

    @Override
    public void install(File artifact) {
        Path file = artifact.toPath().toAbsolutePath();
        await(Action.INSTALL, file, changes -> take(changes, file));
    }

    @Override
    public void update(File artifact) {
        Path file = artifact.toPath().toAbsolutePath();
        await(Action.UPDATE, file, changes -> take(changes, file));
    }

    private List<PlugChange> take(Changes changes, Path file) {
        List<PlugChange> made = new ArrayList<>(bring(changes, file, true));
        refused.remove(file);
        made.addAll(again(changes));
        return made;
    }

    /**
     * Makes what a file holds now what is plugged in of it. What it held before decides, not which
     * method was called: File Install takes a file for new that was overwritten before its second
     * look at it, and for changed that was only touched.
     */
    private static List<PlugChange> bring(Changes changes, Path file, boolean force) {
        List<Bundle> there = changes.inventory().from(file);
        if (there.isEmpty()) {
            return changes.install(PlugSource.of(file), true, progress -> {});
        }
        if (there.stream().allMatch(bundle -> isMadeOf(bundle, file))) {
            return List.of();
        }
        return changes.update(
                PlugSource.of(file), true, new ChangeOptions(force, null), progress -> {});
    }

    private static boolean isMadeOf(Bundle bundle, Path file) {
        Path copy = TakeDown.file(bundle);
        try {
            // a pipe would be read for ever
            return copy != null && Files.isRegularFile(file) && Files.mismatch(copy, file) < 0;
        } catch (IOException e) {
            return false; // whoever takes it in says what is wrong with it
        }
    }

    /** What was refused before may find now what it missed. */
    private List<PlugChange> again(Changes changes) {
        List<PlugChange> made = new ArrayList<>();
        for (Path file : List.copyOf(refused)) {
            refused.remove(file);
            if (Files.exists(file)) {
                try {
                    made.addAll(bring(changes, file, false));
                } catch (PlugRefusedException e) {
                    refused.add(file); // the reason was logged at first
                }
            }
        }
        return made;
    }

    /** A file that was put back while its bundle was on its way out is taken when that is gone. */
    private void retry() {
        if (!refused.isEmpty()) {
            CompletionStage<List<PlugChange>> unused =
                    control.submit(Action.INSTALL, "what was refused before", this::again);
        }
    }

    @Override
    public void uninstall(File artifact) {
        Path file = artifact.toPath().toAbsolutePath();
        refused.remove(file);
        await(
                Action.REMOVE,
                file,
                changes -> {
                    List<Bundle> gone = changes.inventory().from(file);
                    // one look may find the new file and miss the old one: the new one comes first
                    List<PlugChange> made =
                            gone.isEmpty()
                                    ? new ArrayList<>()
                                    : new ArrayList<>(successors(changes, file, gone));
                    for (Bundle bundle : gone) {
                        made.addAll(
                                changes.remove(
                                        bundle, true, ChangeOptions.DEFAULT, progress -> {}));
                    }
                    return made;
                });
    }

    private List<PlugChange> successors(Changes changes, Path old, List<Bundle> gone) {
        List<PlugChange> made = new ArrayList<>();
        Path folder = old.getParent();
        if (folder == null) {
            return made;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".jar")).sorted().toList()) {
                boolean isNew = changes.inventory().from(file).isEmpty() && !refused.contains(file);
                if (isNew && isVersionOf(file, gone)) {
                    made.addAll(changes.install(PlugSource.of(file), true, progress -> {}));
                }
            }
        } catch (IOException | PlugRefusedException e) {
            Reasons.logged(
                    "a new version beside " + old,
                    () -> {
                        throw e;
                    });
        }
        return made;
    }

    private static boolean isVersionOf(Path file, List<Bundle> gone) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try {
            String name = JarHeaders.read(file, file.getFileName().toString()).name();
            return gone.stream().anyMatch(bundle -> name.equals(bundle.getSymbolicName()));
        } catch (PlugRefusedException e) {
            return false; // half written, or broken: it is told when its turn comes
        }
    }

    /** File Install may wait; a refusal is in the log and in the history already. */
    private void await(Action action, Path file, Function<Changes, List<PlugChange>> work) {
        try {
            control.submit(action, file.toString(), work).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (action != Action.REMOVE) {
                refused.add(file);
            }
        }
    }
}
