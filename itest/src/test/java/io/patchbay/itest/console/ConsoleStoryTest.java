package io.patchbay.itest.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.itest.browser.Questions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Somebody opens the address that {@code ./patchbay run} prints, talks, has parts exchanged under
 * the call, and takes the recording home. What happens is in {@code itest/js/console/stories}.
 */
@Tag("once")
class ConsoleStoryTest {

    private static final String QUESTION = "What time is it in Berlin?";
    private static final String CLOCK = "io.patchbay.tools.clock";
    private static final String WAY = "io.patchbay.transport.websocket";

    /** A voice is far above this, and silence far below. */
    private static final double AUDIBLE = 0.02;

    @TempDir Path folder;

    @Test
    void somebody_talks_exchanges_parts_under_the_call_and_takes_the_recording_home()
            throws Exception {
        Product product = Product.inFelix();
        // a version that can be told from the other by its answers
        Path clock =
                product.other(CLOCK, "9.0.0")
                        .with("hours", "24")
                        .write(folder.resolve("clock-9.0.0.jar"));
        Path way = product.other(WAY, "9.0.0").write(folder.resolve("websocket-9.0.0.jar"));
        Path microphone = Questions.speak(QUESTION, 1_200, folder.resolve("question.wav"));
        JsonNode told;
        try (Run run = product.run(folder)) {
            told =
                    Browser.tell(
                            "whole",
                            folder,
                            Map.of(
                                    "url",
                                    run.entry().toString(),
                                    "microphone",
                                    microphone.toString(),
                                    "jars",
                                    Map.of(
                                            "clock",
                                            clock.toString(),
                                            "transport",
                                            way.toString())));
        }
        assertEquals("[]", told.path("faults").toString(), "what the page complained of");
        assertEquals("what time is it in berlin", words(told.path("question").asString()));
        assertTrue(
                told.at("/heard/peak").doubleValue() > AUDIBLE, () -> told.at("/heard/peak") + "");
        swapsAreWhole(told);
        recordingHasBothVoices(told);
    }

    private static void swapsAreWhole(JsonNode told) {
        JsonNode swap = told.path("swap");
        assertEquals("swapped", swap.path("Outcome").asString(), swap::toString);
        assertEquals("0 ms", swap.path("Audio lost").asString(), swap::toString);
        assertTrue(told.path("rollback").asString().contains("9.0.0"), told::toString);
        assertTrue(told.path("later").asString().matches("It is \\d\\d?:\\d\\d in Berlin"));
    }

    private static void recordingHasBothVoices(JsonNode told) throws Exception {
        Path wav = file(told, ".wav");
        for (int channel = 0; channel < 2; channel++) {
            short[] voice = Ears.channel(wav, channel);
            assertTrue(Ears.loud(voice) > 24_000, "channel " + channel + " is silent");
        }
        String journal = Files.readString(file(told, ".jsonl"));
        for (String type : Arrays.asList("transcript_done", "tool_ended", "agent_handoff")) {
            assertTrue(journal.contains("\"" + type + "\""), type);
        }
    }

    private static Path file(JsonNode told, String ending) {
        for (JsonNode file : told.path("files")) {
            if (file.asString().endsWith(ending)) {
                return Path.of(file.asString());
            }
        }
        throw new AssertionError("no " + ending + " among " + told.path("files"));
    }

    private static String words(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z ]", "").strip();
    }
}
