package io.patchbay.itest.ways;

import static org.junit.jupiter.api.Assertions.fail;

import io.patchbay.itest.ThisJava;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that is a program of its own. */
final class Program implements AutoCloseable {

    /** Of {@link #keyStore}; a secret to nobody. */
    static final String PASSWORD = "changeit";

    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final int port;

    private Program(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** One of Node's, which says {@code listening PORT}. */
    static Program node(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", script.toString()));
        command.addAll(List.of(arguments));
        return start(
                command,
                "on Debian: apt-get install nodejs npm, then itest/js/install",
                "listening (\\d+)");
    }

    /** One of ours. */
    static Program patchbay(String ready, String... arguments) throws IOException {
        List<String> command = patchbay();
        command.addAll(List.of(arguments));
        return start(command, "it came with the tests", ready);
    }

    /** What runs a command of ours, but for the command. */
    static List<String> patchbay() {
        List<String> command = ThisJava.command();
        command.add("io.patchbay.launcher.Main");
        return command;
    }

    /**
     * Starts a program and reads what it says until it is ready.
     *
     * @param remedy what to do when there is no such program
     * @param ready what it has said by then, with its port as a group if it names one
     */
    static Program start(List<String> command, String remedy, String ready) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return fail(command.get(0) + " is missing; " + remedy, e);
        }
        Pattern pattern = Pattern.compile(ready, Pattern.DOTALL);
        StringBuilder said = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher matcher = pattern.matcher(said.append(line).append('\n'));
            if (matcher.find()) {
                drain(lines);
                return new Program(
                        process,
                        matcher.groupCount() == 0 ? 0 : Integer.parseInt(matcher.group(1)));
            }
        }
        return fail(command.get(0) + " ended before it was ready:\n" + said);
    }

    /** A program whose pipe is full would stand still. */
    private static void drain(BufferedReader lines) {
        Thread reader =
                new Thread(
                        () -> {
                            try {
                                while (lines.readLine() != null) {
                                    // nobody asks
                                }
                            } catch (IOException | UncheckedIOException e) {
                                System.getLogger(Program.class.getName())
                                        .log(System.Logger.Level.DEBUG, "a program ended", e);
                            }
                        },
                        "what a program says");
        reader.setDaemon(true);
        reader.start();
    }

    /** Where it listens. */
    int port() {
        return port;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** The key store of a server on this machine, made by the JDK's tool. */
    static Path keyStore(Path folder) throws Exception {
        Path file = folder.resolve("server.p12");
        Process keytool =
                new ProcessBuilder(
                                System.getProperty("java.home") + File.separator + "bin/keytool",
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "server",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return keytool.waitFor() == 0 ? file : fail(said);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                fail("a program does not end: " + process.info());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
