package io.patchbay.management.internal;

import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import io.patchbay.management.PlugStore;
import io.patchbay.management.PlugStore.Before;
import io.patchbay.management.PlugStore.Jar;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Bundle;

/**
 * What bundles can be rolled back to: jars of the store, which has them already where operators
 * installed them, and gets a copy of what was shipped.
 */
final class Predecessors {

    private final PlugStore store;

    Predecessors(PlugStore store) {
        this.store = store;
    }

    /**
     * What was kept of a bundle when it was replaced or removed.
     *
     * @param known whether a bundle of the name is there
     */
    Before find(String name, boolean known) {
        return store.before(name)
                .orElseThrow(
                        () ->
                                known
                                        ? new PlugRefusedException(
                                                Reason.NO_PREVIOUS,
                                                name
                                                        + " was not updated or removed here, so there is nothing to go back to; to change it update it")
                                        : new PlugRefusedException(
                                                Reason.UNKNOWN,
                                                "no bundle "
                                                        + Reasons.printable(name)
                                                        + " is installed or was removed; list shows what is"));
    }

    /** Of bundles that are replaced, the newest of each name. */
    List<Before> replaced(List<Bundle> old) {
        Map<String, Bundle> newest = new TreeMap<>();
        for (Bundle bundle : old) {
            newest.merge(
                    bundle.getSymbolicName(),
                    bundle,
                    (one, other) ->
                            one.getVersion().compareTo(other.getVersion()) > 0 ? one : other);
        }
        return newest.values().stream().map(bundle -> new Before(jar(bundle), false)).toList();
    }

    /** Of a bundle that is removed. */
    Before removed(Bundle bundle) {
        return new Before(jar(bundle), true);
    }

    private Jar jar(Bundle bundle) {
        String name = bundle.getSymbolicName();
        String version = bundle.getVersion().toString();
        Path file = TakeDown.file(bundle);
        if (file != null && store.holds(file)) {
            return new Jar(name, version, file);
        }
        Path copy = store.fresh(name, version);
        try {
            copy(bundle, copy);
        } catch (IOException e) {
            throw new PlugRefusedException(
                    Reason.FAILED,
                    name
                            + " "
                            + version
                            + " cannot be kept for going back to it, nor the change for the next start: "
                            + Intake.unwritable(store, e));
        }
        return new Jar(name, version, copy);
    }

    /** Whatever the bundle was installed from, the container knows what is in it. */
    private static void copy(Bundle bundle, Path copy) throws IOException {
        List<String> entries = new ArrayList<>();
        entries(bundle, "/", entries);
        entries.remove(JarFile.MANIFEST_NAME);
        entries.add(0, JarFile.MANIFEST_NAME); // readers of streams want it there
        try (OutputStream out = Files.newOutputStream(copy);
                ZipOutputStream jar = new ZipOutputStream(out)) {
            for (String entry : entries) {
                URL content = bundle.getEntry(entry);
                if (content != null) {
                    jar.putNextEntry(new ZipEntry(entry));
                    try (InputStream in = content.openStream()) {
                        in.transferTo(jar);
                    }
                    jar.closeEntry();
                }
            }
        }
    }

    private static void entries(Bundle bundle, String folder, List<String> found) {
        Enumeration<String> paths = bundle.getEntryPaths(folder);
        if (paths == null) {
            return;
        }
        for (String path : Collections.list(paths)) {
            if (path.endsWith("/")) {
                entries(bundle, path, found);
            } else {
                found.add(path);
            }
        }
    }
}
