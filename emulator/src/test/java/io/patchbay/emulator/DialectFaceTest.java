package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.speech.ScriptedSpeech;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The faces of the services that speak OpenAI's protocol with an accent. */
class DialectFaceTest {
    private static final String QWEN = "/api-ws/v1/realtime?model=qwen3-omni-flash-realtime";
    private static final String GLM = "/api/paas/v4/realtime";
    private static final String TYPED =
            "{'type':'conversation.item.create','item':{'type':'message','role':'user',"
                    + "'content':[{'type':'input_text','text':'Good morning'}]}}";

    private final ScriptedSpeech speech = new ScriptedSpeech();
    private Emulator emulator;

    @BeforeEach
    void start() throws IOException {
        emulator = TestEngines.emulator().engines(speech.engines()).start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private static String append(int rate, int millis, boolean voice) {
        short[] samples =
                voice ? ScriptedSpeech.spoken(rate, millis) : new short[rate / 1_000 * millis];
        return "{'type':'input_audio_buffer.append','audio':'" + base64(Sounds.pcm(samples)) + "'}";
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] wav(int rate, byte[] samples) {
        ByteBuffer file = ByteBuffer.allocate(44 + samples.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + samples.length);
        file.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        file.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
        file.putShort((short) 2).putShort((short) 16);
        file.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(samples.length).put(samples);
        return file.array();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/openai/v1/realtime?model=mine",
                "/as/azure/openai/v1/realtime?model=mine",
                "/voice-live/realtime?api-version=2025-10-01&model=gpt-realtime",
                "/as/xai/v1/realtime",
                "/api/v1/realtime/session?key=mine&protocol=realtime",
                "/as/localai/v1/realtime?model=gpt-realtime",
                QWEN,
                GLM,
                "/as/stepfun/v1/realtime?model=step-audio-2",
                "/as/speaches/v1/realtime?model=gpt-4o-mini",
                "/as/vllm-omni/v1/realtime?model=Qwen/Qwen3-Omni",
                "/as/openai/v1/realtime?model=gpt-realtime"
            })
    void a_typed_turn_is_answered_in_words_and_sound(String path) {
        boolean beta =
                Set.of("voice-live", "api-ws", "paas", "stepfun", "speaches").stream()
                        .anyMatch(path::contains);
        try (FaceClient client = FaceClient.connect(emulator, path)) {
            JsonNode created = client.await("session.created").path("session");
            assertEquals(beta, created.has("modalities"), created.toString());
            assertEquals(!beta, created.has("audio"), created.toString());
            client.send(TYPED).send("{'type':'response.create'}");
            JsonNode done =
                    client.await(
                            beta
                                    ? "response.audio_transcript.done"
                                    : "response.output_audio_transcript.done");
            assertEquals("Good morning", done.path("transcript").stringValue());
            JsonNode response = client.await("response.done").path("response");
            assertEquals("completed", response.path("status").stringValue());
            assertEquals(
                    beta ? "audio" : "output_audio",
                    response.at("/output/0/content/0/type").stringValue());
            assertTrue(
                    client.types()
                            .contains(
                                    beta ? "response.audio.delta" : "response.output_audio.delta"),
                    client.types().toString());
            assertEquals(beta, client.types().contains("conversation.item.created"));
        }
    }

    @Test
    void a_key_is_taken_as_each_service_takes_it() throws IOException {
        emulator.close();
        emulator =
                TestEngines.emulator()
                        .options(EmulatorOptions.defaults().withPace(0).withKeys(Set.of("good")))
                        .start();
        String azure = "/openai/v1/realtime?model=mine";
        FaceClient.connect(emulator, azure, b -> b.header("api-key", "good")).close();
        FaceClient.connect(emulator, azure, b -> b.header("Authorization", "Bearer good")).close();
        FaceClient.connect(
                        emulator,
                        "/api/v1/realtime/session",
                        b -> b.header("Authorization", "Basic good"))
                .close();
        FaceClient.connect(emulator, "/as/localai/v1/realtime?model=m", b -> b).close();
        refused(401, azure, b -> b);
        refused(401, azure, b -> b.header("api-key", "bad"));
        refused(401, QWEN, b -> b.header("api-key", "good"));
        refused(
                401,
                "/as/localai/v1/realtime?model=m",
                b -> b.header("Authorization", "Bearer bad"));
        refused(400, "/api-ws/v1/realtime", b -> b.header("Authorization", "Bearer good"));
        assertEquals(5, emulator.metrics().refused());
    }

    private void refused(
            int status, String path, UnaryOperator<java.net.http.WebSocket.Builder> setUp) {
        CompletionException failure =
                assertThrows(
                        CompletionException.class, () -> FaceClient.connect(emulator, path, setUp));
        assertTrue(
                failure.getCause() instanceof java.net.http.WebSocketHandshakeException refusal
                        && refusal.getResponse().statusCode() == status,
                String.valueOf(failure.getCause()));
    }

    @Test
    void todays_session_is_refused_by_a_service_of_the_beta() {
        try (FaceClient client = FaceClient.connect(emulator, QWEN)) {
            client.send(
                    "{'type':'session.update','session':{'type':'realtime','instructions':'x'}}");
            JsonNode error = client.await("error").path("error");
            assertEquals("unknown_parameter", error.path("code").stringValue());
            assertEquals("session.type", error.path("param").stringValue());
        }
    }

    @Test
    void the_betas_session_is_refused_by_azures_v1() {
        try (FaceClient client = FaceClient.connect(emulator, "/openai/v1/realtime?model=mine")) {
            client.send("{'type':'session.update','session':{'modalities':['text']}}");
            JsonNode error = client.await("error").path("error");
            assertEquals("missing_required_parameter", error.path("code").stringValue());
        }
    }

    @Test
    void an_event_that_a_service_lacks_is_an_error() {
        try (FaceClient client = FaceClient.connect(emulator, QWEN)) {
            client.send(
                    "{'type':'conversation.item.truncate','event_id':'mine','item_id':'a',"
                            + "'content_index':0,'audio_end_ms':1}");
            JsonNode error = client.await("error").path("error");
            assertEquals("mine", error.path("event_id").stringValue());
            assertEquals("invalid_value", error.path("code").stringValue());
            assertEquals("type", error.path("param").stringValue());
        }
    }

    @Test
    void an_update_is_shown_as_the_service_shows_it() {
        try (FaceClient client = FaceClient.connect(emulator, QWEN)) {
            client.send(
                    "{'type':'session.update','session':{'voice':'Ethan','enable_search':true,"
                            + "'turn_detection':null}}");
            JsonNode session = client.await("session.updated").path("session");
            assertEquals("Ethan", session.path("voice").stringValue());
            assertTrue(session.path("enable_search").booleanValue());
            assertTrue(session.path("turn_detection").isNull());
            assertFalse(session.has("audio"));
            assertEquals(
                    List.of("session.created", "conversation.created", "session.updated"),
                    client.types());
        }
    }

    @Test
    void a_nested_tool_is_called() {
        try (FaceClient client = FaceClient.connect(emulator, QWEN)) {
            client.send(
                    "{'type':'session.update','session':{'tools':[{'type':'function','function':"
                            + "{'name':'get_weather','parameters':{'type':'object'}}}]}}");
            client.await("session.updated");
            client.send(TYPED.replace("Good morning", "get_weather {\\\"city\\\":\\\"Oslo\\\"}"));
            client.send("{'type':'response.create'}");
            JsonNode called = client.await("response.function_call_arguments.done");
            assertTrue(called.path("arguments").stringValue().contains("Oslo"));
        }
    }

    @Test
    void sound_at_16_kHz_is_a_turn_of_its_own_length() {
        speech.hears("What time is it?");
        try (FaceClient client = FaceClient.connect(emulator, QWEN)) {
            client.send(append(16_000, 1_000, true)).send(append(16_000, 2_000, false));
            client.await("input_audio_buffer.speech_started");
            long end =
                    client.await("input_audio_buffer.speech_stopped")
                            .path("audio_end_ms")
                            .longValue();
            assertTrue(end > 900 && end < 2_000, "ends at " + end + " ms");
            assertEquals(
                    "What time is it?",
                    client.await("conversation.item.input_audio_transcription.completed")
                            .path("transcript")
                            .stringValue());
            client.await("response.done");
        }
    }

    @Test
    void glm_takes_wav_files_and_its_client_ends_the_turn() {
        speech.hears("What time is it?");
        try (FaceClient client = FaceClient.connect(emulator, GLM)) {
            client.send(append(16_000, 100, true));
            assertEquals("audio", client.await("error").at("/error/param").stringValue());
            byte[] file = wav(16_000, Sounds.pcm(ScriptedSpeech.spoken(16_000, 1_000)));
            client.send(
                    "{'type':'input_audio_buffer.append','client_timestamp':1731999464667,'audio':'"
                            + base64(file)
                            + "'}");
            client.send("{'type':'input_audio_buffer.commit'}");
            client.await("input_audio_buffer.committed");
            client.send("{'type':'response.create'}");
            client.await("response.done");
            assertFalse(client.types().contains("input_audio_buffer.speech_started"));
        }
    }

    @Test
    void glm_forgets_its_turn_detection_when_tools_come_without_it() {
        try (FaceClient client = FaceClient.connect(emulator, GLM)) {
            client.send(
                    "{'type':'session.update','session':{'turn_detection':{'type':'server_vad'}}}");
            assertEquals("server_vad", detection(client));
            client.send("{'type':'session.update','session':{'tools':[]}}");
            assertEquals("client_vad", detection(client));
        }
    }

    private static String detection(FaceClient client) {
        return client.await("session.updated").at("/session/turn_detection/type").stringValue();
    }

    @Test
    void xai_speaks_at_the_rate_that_is_asked_for() {
        try (FaceClient client = FaceClient.connect(emulator, "/as/xai/v1/realtime")) {
            client.send(
                    "{'type':'session.update','session':{'voice':'Ara','audio':{'output':{'format':"
                            + "{'type':'audio/pcm','rate':8000}}}}}");
            JsonNode session = client.await("session.updated").path("session");
            assertEquals("Ara", session.path("voice").stringValue());
            assertEquals(8_000, session.at("/audio/output/format/rate").intValue());
            client.send(TYPED).send("{'type':'response.create'}");
            client.await("response.done");
            int bytes =
                    client.seen().stream()
                            .map(frame -> frame.json().path("delta").stringValue(""))
                            .filter(delta -> delta.length() > 400)
                            .mapToInt(delta -> Base64.getDecoder().decode(delta).length)
                            .sum();
            int expected = 2 * 8 * 2 * ScriptedSpeech.WORD_MILLIS;
            assertTrue(Math.abs(bytes - expected) < 400, bytes + " bytes of " + expected);
        }
    }

    @Test
    void xai_says_given_words_and_goes_on_with_a_conversation() throws Exception {
        String id;
        try (FaceClient first = FaceClient.connect(emulator, "/as/xai/v1/realtime")) {
            id = first.await("conversation.created").at("/conversation/id").stringValue();
            first.send(
                    "{'type':'session.update','session':{'resumption':{'enabled':true},'audio':"
                            + "{'input':{'transcription':{'model':'grok-transcribe'}}}}}");
            first.await("session.updated");
            first.send(
                    "{'type':'conversation.item.create','item':{'type':'force_message','role':"
                            + "'assistant','content':[{'type':'output_text','text':'Please hold'}]}}");
            assertEquals(
                    "Please hold",
                    first.await("response.output_audio_transcript.done")
                            .path("transcript")
                            .stringValue());
            first.await("response.done");
            first.leave();
        }
        try (FaceClient second =
                FaceClient.connect(emulator, "/as/xai/v1/realtime?conversation_id=" + id)) {
            assertEquals(
                    id, second.await("conversation.created").at("/conversation/id").stringValue());
            assertEquals(
                    "Please hold",
                    second.await("conversation.item.added")
                            .at("/item/content/0/text")
                            .stringValue());
        }
    }

    @Test
    void qwen_finishes_when_it_is_told_to() {
        try (FaceClient client = FaceClient.connect(emulator, QWEN)) {
            client.await("session.created");
            client.send("{'type':'session.finish'}");
            client.await("session.finished");
            assertEquals(1_000, client.closed().code());
        }
    }

    @Test
    void faults_count_for_faces_too() {
        emulator.injectNext(new Fault.Raw("{'type':'odd'}".replace('\'', '"')));
        try (FaceClient client = FaceClient.connect(emulator, QWEN)) {
            client.await("odd");
            assertEquals(1, emulator.metrics().sessions());
            emulator.inject(new Fault.Stall(Duration.ofMillis(1)));
            emulator.inject(new Fault.Close(1011, "gone"));
            assertEquals(new FaceClient.Closed(1011, "gone"), client.closed());
        }
    }

    @Test
    void a_recording_shows_what_is_on_the_wire(@TempDir Path folder) throws IOException {
        emulator.close();
        Path file = folder.resolve("wire.jsonl");
        emulator =
                TestEngines.emulator()
                        .options(EmulatorOptions.defaults().withPace(0).withRecord(file))
                        .start();
        try (FaceClient client = FaceClient.connect(emulator, QWEN)) {
            client.sendBinary(new byte[] {1, 2, 3});
            client.await("error");
            client.send(TYPED).send("{'type':'response.create'}");
            client.await("response.done");
        }
        emulator.close();
        String recording = Files.readString(file);
        assertTrue(recording.contains("\"dir\":\"client\",\"binary\":\"AQID\""), recording);
        assertTrue(recording.contains("\"type\":\"response.audio.delta\""));
        assertFalse(recording.contains("response.output_audio"));
    }
}
