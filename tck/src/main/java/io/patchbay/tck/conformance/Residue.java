package io.patchbay.tck.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a process holds at a moment.
 *
 * @param threads all that live, but for those of the kit and of the JDK itself
 * @param files how many files and sockets are open; 0 where the system does not tell
 */
record Residue(Set<Thread> threads, int files) {

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    static Residue now() {
        return new Residue(
                Thread.getAllStackTraces().keySet().stream()
                        .filter(Residue::counts)
                        .collect(Collectors.toSet()),
                openFiles());
    }

    private static boolean counts(Thread thread) {
        String name = thread.getName();
        return thread.isAlive()
                && !name.startsWith(LentContext.THREADS)
                && !name.startsWith("ForkJoinPool.commonPool")
                && !name.startsWith("process reaper")
                && !name.startsWith("Cleaner-")
                && !name.startsWith("CompletableFutureDelayScheduler");
    }

    private static int openFiles() {
        if (!Files.isDirectory(OPEN_FILES)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(OPEN_FILES)) {
            return (int) open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether fewer than {@code bound} threads and files have come since {@code before}. */
    boolean near(Residue before, int bound) {
        return since(before).size() < bound && files - before.files < bound;
    }

    private List<String> since(Residue before) {
        return threads.stream()
                .filter(thread -> !before.threads.contains(thread))
                .map(Thread::getName)
                .sorted()
                .toList();
    }

    /** What has come since {@code before}, for people. */
    String beyond(Residue before) {
        return "threads "
                + since(before)
                + " and "
                + Math.max(0, files - before.files)
                + " open files or sockets more";
    }
}
