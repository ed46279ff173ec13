package io.patchbay.bench.internal.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The load server as a process of its own, ended with this object. */
public final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final Said said;

    /** What it says while it starts. */
    private record Said(URI uri, Optional<Path> trustStore) {}

    private ServerProcess(Process process, Said said) {
        this.process = process;
        this.said = said;
    }

    /**
     * Starts it with this JVM's own class path and waits until it listens.
     *
     * @throws BenchException when it does not
     */
    public static ServerProcess start() {
        return start("io.patchbay.bench.LoadServer", List.of());
    }

    /** The same over TLS. */
    public static ServerProcess startTls() {
        return start("io.patchbay.bench.LoadServer", List.of("--tls"));
    }

    /** The far end of calls over WebRTC. */
    public static ServerProcess startToneModel() {
        return start("io.patchbay.bench.ToneModel", List.of());
    }

    /** The far end of telephone calls. */
    public static ServerProcess startTrunk() {
        return start("io.patchbay.bench.Trunk", List.of());
    }

    /** What says each message again. */
    public static ServerProcess startEcho() {
        return start("io.patchbay.bench.Echo", List.of());
    }

    /** A bare relay to this server. */
    public static ServerProcess startRelay(URI to) {
        return start("io.patchbay.bench.Relay", List.of("--to", to.toString()));
    }

    private static ServerProcess start(String main, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(List.of(main, "--port", "0"));
        command.addAll(options);
        Process started;
        try {
            started =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
        } catch (IOException e) {
            throw new BenchException("the load server cannot be started: " + e.getMessage(), e);
        }
        try {
            return new ServerProcess(started, listening(started));
        } catch (IOException | RuntimeException e) {
            started.destroy();
            throw new BenchException("the load server did not come up: " + e.getMessage(), e);
        }
    }

    private static Said listening(Process started) throws IOException {
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        String uri = "";
        Optional<Path> trust = Optional.empty();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("listening ")) {
                uri = line.substring("listening ".length());
            } else if (line.startsWith("trust ")) {
                trust = Optional.of(Path.of(line.substring("trust ".length())));
            } else if ("ready".equals(line)) {
                return new Said(URI.create(uri), trust);
            }
        }
        throw new IOException("it ended before it was ready");
    }

    /** Where it listens. */
    public URI uri() {
        return said.uri();
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    /** What to trust it by, over TLS; gone with it. */
    Optional<Path> trustStore() {
        return said.trustStore();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
