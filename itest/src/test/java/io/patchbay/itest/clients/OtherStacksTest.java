package io.patchbay.itest.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.Emulator;
import io.patchbay.itest.browser.Questions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** WebRTC stacks that share no code with ours call the emulator: {@code itest/js/stacks.mjs}. */
class OtherStacksTest {
    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> other_stacks_hold_a_call() throws Exception {
        Path report = folder.resolve("report.tap");
        Questions.speakAt("What time is it?", 24_000, 0, folder.resolve("what-time-is-it.wav"));
        try (Emulator emulator = Emulator.builder().start()) {
            ProcessBuilder node =
                    new ProcessBuilder("node", "--test-reporter=tap", "stacks.mjs")
                            .directory(Path.of("js").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(report.toFile());
            node.environment()
                    .putAll(
                            Map.of(
                                    "PATCHBAY_EMULATOR_WS", emulator.webSocketUri().toString(),
                                    "PATCHBAY_EMULATOR_REST", emulator.restUri().toString(),
                                    "PATCHBAY_EMULATOR_KEY", "sk-of-a-stack",
                                    "PATCHBAY_SOUNDS", folder.toString()));
            Process process = node.start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
            }
            String text = Files.readString(report);
            List<TapReport.Result> results = TapReport.read(text);
            assertEquals(2, results.size(), text);
            assertTrue(results.stream().allMatch(TapReport.Result::passed), text);
            return results.stream().map(r -> DynamicTest.dynamicTest(r.name(), r::check));
        }
    }
}
