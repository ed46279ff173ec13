package io.patchbay.itest.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.WavWriter;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.Speech;
import io.patchbay.emulator.speech.SpeechEngines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the tests of {@code itest/js} against an emulator of this JVM and shows each of them as a
 * test of its own. The questions that they ask aloud are spoken here.
 */
@Tag("once")
class OfficialJavaScriptClientsTest {

    private static final Path JS = Path.of("js");
    private static final String KEY = "sk-for-the-official-clients";
    private static final int AT_LEAST = 76;
    private static final Map<String, String> QUESTIONS =
            Map.of(
                    "what-time-is-it", "What time is it?",
                    "weather-in-paris", "What's the weather in Paris?");

    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> the_official_clients_work_unchanged() throws Exception {
        assertTrue(
                Files.isDirectory(JS.resolve("node_modules/openai")),
                "itest/js/node_modules is missing: install Node.js and npm (on Debian: apt-get"
                        + " install nodejs npm) and run itest/js/install");
        recordQuestions();
        try (Emulator emulator =
                Emulator.builder()
                        .options(EmulatorOptions.defaults().withKeys(Set.of(KEY)))
                        .start()) {
            String report = run(emulator);
            List<TapReport.Result> results = TapReport.read(report);
            assertTrue(
                    results.size() >= AT_LEAST,
                    () -> "only " + results.size() + " tests ran:\n" + report);
            return results.stream()
                    .map(result -> DynamicTest.dynamicTest(result.name(), result::check));
        }
    }

    private String run(Emulator emulator) throws IOException, InterruptedException {
        Path report = folder.resolve("report.tap");
        ProcessBuilder node =
                new ProcessBuilder("node", "--test", "--test-reporter=tap")
                        .directory(JS.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(report.toFile());
        node.environment()
                .putAll(
                        Map.of(
                                "PATCHBAY_EMULATOR_WS", emulator.webSocketUri().toString(),
                                "PATCHBAY_EMULATOR_REST", emulator.restUri().toString(),
                                "PATCHBAY_EMULATOR_KEY", KEY,
                                "PATCHBAY_SOUNDS", folder.toString()));
        Process process;
        try {
            process = node.start();
        } catch (IOException e) {
            return fail("node is missing: install Node.js (on Debian: apt-get install nodejs)", e);
        }
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            fail("the JavaScript tests did not end within 5 minutes:\n" + Files.readString(report));
        }
        return Files.readString(report);
    }

    private void recordQuestions() throws IOException {
        try (Speaker speaker = SpeechEngines.load().speaker()) {
            for (Map.Entry<String, String> question : QUESTIONS.entrySet()) {
                Speech speech = speaker.speak(question.getValue());
                ByteBuffer pcm =
                        ByteBuffer.allocate(2 * speech.samples().length)
                                .order(ByteOrder.LITTLE_ENDIAN);
                pcm.asShortBuffer().put(speech.samples());
                Path file = folder.resolve(question.getKey() + ".wav");
                try (WavWriter wav = WavWriter.create(file, AudioFormat.PCM16_24K)) {
                    wav.write(pcm);
                }
            }
        }
    }
}
