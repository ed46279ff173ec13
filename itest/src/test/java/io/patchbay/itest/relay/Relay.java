package io.patchbay.itest.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The worker of this tree in a workerd of its own. */
final class Relay implements AutoCloseable {

    /** What the provider lets in; it never leaves the relay. */
    static final String KEY = "sk-of-the-relay-alone";

    private static final Path WORKER = Path.of("../transport.cloudflare-like/worker");
    private static final int PATIENCE_SECONDS = 60;

    /** Below the ports that systems give to connections, one of which might come in between. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 32_000;

    private final Process node;
    private final StringBuffer written;
    private final int port;

    private Relay(Process node, StringBuffer written, int port) {
        this.node = node;
        this.written = written;
        this.port = port;
    }

    /** A port of this machine that is free now and that nobody is given by chance. */
    static int freePort() throws IOException {
        int count = LAST_PORT - FIRST_PORT;
        int first = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < 1_000; i++) {
            int port = FIRST_PORT + (first + i) % count;
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no port is free");
    }

    /** The worker as it was built. */
    static Path built() {
        Path worker = WORKER.resolve("dist/index.js");
        assertTrue(
                Files.exists(worker),
                "the worker is not built: install Node.js and npm (on Debian: apt-get install"
                        + " nodejs npm) and run transport.cloudflare-like/worker/install");
        return worker.toAbsolutePath();
    }

    /** Starts the worker as it was built. */
    static Relay start(int port, URI provider, Path secret, String... variables)
            throws IOException {
        return start(built(), port, provider, secret, variables);
    }

    /**
     * Starts a worker and waits until it listens.
     *
     * @param secret the file with the secret of its tokens
     * @param variables NAME=VALUE each
     */
    static Relay start(Path worker, int port, URI provider, Path secret, String... variables)
            throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "node",
                                WORKER.resolve("test/workerd.mjs").toString(),
                                "--provider",
                                provider.toString(),
                                "--secret-file",
                                secret.toString(),
                                "--key",
                                KEY,
                                "--port",
                                Integer.toString(port),
                                "--worker",
                                worker.toString()));
        for (String variable : variables) {
            command.addAll(List.of("--var", variable));
        }
        Process node;
        try {
            node = new ProcessBuilder(command).start();
        } catch (IOException e) {
            return fail("node is missing: install Node.js (on Debian: apt-get install nodejs)", e);
        }
        StringBuffer written = new StringBuffer();
        Thread reader = new Thread(() -> read(node, written), "relay's log");
        reader.setDaemon(true);
        reader.start();
        BufferedReader out = node.inputReader(StandardCharsets.UTF_8);
        String first = out.readLine();
        assertTrue(
                first != null && first.equals("listening " + port),
                () -> "workerd does not listen: " + first + " " + written);
        return new Relay(node, written, port);
    }

    private static void read(Process node, StringBuffer written) {
        try (BufferedReader log = node.errorReader(StandardCharsets.UTF_8)) {
            log.lines().forEach(line -> written.append(line).append('\n'));
        } catch (IOException | UncheckedIOException e) {
            written.append(e).append('\n');
        }
    }

    /** Where calls go, without a query. */
    URI uri() {
        return URI.create("ws://127.0.0.1:" + port + "/v1/realtime");
    }

    /** All that worker and workerd have logged. */
    String log() {
        return written.toString();
    }

    /** Kills workerd as {@code kill -9} does, and waits until it is gone. */
    void kill() throws Exception {
        ProcessHandle workerd =
                node.descendants()
                        .filter(each -> each.info().command().orElse("").endsWith("workerd"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("there is no workerd: " + written));
        assertTrue(workerd.destroyForcibly());
        workerd.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(node.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public void close() throws IOException {
        // node ends workerd when its input ends
        node.getOutputStream().close();
        try {
            if (!node.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                node.descendants().forEach(ProcessHandle::destroyForcibly);
                node.destroyForcibly();
                fail("workerd does not end: " + written);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
