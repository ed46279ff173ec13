package io.patchbay.itest.console;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody at the console, in a headless Chromium: a story of {@code itest/js/console/stories},
 * which returns what it found. What went wrong there is said with where, and a picture of the page
 * lies beside the test's output.
 */
final class Browser {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Path JS = Path.of("js").toAbsolutePath();
    private static final int MINUTES = 8;

    private Browser() {}

    /**
     * Tells a story and waits for its end.
     *
     * @param story name of a file in {@code js/console/stories}, without {@code .mjs}
     * @param folder for pictures, downloads and the browser's own files
     * @param arguments what the story gets, {@code url} among them; {@code microphone} is a WAV
     *     file, 48 kHz mono
     * @return what the story returned
     */
    static JsonNode tell(String story, Path folder, Map<String, ?> arguments)
            throws IOException, InterruptedException {
        return tell(story, folder, arguments, Map.of());
    }

    /** Does what a story asks for on its way, and says what came of it in a line. */
    interface Cue {
        String act() throws IOException, InterruptedException;
    }

    /**
     * Tells a story that has something done outside of the browser.
     *
     * @param cues what {@code people.cue(name)} has done, by name
     */
    static JsonNode tell(String story, Path folder, Map<String, ?> arguments, Map<String, Cue> cues)
            throws IOException, InterruptedException {
        assertTrue(
                Files.isDirectory(JS.resolve("node_modules/axe-core")),
                "itest/js/node_modules is missing or old: install Node.js and npm (on Debian:"
                        + " apt-get install nodejs npm) and run itest/js/install");
        Path log = folder.resolve(story + ".log");
        Map<String, Object> task = new LinkedHashMap<>(arguments);
        task.put("story", story);
        task.put("folder", folder.toString());
        Process process =
                new ProcessBuilder(
                                List.of("node", "console/tell.mjs", JSON.writeValueAsString(task)))
                        .directory(JS.toFile())
                        .redirectError(log.toFile())
                        .start();
        CompletableFuture<Boolean> late =
                new CompletableFuture<Boolean>()
                        .completeOnTimeout(true, MINUTES, TimeUnit.MINUTES)
                        .whenComplete((over, never) -> end(process, over));
        String last = "";
        try (BufferedReader out = process.inputReader();
                BufferedWriter in = process.outputWriter()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                last = line;
                Cue cue = cues.get(line.replaceFirst("^cue ", ""));
                if (cue != null) {
                    in.write(cue.act());
                    in.newLine();
                    in.flush();
                }
            }
        } finally {
            process.destroy();
        }
        boolean ended = late.complete(false);
        if (!ended) {
            fail(story + " did not end within " + MINUTES + " minutes:\n" + tail(log));
        }
        if (process.waitFor() != 0) {
            keep(folder, story);
            fail(
                    story
                            + " failed (Chromium is needed; on Debian: apt-get install chromium):\n"
                            + tail(log));
        }
        return JSON.readTree(last);
    }

    private static void end(Process process, boolean over) {
        if (over) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The last picture outlives the test's folder. */
    private static void keep(Path folder, String story) throws IOException {
        Path picture = folder.resolve(story + ".png");
        if (Files.exists(picture)) {
            Path kept = Files.createDirectories(Path.of("target/console")).resolve(story + ".png");
            Files.deleteIfExists(kept);
            Files.copy(picture, kept);
        }
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        int most = 160;
        if (lines.size() <= most) {
            return String.join("\n", lines);
        }
        // why it failed stands before what the page showed
        return String.join("\n", lines.subList(0, most / 2))
                + "\n(...)\n"
                + String.join("\n", lines.subList(lines.size() - most / 2, lines.size()));
    }
}
