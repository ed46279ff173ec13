package io.patchbay.itest.ways;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.WavReader;
import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.Vocabulary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@code patchbay talk --transport cloudflare} in a process of its own. */
final class Talk {

    private static final int PATIENCE_SECONDS = 120;

    private final Path folder;
    private final Ear ear;
    private final Path heard;

    /**
     * In an empty folder.
     *
     * @param ear listens to the answers
     */
    Talk(Path folder, Ear ear) {
        this.folder = folder;
        this.ear = ear;
        this.heard = folder.resolve("heard.wav");
    }

    /** How it went; both texts without what a library of the tests says of its logs. */
    record Ran(int code, String out, String err) {

        /** One line that says all this. */
        void failed(String... words) {
            assertEquals(1, code, this::toString);
            assertEquals(1, err.lines().count(), this::toString);
            for (String word : words) {
                assertTrue(err.contains(word), () -> "'" + word + "' is not in " + this);
            }
        }
    }

    /** Asks aloud what time it is in Berlin, and listens to the answer. */
    Ran ask(String url, String... more) throws Exception {
        Path question = folder.resolve("question.wav");
        try (InputStream in =
                Talk.class.getResourceAsStream("/io/patchbay/launcher/recorded/question-1.wav")) {
            if (in == null) {
                throw new IOException("the launcher's recording is missing");
            }
            Files.copy(in, question, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--agent",
                                "concierge",
                                "--in",
                                question.toString(),
                                "--out",
                                heard.toString(),
                                "--patience",
                                "60"));
        arguments.addAll(List.of(more));
        return run(
                Map.of("PATCHBAY_TRUST_PASSWORD", Program.PASSWORD),
                url,
                arguments.toArray(String[]::new));
    }

    /** Runs it to its end. */
    Ran run(Map<String, String> environment, String url, String... more) throws Exception {
        List<String> command = Program.patchbay();
        command.addAll(List.of("talk", "--transport", "cloudflare", "--url", url));
        command.addAll(List.of(more));
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().remove("OPENAI_API_KEY");
        builder.environment().putAll(environment);
        Process talk = builder.start();
        try {
            assertTrue(talk.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "talk does not end");
        } finally {
            talk.destroyForcibly();
        }
        return new Ran(talk.exitValue(), text(out), text(err));
    }

    private static String text(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("SLF4J"))
                .collect(Collectors.joining("\n"));
    }

    /** Whether the question was heard, looked up and answered, and what came was that answer. */
    void answered(Ran ran) throws Exception {
        assertEquals(0, ran.code(), ran::toString);
        assertEquals("", ran.err());
        assertTrue(ran.out().contains("caller: what time is it in Berlin"), ran::out);
        assertTrue(ran.out().contains("tool current_time {\"city\":\"BERLIN\"}"), ran::out);
        String answer =
                ran.out()
                        .lines()
                        .filter(line -> line.startsWith("agent: It is "))
                        .map(line -> line.substring(7).strip())
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(ran.out()));
        assertEquals(answer, understood(answer));
    }

    /** What another listener than the model makes of what was heard. */
    private String understood(String answer) throws Exception {
        short[] samples;
        try (WavReader wav = WavReader.open(heard)) {
            assertEquals(AudioFormat.PCM16_24K, wav.format());
            ByteBuffer all = ByteBuffer.allocate((int) wav.remaining().orElseThrow());
            while (all.hasRemaining() && wav.read(all) > 0) {
                // to its end
            }
            samples = new short[all.position() / 2];
            all.flip().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        }
        Vocabulary vocabulary =
                Vocabulary.builder()
                        .phrase(answer)
                        .phrase("It is noon in Paris.")
                        .phrase("Sorry, I did not understand that.")
                        .phrase("In New York it is Saturday.")
                        .build();
        Heard words =
                ear.hear(spoken(samples), 24_000, vocabulary)
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
        return assertInstanceOf(Heard.Words.class, words).text();
    }

    /** Without the silence around the words, but for a quarter of a second. */
    private static short[] spoken(short[] samples) {
        int from = 0;
        int to = samples.length;
        while (from < to && Math.abs(samples[from]) < 500) {
            from++;
        }
        while (to > from && Math.abs(samples[to - 1]) < 500) {
            to--;
        }
        assertTrue(to - from > 24_000, "less than a second of speech");
        int margin = 6_000;
        return Arrays.copyOfRange(
                samples, Math.max(0, from - margin), Math.min(samples.length, to + margin));
    }
}
