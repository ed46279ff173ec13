package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.AudioConverter;
import io.patchbay.audio.WavReader;
import io.patchbay.audio.WavWriter;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.SpeechEngines;
import io.patchbay.emulator.speech.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code talk} against the emulator: real sound in, real sound out. */
class TalkTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Emulator emulator;

    @BeforeEach
    void serve() throws IOException {
        WarmSpeech speech = WarmSpeech.open();
        emulator = Emulator.builder().engines(speech.engines()).start();
        speech.load().join();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private Ran talk(String... more) {
        String[] arguments =
                Arrays.copyOf(
                        new String[] {
                            "talk",
                            "--transport",
                            "websocket",
                            "--url",
                            emulator.webSocketUri() + "?model=gpt-realtime"
                        },
                        5 + more.length);
        System.arraycopy(more, 0, arguments, 5, more.length);
        return Ran.patchbay(arguments);
    }

    private Path question() throws IOException {
        Path file = folder.resolve("question.wav");
        try (InputStream in = Main.class.getResourceAsStream("recorded/question-1.wav")) {
            assertNotNull(in);
            Files.copy(in, file);
        }
        return file;
    }

    /** The sound of a file, as 16-bit samples. */
    private static short[] samples(Path wav) throws IOException {
        try (WavReader reader = WavReader.open(wav)) {
            assertEquals(AudioFormat.PCM16_24K, reader.format());
            ByteBuffer all = ByteBuffer.allocate((int) reader.remaining().orElseThrow());
            while (all.hasRemaining() && reader.read(all) > 0) {
                // to its end
            }
            short[] samples = new short[all.position() / 2];
            all.flip().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
            return samples;
        }
    }

    /** Without the silence around the sound, but for a quarter of a second. */
    private static short[] trimmed(short[] samples) {
        int from = 0;
        int to = samples.length;
        while (from < to && Math.abs(samples[from]) < 500) {
            from++;
        }
        while (to > from && Math.abs(samples[to - 1]) < 500) {
            to--;
        }
        int margin = 6_000;
        return Arrays.copyOfRange(
                samples, Math.max(0, from - margin), Math.min(samples.length, to + margin));
    }

    @Test
    void a_conversation_is_recorded_into_a_folder() throws Exception {
        Path records = folder.resolve("records");
        Ran ran = talk("--text", "good morning", "--record", records.toString());
        assertEquals(0, ran.code(), ran.err());
        List<Path> files;
        try (java.util.stream.Stream<Path> all = Files.list(records)) {
            files = all.sorted().toList();
        }
        assertEquals(2, files.size(), files.toString());
        List<JsonNode> journal = lines(files.get(0));
        assertEquals("connect", journal.get(0).at("/event/type").asString());
        try (WavReader reader = WavReader.open(files.get(1))) {
            assertEquals(2, reader.format().channels());
            assertTrue(reader.remaining().orElseThrow() > 96_000, "more than a second of sound");
        }
    }

    private static List<JsonNode> lines(Path events) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(events)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    @Test
    void a_recorded_question_is_understood_looked_up_and_answered_aloud() throws Exception {
        Path heard = folder.resolve("answer.wav");
        Path events = folder.resolve("events.jsonl");
        Ran ran =
                talk(
                        "--agent",
                        "concierge",
                        "--in",
                        question().toString(),
                        "--out",
                        heard.toString(),
                        "--events",
                        events.toString());
        assertEquals(0, ran.code(), ran::toString);
        assertEquals("", ran.err());
        assertTrue(ran.out().contains("caller: what time is it in Berlin"), ran::out);
        assertTrue(ran.out().contains("tool current_time {\"city\":\"BERLIN\"}"), ran::out);
        assertTrue(
                ran.out().matches("(?s).*agent: It is \\d+:\\d\\d [AP]M in Berlin\\..*"), ran::out);
        assertTrue(ran.out().matches("(?s).*first sound after \\d+ ms.*"), ran::out);

        short[] sound = samples(heard);
        short[] speech = trimmed(sound);
        assertTrue(speech.length > 24_000, "less than a second of speech");
        assertTrue(sound.length - speech.length > 24_000, "the time line begins with the question");
        understand(speech, minute(ran.out()));

        shape(lines(events));
    }

    @Test
    void a_recorded_question_is_answered_aloud_over_webrtc() throws Exception {
        Path heard = folder.resolve("answer.wav");
        Path events = folder.resolve("events.jsonl");
        Ran ran =
                Ran.patchbay(
                        "talk",
                        "--transport",
                        "webrtc",
                        "--url",
                        emulator.restUri().toString(),
                        "--agent",
                        "concierge",
                        "--in",
                        question().toString(),
                        "--out",
                        heard.toString(),
                        "--patience",
                        "60",
                        "--events",
                        events.toString());
        assertEquals(0, ran.code(), ran::toString);
        assertEquals("", ran.err());
        assertTrue(ran.out().contains("caller: what time is it in Berlin"), ran::out);
        assertTrue(
                ran.out().matches("(?s).*agent: It is \\d+:\\d\\d [AP]M in Berlin\\..*"), ran::out);
        understand(trimmed(samples(heard)), minute(ran.out()));
        assertTrue(
                lines(events).stream()
                        .noneMatch(line -> line.toString().contains("output_audio.delta")),
                "the sound came beside the messages");
    }

    /** What was said, from the transcript. */
    private static String minute(String out) {
        return out.lines()
                .filter(line -> line.startsWith("agent: It is "))
                .map(line -> line.substring(7).strip())
                .findFirst()
                .orElseThrow();
    }

    /** Another listener than the model hears the very sentence among others like it. */
    private static void understand(short[] speech, String sentence) throws Exception {
        Vocabulary.Builder vocabulary = Vocabulary.builder().phrase(sentence);
        for (String other :
                List.of(
                        "It is noon in Paris.",
                        "Sorry, I did not understand that.",
                        "Thank you.",
                        "In New York it is Saturday.")) {
            vocabulary.phrase(other);
        }
        try (Ear ear = SpeechEngines.load().ear(EarOptions.defaults())) {
            Heard heard =
                    ear.hear(speech, 24_000, vocabulary.build())
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS);
            assertEquals(sentence, assertInstanceOf(Heard.Words.class, heard).text());
        }
    }

    private static void shape(List<JsonNode> lines) {
        double before = 0;
        int sent = 0;
        for (JsonNode line : lines) {
            boolean wire = line.path("kind").stringValue().equals("wire");
            assertEquals(
                    wire ? Set.of("t", "kind", "dir", "event") : Set.of("t", "kind", "event"),
                    Set.copyOf(line.propertyNames()));
            assertTrue(line.path("t").doubleValue() >= before, "time goes on");
            before = line.path("t").doubleValue();
            assertTrue(line.path("event").path("type").isString(), line::toString);
            if (!wire) {
                assertEquals("session", line.path("kind").stringValue());
            } else if (line.path("dir").stringValue().equals("out")) {
                SentFrames.validate(line.path("event").toString());
                sent++;
            } else {
                assertEquals("in", line.path("dir").stringValue());
            }
        }
        // session.update, a frame each 20 ms for the question alone, the tool's output, the request
        assertTrue(sent > 60, sent + " frames were sent");
        for (String type :
                List.of(
                        "session.update",
                        "input_audio_buffer.append",
                        "conversation.item.create",
                        "response.create")) {
            assertTrue(
                    lines.stream().anyMatch(line -> is(line, "out", type)), type + " was not sent");
        }
        for (String type : List.of("session.created", "response.output_audio.delta")) {
            assertTrue(
                    lines.stream().anyMatch(line -> is(line, "in", type)),
                    type + " was not received");
        }
    }

    private static boolean is(JsonNode line, String direction, String type) {
        return line.path("dir").stringValue("").equals(direction)
                && line.path("event").path("type").stringValue("").equals(type);
    }

    @Test
    void typed_words_are_answered() {
        Ran ran = talk("--text", "good morning");
        assertEquals(0, ran.code(), ran::toString);
        assertTrue(ran.out().contains("caller: good morning\nagent: good morning"), ran::out);
    }

    @Test
    void raw_sound_comes_from_standard_input() throws Exception {
        byte[] raw;
        try (WavReader reader = WavReader.open(question())) {
            ByteBuffer all = ByteBuffer.allocate((int) reader.remaining().orElseThrow());
            while (all.hasRemaining() && reader.read(all) > 0) {
                // to its end
            }
            AudioConverter up = AudioConverter.between(reader.format(), AudioFormat.PCM16_24K);
            ByteBuffer converted =
                    ByteBuffer.allocate(up.maxOutput(all.flip().remaining()) + up.maxFlush());
            up.convert(all, converted);
            up.flush(converted);
            raw = Arrays.copyOf(converted.array(), converted.position());
        }
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(raw));
        try {
            Ran ran = talk("--agent", "concierge", "--in", "-");
            assertEquals(0, ran.code(), ran::toString);
            assertTrue(ran.out().contains("caller: what time is it in Berlin"), ran::out);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void an_answer_that_fails_fails_the_talk_with_the_reason() {
        emulator.injectNext(new Fault.FailResponse("server_error", "The model is on fire."));
        talk("--text", "hello").failed(1, "The model is on fire.");
    }

    @Test
    void a_line_that_drops_fails_the_talk() {
        emulator.injectNext(new Fault.Drop(0));
        talk("--text", "hello", "--patience", "5").failed(1);
    }

    @Test
    void silence_is_waited_for_only_so_long() throws Exception {
        Path file = folder.resolve("silence.wav");
        try (WavWriter writer = WavWriter.create(file, AudioFormat.PCM16_24K)) {
            writer.write(ByteBuffer.allocate(AudioFormat.PCM16_24K.bytes(200)));
        }
        talk("--in", file.toString(), "--patience", "1").failed(1, "no answer", "--patience");
    }
}
