package io.patchbay.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MainTest {

    @TempDir Path folder;

    @Test
    void a_wrong_number_is_a_usage_error() {
        assertEquals(2, Main.run(new String[] {"client", "--rounds", "0"}));
        assertEquals(2, Main.run(new String[] {"client", "--sessions", "many"}));
        assertEquals(2, Main.run(new String[] {"swap", "--sessions", "0"}));
        assertEquals(2, Main.run(new String[] {"swap", "--swaps", "0"}));
        assertEquals(2, Main.run(new String[] {"swap", "--sip", "--webrtc"}));
        assertEquals(2, Main.run(new String[] {"swap", "--sip", "--only", "tool"}));
        assertEquals(2, Main.run(new String[] {"swap", "--cloudflare", "--webrtc"}));
        assertEquals(2, Main.run(new String[] {"swap", "--cloudflare", "--relay", "cable"}));
        assertEquals(2, Main.run(new String[] {"cloudflare", "--lines", "0"}));
        assertEquals(2, Main.run(new String[] {"cloudflare", "--only", "everything"}));
        assertEquals(2, Main.run(new String[] {"sip", "--calls", "0"}));
        assertEquals(2, Main.run(new String[] {"sip", "--only", "everything"}));
        assertEquals(2, Main.run(new String[0]));
    }

    @Test
    void a_place_for_figures_that_cannot_be_written_is_a_usage_error() {
        for (String command : new String[] {"client", "cloudflare", "codec", "sip", "swap"}) {
            for (Path place : new Path[] {folder, folder.resolve("none").resolve("x.json")}) {
                assertEquals(2, Main.run(new String[] {command, "--json", place.toString()}));
            }
        }
    }

    @Test
    void every_command_explains_itself() {
        assertEquals(0, Main.run(new String[] {"--help"}));
        assertEquals(0, Main.run(new String[] {"client", "--help"}));
        assertEquals(0, Main.run(new String[] {"cloudflare", "--help"}));
        assertEquals(0, Main.run(new String[] {"codec", "--help"}));
        assertEquals(0, Main.run(new String[] {"sip", "--help"}));
        assertEquals(0, Main.run(new String[] {"swap", "--help"}));
    }

    @Test
    void a_server_that_is_not_there_is_one_line_and_a_failure() {
        assertEquals(1, Main.run(new String[] {"client", "--url", "ws://127.0.0.1:1/v1/realtime"}));
    }

    @Test
    void the_codec_benchmarks_run() throws IOException {
        Path json = folder.resolve("codec.json");
        int code =
                Main.run(
                        new String[] {
                            "codec",
                            "--forks",
                            "0",
                            "--iterations",
                            "1",
                            "--millis",
                            "5",
                            "--json",
                            json.toString()
                        });
        assertEquals(0, code);
        String found = Files.readString(json);
        for (String name :
                new String[] {
                    "decodeAudioDelta",
                    "decodeTranscriptDelta",
                    "decodeItemAdded",
                    "encodeAudio",
                    "resampleUp",
                    "encodeG711"
                }) {
            assertTrue(found.contains(name), name);
        }
    }
}
