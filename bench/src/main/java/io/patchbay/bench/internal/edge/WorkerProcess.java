package io.patchbay.bench.internal.edge;

import io.patchbay.api.provider.Secret;
import io.patchbay.bench.internal.client.BenchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Our relay in the real workerd, in a process of its own. */
public final class WorkerProcess implements AutoCloseable {

    private static final String STARTER = "transport.cloudflare-like/worker/test/workerd.mjs";

    private final Process starter;
    private final ProcessHandle workerd;
    private final int port;

    /** What workerd says, of which there is much. */
    private final Path log;

    private WorkerProcess(Process starter, ProcessHandle workerd, int port, Path log) {
        this.log = log;
        this.starter = starter;
        this.workerd = workerd;
        this.port = port;
    }

    /** Why it cannot be started here; empty when it can. */
    public static Optional<String> missing(Optional<Path> program) {
        Path worker = starter().map(Path::getParent).map(Path::getParent).orElse(null);
        if (worker == null) {
            return Optional.of("there is no " + STARTER);
        }
        if (!Files.exists(worker.resolve("dist/index.js"))) {
            return Optional.of(
                    "the worker is not built; run transport.cloudflare-like/worker/install");
        }
        if (program.isPresent() && !Files.isExecutable(program.get())) {
            return Optional.of(program.get() + " is no program");
        }
        if (program.isEmpty() && !Files.isDirectory(worker.resolve("node_modules/@cloudflare"))) {
            return Optional.of(
                    "workerd is not installed; run transport.cloudflare-like/worker/install, or name"
                            + " it with --workerd");
        }
        return Optional.empty();
    }

    private static Optional<Path> starter() {
        String home = System.getProperty("patchbay.home");
        for (Path at = Path.of(home == null ? "" : home).toAbsolutePath();
                at != null;
                at = at.getParent()) {
            Path found = at.resolve(STARTER);
            if (Files.exists(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param provider the server behind it
     * @param secret with which tokens are signed
     * @param port 0 for a free one
     * @param program that runs the worker; none is the installed one
     * @throws BenchException when it does not come up
     */
    public static WorkerProcess start(
            URI provider, Secret secret, int port, Optional<Path> program) {
        Optional<String> missing = missing(program);
        if (missing.isPresent()) {
            throw new BenchException(missing.get());
        }
        List<String> command = new ArrayList<>();
        command.addAll(List.of("node", starter().orElseThrow().toString()));
        command.addAll(List.of("--provider", provider.toString(), "--port", "" + port));
        program.ifPresent(
                file -> command.addAll(List.of("--workerd", file.toAbsolutePath().toString())));
        Path file = null;
        Path log = null;
        Process started = null;
        boolean up = false;
        try {
            file = temporary(".secret");
            log = temporary(".log");
            Files.writeString(file, secret.reveal());
            command.addAll(List.of("--secret-file", file.toString()));
            started = new ProcessBuilder(command).redirectError(log.toFile()).start();
            int listens = listening(started);
            ProcessHandle child =
                    started.descendants()
                            .reduce((first, second) -> second)
                            .orElseThrow(() -> new IOException("it has no process of its own"));
            up = true;
            return new WorkerProcess(started, child, listens, log);
        } catch (IOException e) {
            throw new BenchException(
                    "workerd did not come up: " + e.getMessage() + complaint(log), e);
        } finally {
            delete(file);
            if (!up) {
                delete(log);
                if (started != null) {
                    started.destroy();
                }
            }
        }
    }

    private static Path temporary(String suffix) throws IOException {
        return Files.createTempFile(
                "patchbay-relay-",
                suffix,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static String complaint(@Nullable Path log) {
        try {
            List<String> lines = log == null ? List.of() : Files.readAllLines(log);
            return lines.stream()
                    .filter(line -> line.contains("Error: "))
                    .findFirst()
                    .map(line -> ": " + line.strip())
                    .orElse("");
        } catch (IOException e) {
            return ""; // what is known is said already
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new BenchException(file + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    private static int listening(Process started) throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("listening ")) {
                return Integer.parseInt(line.substring("listening ".length()).strip());
            }
        }
        throw new IOException("it ended before it was ready");
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** The number of workerd's own process. */
    public long pid() {
        return workerd.pid();
    }

    /** Ends it at once, with all that goes through it. */
    @Override
    public void close() {
        workerd.destroyForcibly();
        starter.destroy(); // it tidies up
        try {
            if (!starter.waitFor(10, TimeUnit.SECONDS)) {
                starter.destroyForcibly();
            }
        } catch (InterruptedException e) {
            starter.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        delete(log);
    }
}
