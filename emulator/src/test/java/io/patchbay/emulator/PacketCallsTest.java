package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.rtc.RtcException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** WebRTC calls with real packets, on the engine of this machine. */
class PacketCallsTest {
    private static final String LONG = "one two three four five six seven eight nine ten";

    private @TempDir Path folder;
    private Path record;
    private Emulator emulator;

    @BeforeEach
    void start() throws IOException {
        record = folder.resolve("events.jsonl");
        emulator =
                TestEngines.emulator()
                        .options(
                                EmulatorOptions.defaults()
                                        .withPace(10)
                                        .withMaxSessions(2)
                                        .withRecord(record))
                        .start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private static String answerTo(String text) {
        return "{'type':'conversation.item.create','item':{'type':'message','role':'user',"
                + "'content':[{'type':'input_text','text':'"
                + text
                + "'}]}}";
    }

    private int post(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + emulator.port() + path))
                                .header("Authorization", "Bearer k")
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void an_answer_is_heard_as_packets_and_told_as_events() throws Exception {
        try (RtcClient caller = RtcClient.call(emulator)) {
            assertTrue(caller.location().startsWith("/v1/realtime/calls/rtc_"));
            caller.await("session.created");
            assertEquals(List.of("session.created"), caller.types());
            caller.send(answerTo(LONG)).send("{'type':'response.create'}");
            caller.await("response.done");
            caller.await("output_audio_buffer.stopped");
            assertFalse(caller.types().contains("response.output_audio.delta"));
            // 2 s, of which the far end may still hold some back
            assertTrue(caller.loudFrames() > 120, () -> caller.loudFrames() + " loud frames");
        }
    }

    @Test
    void speech_in_packets_is_a_turn_and_interrupts() throws Exception {
        try (RtcClient caller = RtcClient.call(emulator)) {
            caller.await("session.created");
            caller.send(
                    "{'type':'session.update','session':{'type':'realtime','audio':{'input':"
                            + "{'turn_detection':{'type':'server_vad','create_response':false},"
                            + "'transcription':{'model':'gpt-4o-transcribe','prompt':'hello'}}}}}");
            caller.await("session.updated");
            caller.send(answerTo(LONG + " " + LONG)).send("{'type':'response.create'}");
            caller.await("output_audio_buffer.started");
            caller.play(Sounds.tone(24_000, 24_000)).play(Sounds.hiss(24_000));
            caller.await("input_audio_buffer.speech_started");
            caller.await("output_audio_buffer.cleared");
            JsonNode truncated = caller.await("conversation.item.truncated");
            long heard = truncated.path("audio_end_ms").longValue();
            assertTrue(heard >= 0 && heard < 4_000, () -> "cut at " + heard + " ms");
            caller.await("input_audio_buffer.speech_stopped");
            caller.await("input_audio_buffer.committed");
            assertEquals(
                    "hello",
                    caller.await("conversation.item.input_audio_transcription.completed")
                            .path("transcript")
                            .stringValue());
        }
    }

    @Test
    void a_sideband_takes_part_and_may_leave() throws Exception {
        try (RtcClient caller = RtcClient.call(emulator)) {
            caller.await("session.created");
            LiveClient sideband = LiveClient.connect(emulator, "?call_id=" + caller.id());
            JsonNode greeting = sideband.await("session.created");
            assertEquals(emulator.sessionIds(), List.of(greeting.at("/session/id").stringValue()));
            sideband.send(
                    "{'type':'session.update','session':{'type':'realtime','instructions':'Hm.'}}");
            assertEquals(
                    "Hm.",
                    caller.await("session.updated").at("/session/instructions").stringValue());
            caller.send(answerTo("hello")).send("{'type':'response.create'}");
            sideband.await("output_audio_buffer.started");
            sideband.await("response.done");
            sideband.await("output_audio_buffer.stopped");
            sideband.close();
            assertEquals(1_000, sideband.closed().code());
            caller.await("output_audio_buffer.stopped");
            caller.send("{'type':'response.create'}").await("response.done");
        }
    }

    @Test
    void a_client_secret_carries_the_settings_and_a_form_overrides_them() throws Exception {
        HttpResponse<String> issued =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        emulator.restUri()
                                                                + "/realtime/client_secrets"))
                                        .header("Authorization", "Bearer k")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        "{'session':{'type':'realtime','model':'gpt-realtime-mini','instructions':'Of the secret.'}}"
                                                                .replace('\'', '"')))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        String secret = Json.parse(issued.body()).path("value").stringValue();
        try (RtcClient caller = RtcClient.call(emulator, secret)) {
            JsonNode session = caller.await("session.created").path("session");
            assertEquals("gpt-realtime-mini", session.path("model").stringValue());
            assertEquals("Of the secret.", session.path("instructions").stringValue());
        }
        try (RtcClient caller =
                RtcClient.callWith(
                        emulator,
                        secret,
                        "{\"type\":\"realtime\",\"model\":\"gpt-realtime-2\","
                                + "\"audio\":{\"output\":{\"voice\":\"cedar\"}}}")) {
            JsonNode session = caller.await("session.created").path("session");
            assertEquals("gpt-realtime-2", session.path("model").stringValue());
            assertEquals("Of the secret.", session.path("instructions").stringValue());
            assertEquals("cedar", session.at("/audio/output/voice").stringValue());
        }
    }

    @Test
    void an_unknown_call_has_no_sideband() {
        CompletionException refused =
                assertThrows(
                        CompletionException.class,
                        () -> LiveClient.connect(emulator, "?call_id=rtc_nobody"));
        assertEquals(404, status(refused));
    }

    private static int status(CompletionException refused) {
        return assertInstanceOf(WebSocketHandshakeException.class, refused.getCause())
                .getResponse()
                .statusCode();
    }

    @Test
    void a_call_has_so_many_sidebands_and_no_more() throws Exception {
        try (RtcClient caller = RtcClient.call(emulator)) {
            for (int i = 0; i < 8; i++) {
                LiveClient.connect(emulator, "?call_id=" + caller.id()).await("session.created");
            }
            CompletionException refused =
                    assertThrows(
                            CompletionException.class,
                            () -> LiveClient.connect(emulator, "?call_id=" + caller.id()));
            assertEquals(429, status(refused));
        }
    }

    @Test
    void hanging_up_ends_the_call_and_its_sidebands() throws Exception {
        try (RtcClient caller = RtcClient.call(emulator)) {
            caller.await("session.created");
            LiveClient sideband = LiveClient.connect(emulator, "?call_id=" + caller.id());
            sideband.await("session.created");
            assertEquals(200, post(caller.location() + "/hangup"));
            assertEquals(RtcException.Kind.CLOSED, caller.ended().kind());
            assertEquals(1_000, sideband.closed().code());
            assertEquals(404, post(caller.location() + "/hangup"));
            assertEquals(0, emulator.metrics().sessions());
        }
    }

    @Test
    void a_caller_that_hangs_up_frees_its_session() throws Exception {
        RtcClient caller = RtcClient.call(emulator);
        LiveClient sideband = LiveClient.connect(emulator, "?call_id=" + caller.id());
        sideband.await("session.created");
        caller.close();
        assertEquals(1_000, sideband.closed().code());
        assertEquals(0, emulator.metrics().sessions());
    }

    @Test
    void calls_count_as_sessions_and_are_limited() throws Exception {
        try (RtcClient first = RtcClient.call(emulator);
                RtcClient second = RtcClient.call(emulator)) {
            assertEquals(2, emulator.metrics().sessions());
            HttpResponse<String> refused = RtcClient.offerOnly(emulator);
            assertEquals(429, refused.statusCode());
            assertTrue(refused.body().contains("rate_limit_exceeded"));
            assertFalse(first.id().equals(second.id()));
        }
    }

    @Test
    void faults_reach_calls() throws Exception {
        try (RtcClient caller = RtcClient.call(emulator)) {
            caller.await("session.created");
            emulator.inject(new Fault.Raw("not json"));
            caller.await("raw");
            emulator.inject(new Fault.FailResponse("server_error", "on purpose"));
            caller.send("{'type':'response.create'}");
            assertEquals(
                    "failed", caller.await("response.done").at("/response/status").stringValue());
            emulator.inject(
                    new Fault.FatalError("insufficient_quota", "insufficient_quota", "No."));
            assertEquals(
                    "insufficient_quota", caller.await("error").at("/error/code").stringValue());
            assertEquals(RtcException.Kind.CLOSED, caller.ended().kind());
        }
        try (RtcClient caller = RtcClient.call(emulator)) {
            caller.await("session.created");
            emulator.inject(new Fault.Drop(0));
            caller.ended();
        }
        emulator.injectNext(new Fault.RefuseConnection(503, "overloaded"));
        assertEquals(503, RtcClient.offerOnly(emulator).statusCode());
    }

    @Test
    void a_call_is_recorded_and_remembered() throws Exception {
        String sessionId;
        try (RtcClient caller = RtcClient.call(emulator)) {
            sessionId = caller.await("session.created").at("/session/id").stringValue();
            LiveClient sideband = LiveClient.connect(emulator, "?call_id=" + caller.id());
            sideband.await("session.created");
            caller.send(answerTo("hello"));
            caller.await("conversation.item.done");
            List<String> items =
                    emulator.conversation(sessionId)
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS);
            assertEquals(1, items.size());
            sideband.await("conversation.item.done");
        }
        emulator.close();
        List<String> lines = Files.readAllLines(record);
        assertTrue(
                lines.stream().anyMatch(l -> l.startsWith("{\"conn\":1,\"dir\":\"client\"")),
                lines::toString);
        assertEquals(
                2,
                lines.stream()
                        .filter(l -> l.contains("\"type\":\"conversation.item.done\""))
                        .count(),
                "once for the caller, once for its sideband");
    }

    @Test
    void closing_the_emulator_ends_its_calls() throws Exception {
        try (RtcClient caller = RtcClient.call(emulator)) {
            emulator.close();
            assertEquals(RtcException.Kind.CLOSED, caller.ended().kind());
        }
    }

    @Test
    void a_caller_that_never_comes_up_is_given_up() throws Exception {
        emulator.close();
        emulator = TestEngines.emulator().callSetUp(Duration.ofMillis(300)).start();
        assertEquals(201, RtcClient.offerOnly(emulator).statusCode());
        try (LiveClient witness = LiveClient.connect(emulator, "?model=gpt-realtime")) {
            witness.await("session.created");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (emulator.metrics().sessions() > 1) {
                assertTrue(System.nanoTime() < end, "the call is still there");
                // every answer takes a moment
                witness.send("{'type':'input_audio_buffer.clear'}");
                witness.await("input_audio_buffer.cleared");
            }
        }
    }
}
