package io.patchbay.tools.mcp.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The MCP project's own test server from npm, run by Node.js. */
final class EverythingServer implements AutoCloseable {

    private static final Path JS = Path.of("js").toAbsolutePath();
    private static final Path PROGRAM =
            JS.resolve("node_modules/@modelcontextprotocol/server-everything/dist/index.js");

    private final Process process;
    private final String url;

    private EverythingServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** The command that starts it on stdio. */
    static String command() {
        assertTrue(
                Files.exists(PROGRAM),
                "the MCP server is missing: install Node.js and npm (on Debian: apt-get install"
                        + " nodejs npm) and run tools.mcp/js/install");
        return "node '" + PROGRAM + "' stdio";
    }

    /** Starts it over HTTP. */
    static EverythingServer http() throws IOException {
        command();
        Process process =
                new ProcessBuilder("node", JS.resolve("http.mjs").toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8); // ends with the process
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("listening ")) {
                return new EverythingServer(process, line.substring("listening ".length()));
            }
        }
        return fail("the MCP server ended before it listened");
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.onExit().get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the MCP server does not end", e);
        }
    }
}
