package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The start script in a process of its own. */
final class Running implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 300;

    private final Process process;
    private final Path err;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuffer out = new StringBuffer();
    private final Thread reader;

    Running(Path script, Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
        builder.environment().remove("OPENAI_API_KEY");
        builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        process = builder.start();
        reader = new Thread(this::read, "reader");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.append(line).append('\n');
                lines.add(line);
            }
        } catch (IOException e) {
            out.append("(").append(e.getMessage()).append(")\n");
        }
    }

    /** Waits for a line of standard output that contains this. */
    String await(String words) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            String line = lines.poll(100, TimeUnit.MILLISECONDS);
            if (line != null && line.contains(words)) {
                return line;
            }
            if (line == null && !process.isAlive() && !reader.isAlive()) {
                break;
            }
        }
        throw new AssertionError("'" + words + "' never came: " + this);
    }

    void type(String line) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for the end and gives back how it went. */
    Ran end() throws Exception {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), this::toString);
        reader.join(10_000);
        return new Ran(process.exitValue(), out.toString(), Files.readString(err));
    }

    @Override
    public String toString() {
        try {
            return out + "--- " + Files.readString(err);
        } catch (IOException e) {
            return out + "--- " + e;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
