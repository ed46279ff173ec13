package io.patchbay.itest.browser;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs a page of {@code itest/js/pages} in a headless Chromium whose microphone plays a WAV file.
 *
 * <p>To test something of your own, write {@code js/pages/NAME.mjs}: its default export is an async
 * function that gets the arguments, does its work in the page, and returns what it found out, which
 * {@link #run} hands back. {@code media.mjs} has the microphone, ears for a remote stream and
 * events to wait for, {@code spoken.mjs} exports {@code call({url, key, headers})}, which connects.
 * Make the WAV with {@link Questions}: it is played over and over from the moment when the page
 * asks for its microphone, and {@code Microphone.open()} waits for a pause in it.
 */
public final class Chromium {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path JS = Path.of("js").toAbsolutePath();
    private static final int MINUTES = 4;

    private Chromium() {}

    /**
     * Runs a page and waits for its end.
     *
     * @param page name of a file in {@code js/pages}, without {@code .mjs}
     * @param microphone what the microphone plays, 48 kHz mono
     * @param folder for the output of the browser
     * @param arguments what the page gets; a value that is a {@link JsonNode} stays one
     * @return what the page returned
     */
    public static JsonNode run(
            String page, Path microphone, Path folder, Map<String, Object> arguments)
            throws IOException, InterruptedException {
        assertTrue(
                Files.isDirectory(JS.resolve("node_modules/puppeteer-core")),
                "itest/js/node_modules is missing: install Node.js and npm (on Debian: apt-get"
                        + " install nodejs npm) and run itest/js/install");
        Path out = folder.resolve(page + ".json");
        Path log = folder.resolve(page + ".log");
        String task =
                JSON.writeValueAsString(
                        Map.of(
                                "page", page,
                                "microphone", microphone.toString(),
                                "args", arguments));
        Process process;
        try {
            process =
                    new ProcessBuilder(List.of("node", "chromium.mjs", task))
                            .directory(JS.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(log.toFile())
                            .start();
        } catch (IOException e) {
            return fail("node is missing: install Node.js (on Debian: apt-get install nodejs)", e);
        }
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            fail("the page did not end within " + MINUTES + " minutes:\n" + tail(log));
        }
        List<String> lines = Files.readAllLines(out);
        if (process.exitValue() != 0 || lines.isEmpty()) {
            fail(
                    "the page failed (Chromium is needed; on Debian: apt-get install chromium):\n"
                            + tail(log));
        }
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
