package io.patchbay.management;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * What operators changed, kept in a folder, so that it is so again after a restart: the jars they
 * installed, the shipped bundles they removed or replaced, and one version before of each. One
 * index says what counts and is exchanged as a whole, so that a process may be killed at any
 * moment. For any thread.
 */
public final class PlugStore {

    private static final System.Logger LOG = System.getLogger("io.patchbay.management");

    /** More jars than these are not kept. */
    public static final int MOST = 256;

    private static final String INDEX = "plugs.txt";
    private static final String NEXT = INDEX + ".next";

    /** How {@link #fresh} names files. */
    private static final Pattern OURS =
            Pattern.compile("[A-Za-z0-9_.-]+_[0-9]+(\\.[A-Za-z0-9_.-]+)?_[0-9]+\\.jar");

    private static final String INSTALLED = "installed";
    private static final String WITHHELD = "withheld";
    private static final String REPLACED = "replaced";
    private static final String REMOVED = "removed";
    private static final String END = "end";

    private final Path folder;
    private final DamagedIndex damaged;
    private final Map<Key, Path> installed = new LinkedHashMap<>();
    private final Set<Key> withheld = new TreeSet<>();
    private final Map<String, Before> before = new LinkedHashMap<>();
    private long files;

    private PlugStore(Path folder) {
        this.folder = folder;
        damaged = new DamagedIndex(folder.resolve(INDEX + ".damaged"));
    }

    /** Name and version of a bundle. */
    private record Key(String name, Version version) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int names = name.compareTo(other.name);
            return names != 0 ? names : version.compareTo(other.version);
        }
    }

    /**
     * A jar that operators installed.
     *
     * @param name symbolic name of the bundle
     * @param version of the bundle
     * @param file the jar, absolute
     */
    public record Jar(String name, String version, Path file) {
        /** Checks for null. */
        public Jar {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(file, "file");
        }
    }

    /**
     * What a bundle can be rolled back to.
     *
     * @param jar in a file of this store
     * @param removed whether it was taken out, and not replaced
     */
    public record Before(Jar jar, boolean removed) {
        /** Checks for null. */
        public Before {
            Objects.requireNonNull(jar, "jar");
        }
    }

    /**
     * Reads what is kept below a folder, which is made where it is missing.
     *
     * @param state the folder of all state; jars are in {@code plugs/} below it
     * @throws IOException when it cannot be read or made
     */
    public static PlugStore open(Path state) throws IOException {
        PlugStore store = new PlugStore(state.toAbsolutePath().resolve("plugs"));
        Files.createDirectories(store.folder);
        store.read();
        return store;
    }

    private synchronized void read() throws IOException {
        Path index = folder.resolve(INDEX);
        if (Files.exists(index) && !isRead(index)) {
            damaged.keep(index, installed.size());
        }
        sweep(file -> false); // what a killed process left behind
    }

    /** Takes every line that makes sense; false when there is one that does not. */
    private boolean isRead(Path index) {
        boolean whole = true;
        try {
            String text = new String(Files.readAllBytes(index), StandardCharsets.UTF_8);
            List<String> lines = text.lines().toList();
            for (String line : lines) {
                whole &= line.startsWith(END) || isNoted(line.split(" "));
            }
            return whole && !lines.isEmpty() && text.endsWith(end(lines.size() - 1) + "\n");
        } catch (IOException e) {
            LOG.log(Level.ERROR, "{0} cannot be read: {1}", index, e);
            return false;
        }
    }

    /** The last line, without which the others may not be all. */
    private static String end(int lines) {
        return END + " " + lines;
    }

    private static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.equals(NEXT) || OURS.matcher(name).matches() && Files.isRegularFile(file);
    }

    private boolean isNoted(String... words) {
        try {
            if (words.length == 4) {
                Path file = folder.resolve(words[3]);
                if (!folder.equals(file.getParent())) {
                    return false;
                }
                Key key = new Key(words[1], Version.parseVersion(words[2]));
                if (Files.isRegularFile(file)) {
                    return isNoted(words[0], key, file);
                }
                LOG.log(Level.WARNING, "{0}: there is no {1}", key.name(), file);
                return false;
            }
            if (words.length == 3 && words[0].equals(WITHHELD)) {
                withheld.add(new Key(words[1], Version.parseVersion(words[2])));
                return true;
            }
            return false;
        } catch (IllegalArgumentException e) { // no version, or no path
            return false;
        }
    }

    private boolean isNoted(String word, Key key, Path file) {
        switch (word) {
            case INSTALLED -> installed.put(key, file);
            case REPLACED, REMOVED ->
                    before.put(key.name(), new Before(jar(key, file), word.equals(REMOVED)));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The jars that operators installed, the oldest first. */
    public synchronized List<Jar> jars() {
        return installed.entrySet().stream().map(one -> jar(one.getKey(), one.getValue())).toList();
    }

    private static Jar jar(Key key, Path file) {
        return new Jar(key.name(), key.version().toString(), file);
    }

    /** What a bundle can be rolled back to. */
    public synchronized Optional<Before> before(String name) {
        return Optional.ofNullable(before.get(name));
    }

    /** All that bundles can be rolled back to, the longest kept first. */
    public synchronized List<Before> before() {
        return List.copyOf(before.values());
    }

    /** Whether operators changed nothing. */
    public synchronized boolean isEmpty() {
        return installed.isEmpty() && withheld.isEmpty();
    }

    /**
     * Whether a shipped bundle stays out: an operator removed or replaced it, or installed a newer
     * one of the name.
     */
    public synchronized boolean withholds(String name, String version) {
        Key key = new Key(name, Version.parseVersion(version));
        return withheld.contains(key)
                || installed.keySet().stream()
                        .anyMatch(
                                one ->
                                        one.name().equals(name)
                                                && one.version().compareTo(key.version()) >= 0);
    }

    /** Whether an operator removed or replaced this very bundle, which was shipped. */
    public synchronized boolean gaveUp(String name, String version) {
        return withheld.contains(new Key(name, Version.parseVersion(version)));
    }

    /** A file that does not exist yet, for a jar that may be kept. */
    public synchronized Path fresh(String name, String version) {
        Path file;
        do {
            file = folder.resolve(name + "_" + version + "_" + files++ + ".jar");
        } while (Files.exists(file));
        return file;
    }

    /**
     * Keeps some jars and gives up some bundles, all of it or nothing. A bundle that is given up
     * and was not installed here was shipped, and stays out from now on, also after an installed
     * one of its name and version came and went. Files of given up jars remain until they are
     * {@linkplain #sweep swept}, since the bundles may run still.
     *
     * @param more jars to keep, in files of this store
     * @param gone bundles given up; their files do not count
     * @return takes it back
     * @throws IOException when it cannot be written; then nothing has changed
     * @throws PlugRefusedException when there would be too many
     */
    public Undo commit(Collection<Jar> more, Collection<Jar> gone) throws IOException {
        return commit(more, gone, List.of());
    }

    /**
     * The same, and keeps what some bundles can be rolled back to, one for each name: what was kept
     * for that before is not any more. Nor is what is there again.
     *
     * @param replaced in files of this store; at most {@link #MOST} are kept, of the newest changes
     * @throws IOException when it cannot be written; then nothing has changed
     * @throws PlugRefusedException when there would be too many
     */
    public synchronized Undo commit(
            Collection<Jar> more, Collection<Jar> gone, Collection<Before> replaced)
            throws IOException {
        Runnable asItWas = snapshot();
        for (Jar jar : gone) {
            Key key = key(jar);
            if (installed.remove(key) == null) {
                withheld.add(key);
            }
        }
        for (Jar jar : more) {
            installed.put(key(jar), jar.file());
            before.values().removeIf(one -> key(one.jar()).equals(key(jar)));
        }
        for (Before one : replaced) {
            before.remove(one.jar().name());
            before.put(one.jar().name(), one);
        }
        while (before.size() > MOST) {
            before.remove(before.keySet().iterator().next());
        }
        try {
            if (installed.size() > MOST) {
                throw new PlugRefusedException(
                        PlugRefusedException.Reason.TOO_LARGE,
                        "more than " + MOST + " plugs are not kept; remove some first");
            }
            write();
        } catch (IOException | RuntimeException e) {
            asItWas.run();
            throw e;
        }
        return () -> {
            synchronized (this) {
                asItWas.run();
                write();
            }
        };
    }

    private static Key key(Jar jar) {
        return new Key(jar.name(), Version.parseVersion(jar.version()));
    }

    /** Takes a commit back, as long as it is the last one. */
    public interface Undo {
        /**
         * Takes it back.
         *
         * @throws IOException when that cannot be written
         */
        void undo() throws IOException;
    }

    private Runnable snapshot() {
        Map<Key, Path> jars = new LinkedHashMap<>(installed);
        Set<Key> shipped = new TreeSet<>(withheld);
        Map<String, Before> replaced = new LinkedHashMap<>(before);
        return () -> {
            installed.clear();
            installed.putAll(jars);
            withheld.clear();
            withheld.addAll(shipped);
            before.clear();
            before.putAll(replaced);
        };
    }

    private void write() throws IOException {
        List<String> lines = new ArrayList<>();
        installed.forEach((key, file) -> lines.add(line(INSTALLED, jar(key, file))));
        before.values()
                .forEach(one -> lines.add(line(one.removed() ? REMOVED : REPLACED, one.jar())));
        withheld.forEach(
                key -> lines.add(String.join(" ", WITHHELD, key.name(), key.version().toString())));
        lines.add(end(lines.size()));
        Path next = folder.resolve(NEXT);
        Files.write(next, lines, StandardCharsets.UTF_8);
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(
                next,
                folder.resolve(INDEX),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static String line(String word, Jar jar) {
        return String.join(
                " ", word, jar.name(), jar.version(), jar.file().getFileName().toString());
    }

    /** Where all of it is. */
    public Path folder() {
        return folder;
    }

    /** Whether a file belongs to this store, kept or not. */
    public boolean holds(Path file) {
        return folder.equals(file.getParent());
    }

    /**
     * Deletes a jar that is not kept, and of which no bundle is left.
     *
     * @throws IOException when it cannot be deleted
     */
    public synchronized void sweep(Path file) throws IOException {
        if (holds(file) && !keeps(file)) {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Deletes all jars that are not kept, and of which no bundle is left.
     *
     * @param used whether a bundle is there still
     * @throws IOException when one cannot be deleted
     */
    public synchronized void sweep(Predicate<Path> used) throws IOException {
        if (damaged.isKept()) {
            return; // what nobody seems to need may be what the damaged index named
        }
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.toList()) {
                if (isOurs(file) && !keeps(file) && !used.test(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private boolean keeps(Path file) {
        return installed.containsValue(file)
                || before.values().stream().anyMatch(one -> one.jar().file().equals(file));
    }
}
