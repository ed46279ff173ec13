package io.patchbay.itest.console;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One {@code ./patchbay run}, from its first line to SIGTERM. */
final class Run implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 120;
    private static final Pattern ENTRY = Pattern.compile("listening (http://\\S+/\\?token=\\S+)");
    private static final String END = "(it ended)";

    private final Process process;
    private final Path log;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<String> said = new ArrayList<>();

    private Run(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it, with nobody's keys and a state of its own. */
    static Run start(Path script, Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString(), "run"));
        command.addAll(List.of("--state", folder.resolve("state").toString()));
        command.addAll(List.of(arguments));
        Path log = Files.createTempFile(folder, "run", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile());
        builder.environment().keySet().removeIf(name -> name.matches(".*_(API_)?(KEY|TOKEN)"));
        builder.environment().put("PATCHBAY_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Run run = new Run(builder.start(), log);
        Thread reader = new Thread(run::read, "what patchbay says");
        reader.setDaemon(true);
        reader.start();
        return run;
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException e) {
            // closed, while this was reading
            lines.add("(" + e.getMessage() + ")");
        }
        lines.add(END);
    }

    /** The address that it prints for people, with its token. */
    URI entry() throws InterruptedException {
        return URI.create(await(ENTRY));
    }

    /** Waits for a line, and gives back the first group of the pattern. */
    String await(Pattern pattern) throws InterruptedException {
        for (String line : said) {
            var matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        while (true) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                return fail("'" + pattern + "' never came: " + this);
            }
            said.add(line);
            var matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
    }

    /** What it has said on standard error so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public String toString() {
        try {
            return String.join("\n", said) + "\n--- " + log();
        } catch (IOException e) {
            return said + "\n--- " + e;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail("it does not end: " + this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
