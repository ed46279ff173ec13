package io.patchbay.management.internal;

import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import io.patchbay.management.PlugSource;
import io.patchbay.management.PlugStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Takes jars in from wherever they are: copies them, within bounds, so that nobody changes them
 * under a running bundle, and judges the copies.
 */
final class Intake {

    /** A plug is code; its models and recordings do not belong into its jar. */
    static final long MOST_BYTES = 64L << 20;

    private static final int MOST_JARS = 64;
    private static final int MOST_FILES = 10_000;

    private final PlugStore store;

    Intake(PlugStore store) {
        this.store = store;
    }

    /**
     * Copies of all jars of a source.
     *
     * @throws PlugRefusedException for the first that is no good; then there are no copies
     */
    List<Candidate> take(PlugSource source) {
        List<Candidate> taken = new ArrayList<>();
        try {
            if (Files.isDirectory(source.path())) {
                folder(source, taken);
            } else {
                taken.add(one(source.path(), source.text()));
            }
            return taken;
        } catch (PlugRefusedException e) {
            drop(taken);
            throw e;
        } catch (IOException e) {
            drop(taken);
            throw new PlugRefusedException(
                    Reason.NO_SOURCE, source.text() + " cannot be read: " + Reasons.of(e));
        }
    }

    private void folder(PlugSource source, List<Candidate> taken) throws IOException {
        if (Files.isRegularFile(source.path().resolve(JarFile.MANIFEST_NAME))) {
            Path copy = store.fresh("incoming", "0");
            pack(source, copy);
            taken.add(judged(copy, source.text()));
            return;
        }
        List<Path> jars;
        try (Stream<Path> files = Files.list(source.path())) {
            jars =
                    files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                            .sorted()
                            .limit(MOST_JARS + 1)
                            .toList();
        }
        if (jars.isEmpty()) {
            throw new PlugRefusedException(
                    Reason.NO_SOURCE,
                    source.text()
                            + " is a folder without jars, and without META-INF/MANIFEST.MF; name a jar, or a folder that has some");
        }
        if (jars.size() > MOST_JARS) {
            throw new PlugRefusedException(
                    Reason.TOO_LARGE,
                    source.text() + " has more than " + MOST_JARS + " jars; name them one by one");
        }
        for (Path jar : jars) {
            taken.add(one(jar, jar.getFileName().toString()));
        }
    }

    private Candidate one(Path file, String text) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new PlugRefusedException(
                    Reason.NO_SOURCE,
                    Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                            ? text + " is neither a file nor a folder"
                            : "there is no "
                                    + text
                                    + (file.endsWith(text) ? "" : " (" + file + ")"));
        }
        Path copy = store.fresh("incoming", "0");
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = Files.newOutputStream(copy)) {
            copy(in, out, MOST_BYTES, text);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
        return judged(copy, text);
    }

    private Candidate judged(Path copy, String text) throws IOException {
        try {
            JarHeaders headers = JarHeaders.read(copy, text);
            Path file = store.fresh(headers.name(), headers.version().toString());
            Files.move(copy, file);
            return new Candidate(headers.name(), headers.version(), file);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    private static void pack(PlugSource source, Path copy) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(source.path())) {
            files =
                    all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                            .limit(MOST_FILES + 1)
                            .sorted()
                            .toList();
        }
        if (files.size() > MOST_FILES) {
            throw new PlugRefusedException(
                    Reason.TOO_LARGE,
                    source.text() + " has more than " + MOST_FILES + " files; name a jar");
        }
        try (OutputStream out = Files.newOutputStream(copy);
                JarOutputStream jar = new JarOutputStream(out)) {
            Path manifest = source.path().resolve(JarFile.MANIFEST_NAME);
            long left = MOST_BYTES - add(jar, source, manifest, MOST_BYTES);
            for (Path file : files) {
                if (!file.equals(manifest)) {
                    left -= add(jar, source, file, left);
                }
            }
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    private static long add(JarOutputStream jar, PlugSource source, Path file, long left)
            throws IOException {
        jar.putNextEntry(
                new ZipEntry(source.path().relativize(file).toString().replace('\\', '/')));
        try (InputStream in = Files.newInputStream(file)) {
            long size = copy(in, jar, left, source.text());
            jar.closeEntry();
            return size;
        }
    }

    private static long copy(InputStream in, OutputStream out, long most, String text)
            throws IOException {
        byte[] piece = new byte[1 << 16];
        long size = 0;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            size += read;
            if (size > most) {
                throw new PlugRefusedException(
                        Reason.TOO_LARGE,
                        text + " is larger than " + (MOST_BYTES >> 20) + " MiB; a plug is not");
            }
            out.write(piece, 0, read);
        }
        return size;
    }

    /** Deletes copies that came to nothing. */
    void drop(List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            Reasons.logged(
                    "cannot delete " + candidate.file(), () -> store.sweep(candidate.file()));
        }
    }
}
