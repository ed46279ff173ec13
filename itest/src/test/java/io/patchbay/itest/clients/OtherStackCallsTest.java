package io.patchbay.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.itest.browser.AgentAtDoor;
import io.patchbay.itest.browser.Questions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A WebRTC stack that is no browser calls an agent of this JVM: {@code itest/js/caller.mjs}. */
class OtherStackCallsTest {
    @TempDir Path folder;

    @Test
    void another_stack_asks_aloud_and_hears_the_answer() throws Exception {
        Path report = folder.resolve("report.tap");
        Questions.speakAt("What time is it?", 24_000, 0, folder.resolve("what-time-is-it.wav"));
        try (AgentAtDoor agent = AgentAtDoor.open("/other-stack")) {
            ProcessBuilder node =
                    new ProcessBuilder("node", "--test-reporter=tap", "caller.mjs")
                            .directory(Path.of("js").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(report.toFile());
            node.environment()
                    .putAll(
                            Map.of(
                                    "PATCHBAY_EMULATOR_WS",
                                    "unused",
                                    "PATCHBAY_EMULATOR_REST",
                                    "unused",
                                    "PATCHBAY_EMULATOR_KEY",
                                    "unused",
                                    "PATCHBAY_DOOR",
                                    agent.uri().toString(),
                                    "PATCHBAY_CREDENTIAL",
                                    agent.credential(),
                                    "PATCHBAY_SOUNDS",
                                    folder.toString()));
            Process process = node.start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
            String text = Files.readString(report);
            List<TapReport.Result> results = TapReport.read(text);
            assertEquals(1, results.size(), text);
            results.get(0).check();
        }
    }
}
