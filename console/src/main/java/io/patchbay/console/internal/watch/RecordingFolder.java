package io.patchbay.console.internal.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of recordings. For any thread; calls block on the disk. */
final class RecordingFolder {

    /** A WAV file's header, and what a second of 24 kHz stereo takes after it. */
    static final int HEADER = 44;

    private static final int SECOND = 96_000;
    private static final int LAST_LINE = 1 << 20;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}");
    private static final Pattern STAMPED = Pattern.compile("(.+?)-(\\d{8}-\\d{6})(-\\d+)?");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    /**
     * A recording.
     *
     * @param session what its name says of the session, or null
     * @param seconds how long the sound is, or null without sound
     * @param wav whether there is sound
     * @param finished whether nothing is added any more
     */
    record Kept(
            String name,
            Instant at,
            @Nullable String session,
            @Nullable Double seconds,
            boolean wav,
            long bytes,
            boolean finished) {}

    private final Path path;
    private final Predicate<String> written;

    /**
     * The files in a folder.
     *
     * @param written whether a recording is still being written
     */
    RecordingFolder(Path path, Predicate<String> written) {
        this.path = path;
        this.written = written;
    }

    Path path() {
        return path;
    }

    /** Makes it, for nobody but who runs the process: what is in it was said in confidence. */
    void make() throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(path);
        }
    }

    /** A file of a recording; empty for a name that none can have, or where there is none. */
    Optional<Path> file(String name, String ending) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        Path file = path.resolve(name + ending);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** All recordings, the newest first. */
    List<Kept> all() throws IOException {
        List<Kept> all = new ArrayList<>();
        if (!Files.isDirectory(path)) {
            return all;
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".jsonl")) {
                    kept(name.substring(0, name.length() - ".jsonl".length()), file)
                            .ifPresent(all::add);
                }
            }
        } catch (UncheckedIOException e) {
            throw new IOException("the folder " + path + " cannot be read", e);
        }
        all.sort(Comparator.comparing(Kept::at).thenComparing(Kept::name).reversed());
        return all;
    }

    private Optional<Kept> kept(String name, Path journal) throws IOException {
        if (!NAME.matcher(name).matches() || !Files.isRegularFile(journal)) {
            return Optional.empty();
        }
        try {
            Optional<Path> wav = file(name, ".wav");
            long bytes = Files.size(journal) + (wav.isPresent() ? Files.size(wav.get()) : 0);
            Double seconds =
                    wav.isPresent()
                            ? (Double) ((stated(wav.get()) - HEADER) / (double) SECOND)
                            : null;
            Matcher stamped = STAMPED.matcher(name);
            boolean known = stamped.matches();
            return Optional.of(
                    new Kept(
                            name,
                            known ? time(stamped.group(2), journal) : modified(journal),
                            known ? stamped.group(1) : null,
                            seconds,
                            wav.isPresent(),
                            bytes,
                            !written.test(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // it was deleted meanwhile
        }
    }

    private static Instant time(String text, Path journal) throws IOException {
        try {
            return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return modified(journal);
        }
    }

    private static Instant modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    /**
     * How many bytes of a file are certain: of sound what its header states, of a journal all whole
     * lines.
     */
    static long certain(FileChannel file, boolean sound) throws IOException {
        return sound ? stated(file) : lines(file);
    }

    private static long stated(Path wav) throws IOException {
        try (FileChannel file = FileChannel.open(wav)) {
            return stated(file);
        }
    }

    private static long stated(FileChannel file) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        while (header.hasRemaining() && file.read(header, header.position()) >= 0) {
            // until it is whole
        }
        long size = file.size();
        if (header.hasRemaining()) {
            return size;
        }
        return Math.min(size, HEADER + (header.getInt(HEADER - 4) & 0xFFFF_FFFFL));
    }

    private static long lines(FileChannel file) throws IOException {
        long size = file.size();
        long from = Math.max(0, size - LAST_LINE);
        ByteBuffer end = ByteBuffer.allocate((int) (size - from));
        while (end.hasRemaining() && file.read(end, from + end.position()) >= 0) {
            // until it is whole
        }
        for (int i = end.position() - 1; i >= 0; i--) {
            if (end.get(i) == '\n') {
                return from + i + 1;
            }
        }
        return from;
    }

    /** Deletes a recording; false when there is none. */
    boolean delete(String name) throws IOException {
        Optional<Path> journal = file(name, ".jsonl");
        Optional<Path> wav = file(name, ".wav");
        if (wav.isPresent()) {
            Files.deleteIfExists(wav.get());
        }
        return journal.isPresent() && Files.deleteIfExists(journal.get());
    }

    /** Deletes the oldest that are finished until no more than so many, and bytes, are left. */
    void keep(int most, long mostBytes) throws IOException {
        List<Kept> all = all();
        long bytes = all.stream().mapToLong(Kept::bytes).sum();
        int count = all.size();
        for (int i = all.size() - 1; i >= 0 && (count > most || bytes > mostBytes); i--) {
            Kept oldest = all.get(i);
            if (oldest.finished() && delete(oldest.name())) {
                count--;
                bytes -= oldest.bytes();
            }
        }
    }
}
