package io.patchbay.management.internal;

import io.patchbay.management.PlugRefusedException;
import io.patchbay.management.PlugRefusedException.Reason;
import io.patchbay.management.PlugSource;
import io.patchbay.management.PlugStore;
import java.io.FilterOutputStream;
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
        } catch (StoreFullException e) {
            drop(taken);
            throw new PlugRefusedException(
                    Reason.FAILED,
                    source.text() + " cannot be copied: " + unwritable(store, e.reason));
        } catch (IOException e) {
            drop(taken);
            throw new PlugRefusedException(
                    Reason.NO_SOURCE, source.text() + " cannot be read: " + Reasons.of(e));
        }
    }

    /** What to do when the store takes nothing. */
    static String unwritable(PlugStore store, IOException reason) {
        return store.folder()
                + " takes no file ("
                + Reasons.of(reason)
                + "); make room there and let this process write to it, then try again";
    }

    /** The copy cannot be written, whatever is with the original. */
    private static final class StoreFullException extends IOException {

        private static final long serialVersionUID = 1;

        private final IOException reason;

        StoreFullException(IOException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /** A file of the store, whose failures are told from those of what is copied. */
    private static final class Copy extends FilterOutputStream {

        Copy(Path file) throws IOException {
            super(opened(file));
        }

        private static OutputStream opened(Path file) throws IOException {
            try {
                return Files.newOutputStream(file);
            } catch (IOException e) {
                throw new StoreFullException(e);
            }
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                throw new StoreFullException(e);
            }
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
                            + " is a folder without jars, and without META-INF/MANIFEST.MF; "
                            + (Files.isRegularFile(source.path().resolve("pom.xml"))
                                    ? "a Maven project has its jar in the folder target, once it is built"
                                    : "name a jar, or a folder that has some"));
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
                            : "there is no " + text + nowhere(file, text));
        }
        Path copy = store.fresh("incoming", "0");
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new Copy(copy)) {
            copy(in, out, MOST_BYTES, text);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
        return judged(copy, text);
    }

    /** For coordinates: where it was looked for, and how it gets there. */
    private static String nowhere(Path file, String text) {
        if (file.endsWith(text)) {
            return "";
        }
        return " in the local Maven repository ("
                + file
                + "); put it there with mvn install, or name its jar";
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
        try (OutputStream out = new Copy(copy);
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
