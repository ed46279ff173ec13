package io.patchbay.itest.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.Script;
import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.SpeechEngines;
import io.patchbay.emulator.speech.Vocabulary;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Headless Chromium talks to the emulator by WebRTC, with nothing in between. */
@Tag("once")
class BrowserCallTest {
    private static final String QUESTION = "What time is it?";
    private static final String ANSWER = "It is seven in the morning.";
    private static final String STORY = "Once upon a time there was a river. ".repeat(12);

    /** A voice is far above this, and silence far below. */
    private static final double AUDIBLE = 0.02;

    @TempDir Path folder;

    private static Optional<Script.Reply> reply(Script.Turn turn) {
        return Optional.of(
                new Script.Reply.Say(turn.instructions().contains("long story") ? STORY : ANSWER));
    }

    @Test
    void a_browser_asks_aloud_is_answered_aloud_and_interrupts() throws Exception {
        Path microphone = Questions.speak(QUESTION, 1_200, folder.resolve("question.wav"));
        JsonNode session =
                new JsonMapper()
                        .readTree(
                                """
                                {"type":"realtime",
                                 "instructions":"Callers say:\\n- what time is it\\n- good bye",
                                 "audio":{"input":{"transcription":{"model":"gpt-4o-transcribe"},
                                   "turn_detection":{"type":"server_vad","silence_duration_ms":400}}}}
                                """);
        JsonNode found;
        try (Emulator emulator = Emulator.builder().script(BrowserCallTest::reply).start()) {
            found =
                    Chromium.run(
                            "spoken",
                            microphone,
                            folder,
                            Map.of(
                                    "url",
                                    emulator.restUri() + "/realtime/calls",
                                    "key",
                                    "sk-of-a-page",
                                    "session",
                                    session));
        }
        assertTrue(found.path("callId").stringValue("").startsWith("rtc_"));
        assertEquals(201, found.path("status").intValue());
        assertEquals("what time is it", words(found.path("question").stringValue("")));
        assertEquals(ANSWER, found.at("/answer/transcript").stringValue(""));
        assertTrue(found.at("/answer/peak").doubleValue() > AUDIBLE, () -> energy(found));
        assertEquals("it is seven in the morning", heard(found.at("/answer/sound")));
        assertEquals(0, found.path("deltas").intValue(), "sound goes as packets alone");
        assertTrue(found.at("/cut/peak").doubleValue() > AUDIBLE, () -> energy(found));
        long cutAt = found.at("/cut/truncated/audio_end_ms").longValue();
        assertTrue(cutAt > 300 && cutAt < 40_000, () -> "cut at " + cutAt + " ms");
    }

    @Test
    void the_official_sdk_talks_by_webrtc_in_a_browser() throws Exception {
        Path microphone = Questions.speak(QUESTION, 1_200, folder.resolve("question.wav"));
        JsonNode found;
        try (Emulator emulator = Emulator.builder().script(BrowserCallTest::story).start()) {
            String secret = secret(emulator);
            found =
                    Chromium.run(
                            "sdk",
                            microphone,
                            folder,
                            Map.of(
                                    "url",
                                    emulator.restUri() + "/realtime/calls",
                                    "key",
                                    secret,
                                    "instructions",
                                    "Callers say:\n- what time is it\n- good bye"));
        }
        assertEquals("connected", found.path("status").stringValue(""));
        assertTrue(found.path("callId").stringValue("").startsWith("rtc_"));
        assertEquals("what time is it", words(found.path("question").stringValue("")));
        assertTrue(found.at("/answer/peak").doubleValue() > AUDIBLE, () -> energy(found));
        assertEquals(0, found.path("errors").size(), () -> found.path("errors").toString());
        assertTrue(
                found.path("history").toString().contains(ANSWER),
                () -> found.path("history").toString());
    }

    private static Optional<Script.Reply> story(Script.Turn turn) {
        return Optional.of(
                new Script.Reply.Say(turn.input().contains("long story") ? STORY : ANSWER));
    }

    /** What a server gives its page in place of a key. */
    private static String secret(Emulator emulator) throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        emulator.restUri()
                                                                + "/realtime/client_secrets"))
                                        .header("Authorization", "Bearer sk-of-the-server")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        "{\"session\":{\"type\":\"realtime\",\"model\":\"gpt-realtime\"}}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        return new JsonMapper().readTree(answer.body()).path("value").stringValue();
    }

    private static String energy(JsonNode found) {
        return "peak "
                + found.at("/answer/peak")
                + ", then "
                + found.at("/cut/peak")
                + "; events "
                + found.path("types");
    }

    private static String words(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z ]", "").strip();
    }

    /** What our ear makes of the sound that the page received. */
    private static String heard(JsonNode sound) throws Exception {
        byte[] pcm = Base64.getDecoder().decode(sound.stringValue());
        short[] all = new short[pcm.length / 2];
        ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(all);
        short[] samples = Questions.withoutSilence(all, 24_000);
        Vocabulary vocabulary =
                Vocabulary.builder()
                        .phrase("it is seven in the morning")
                        .phrase("it is eleven in the evening")
                        .phrase("once upon a time")
                        .build();
        try (Ear ear = SpeechEngines.load().ear(EarOptions.defaults())) {
            Heard heard =
                    ear.hear(samples, 24_000, vocabulary)
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS);
            return heard instanceof Heard.Words said ? words(said.text()) : heard.toString();
        }
    }
}
