package io.patchbay.karaf;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * A Karaf of its own: unpacked, configured to know no network, started as a user starts it, and
 * told what to do by what is typed at its prompt. For one thread.
 */
final class Karaf implements AutoCloseable {

    private static final long PATIENCE_MILLIS = 180_000;
    private static final Pattern CONTROL = Pattern.compile("\\x1b\\[[0-9;?]*[ -/]*[@-~]|[\\r\\a]");

    private final Process process;
    private final Writer keyboard;
    private final StringBuilder screen = new StringBuilder();
    private int commands;

    private Karaf(Path home) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("bin/karaf").toString())
                        .directory(home.toFile())
                        .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("KARAF_") || name.equals("JAVA"));
        environment.remove("JAVA_OPTS");
        environment.remove("EXTRA_JAVA_OPTS");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("TERM", "xterm");
        process = builder.start();
        keyboard = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "karaf's screen");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Unpacks and starts.
     *
     * @param archive Karaf as it is published
     * @param home where to unpack it; what is there is removed
     * @param repository the folder in Maven's layout from which features come
     */
    static Karaf start(Path archive, Path home, Path repository)
            throws IOException, InterruptedException {
        unpack(archive, home);
        configure(home, repository);
        return new Karaf(home);
    }

    /** Starts one again that ran here before, with what it had installed. */
    static Karaf again(Path home) throws IOException {
        return new Karaf(home);
    }

    private static void unpack(Path archive, Path home) throws IOException, InterruptedException {
        Folders.delete(home);
        Files.createDirectories(home);
        Process tar =
                new ProcessBuilder(
                                "tar",
                                "-xzf",
                                archive.toString(),
                                "-C",
                                home.toString(),
                                "--strip-components=1")
                        .inheritIO()
                        .start();
        if (tar.waitFor() != 0) {
            throw new IOException("tar does not unpack " + archive);
        }
    }

    private static void configure(Path home, Path repository) throws IOException {
        Path etc = home.resolve("etc");
        Files.writeString(etc.resolve("settings.xml"), "<settings/>\n");
        Files.writeString(
                etc.resolve("org.ops4j.pax.url.mvn.cfg"),
                """
                org.ops4j.pax.url.mvn.settings = %1$s/settings.xml
                org.ops4j.pax.url.mvn.useFallbackRepositories = false
                org.ops4j.pax.url.mvn.localRepository = %2$s/data/repository
                org.ops4j.pax.url.mvn.defaultRepositories = \
                    file:%2$s/system@id=system.repository@snapshots, \
                    file:%3$s@id=patchbay@snapshots
                org.ops4j.pax.url.mvn.repositories =
                """
                        .formatted(etc, home, repository));
        // neither SSH nor RMI: nobody listens on a port that others may have
        Path features = etc.resolve("org.apache.karaf.features.cfg");
        Files.writeString(
                features,
                Files.readString(features).replaceAll("(?m)^\\s*(ssh|management)/[^\\n]*\\n", ""));
    }

    private void read() {
        char[] buffer = new char[4096];
        try (Reader out = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
                synchronized (screen) {
                    screen.append(buffer, 0, n);
                    screen.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (screen) {
                screen.append(e);
            }
        } finally {
            synchronized (screen) {
                screen.notifyAll();
            }
        }
    }

    /** All that was shown so far. */
    String screen() {
        synchronized (screen) {
            return CONTROL.matcher(screen).replaceAll("");
        }
    }

    /**
     * Types a command and waits until it is done.
     *
     * @return what it showed
     * @throws AssertionError if Karaf ends or takes longer than three minutes
     */
    String type(String command) throws InterruptedException {
        int number = ++commands;
        int from = screen().length();
        // what is typed is shown as well, so it must not look like what is waited for
        send(command + "\nmark = done\necho ${mark}-" + number + "\n");
        String mark = "done-" + number;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        synchronized (screen) {
            while (!screen().substring(from).contains(mark)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || !process.isAlive()) {
                    throw new AssertionError(
                            command
                                    + (left <= 0 ? " takes too long" : ": Karaf has ended")
                                    + shown());
                }
                screen.wait(Math.min(left, 1_000));
            }
        }
        String shown = screen().substring(from);
        return shown.substring(0, shown.indexOf(mark));
    }

    private void send(String text) {
        try {
            keyboard.write(text);
            keyboard.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("Karaf takes no input" + shown(), e);
        }
    }

    /** Waits until Karaf knows its own commands: the prompt is there a little earlier. */
    void awaitCommands() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        for (String command : List.of("feature:repo-list", "bundle:list", "config:list")) {
            while (type(command + " | grep nothing").contains("not found")) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("Karaf never learns " + command + shown());
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    /** Types the command that stops Karaf, and waits for its end. */
    int shutdown() throws InterruptedException {
        send("system:shutdown --force\n");
        return awaitEnd();
    }

    /** Waits until Karaf has ended, and returns its exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("Karaf does not end" + shown());
        }
        return process.exitValue();
    }

    private String shown() {
        return "; it has shown:\n" + screen();
    }

    /** Ends what runs still: the script, and the Java that it started. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
