package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.protocol.internal.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RestTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final MovableClock clock = new MovableClock();
    private @TempDir Path folder;
    private Emulator emulator;

    /** A clock that the test moves. */
    private static final class MovableClock extends Clock {
        private volatile Instant now = Instant.parse("2026-11-01T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeEach
    void start() throws IOException {
        emulator =
                TestEngines.emulator()
                        .options(
                                EmulatorOptions.defaults()
                                        .withPace(0)
                                        .withRecord(folder.resolve("events.jsonl")))
                        .clock(clock)
                        .start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + emulator.port() + path))
                        .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> secret(String body) throws IOException, InterruptedException {
        return post("/v1/realtime/client_secrets", body, "Authorization", "Bearer k");
    }

    private static String code(HttpResponse<String> answer) {
        return Json.parse(answer.body()).at("/error/code").stringValue("");
    }

    @Test
    void a_client_secret_opens_sessions_with_its_settings_until_it_expires() throws Exception {
        JsonNode answer =
                Json.parse(
                        secret(
                                        "{'expires_after':{'anchor':'created_at','seconds':60},'session':{'type':"
                                                + "'realtime','model':'gpt-realtime','instructions':'Be kind.'}}")
                                .body());
        String value = answer.path("value").stringValue();
        assertTrue(value.startsWith("ek_"));
        assertEquals(clock.instant().getEpochSecond() + 60, answer.path("expires_at").longValue());
        assertEquals("Be kind.", answer.at("/session/instructions").stringValue());
        assertEquals(0, answer.at("/session/expires_at").longValue());
        for (int i = 0; i < 2; i++) {
            try (LiveClient client = with(value)) {
                assertEquals(
                        "Be kind.",
                        client.await("session.created").at("/session/instructions").stringValue());
            }
        }
        clock.now = clock.now.plusSeconds(60);
        assertThrows(CompletionException.class, () -> with(value));
    }

    private LiveClient with(String key) {
        return LiveClient.connect(
                emulator, "?model=gpt-realtime", b -> b.header("Authorization", "Bearer " + key));
    }

    @Test
    void a_secret_may_be_for_transcription() throws Exception {
        String value =
                Json.parse(
                                secret(
                                                "{'session':{'type':'transcription','audio':{'input':{'transcription':"
                                                        + "{'model':'whisper-1','language':'en'}}}}}")
                                        .body())
                        .path("value")
                        .stringValue();
        try (LiveClient client =
                LiveClient.connect(
                        emulator,
                        "?intent=transcription",
                        b -> b.header("Authorization", "Bearer " + value))) {
            assertEquals(
                    "en",
                    client.await("session.created")
                            .at("/session/audio/input/transcription/language")
                            .stringValue());
        }
    }

    @Test
    void secrets_without_settings_last_ten_minutes() throws Exception {
        JsonNode answer = Json.parse(secret("{}").body());
        assertEquals(clock.instant().getEpochSecond() + 600, answer.path("expires_at").longValue());
    }

    @Test
    void wrong_bodies_are_refused_with_the_place_of_the_fault() throws Exception {
        HttpResponse<String> answer = secret("{'expires_after':{'seconds':5}}");
        assertEquals(400, answer.statusCode());
        assertEquals(
                "expires_after.seconds",
                Json.parse(answer.body()).at("/error/param").stringValue());
        assertEquals("missing_required_parameter", code(secret("{'session':{}}")));
        assertEquals("invalid_json", code(secret("{")));
        assertEquals(401, post("/v1/realtime/client_secrets", "{}").statusCode());
    }

    @Test
    void there_are_no_calls_to_control() throws Exception {
        for (String verb : List.of("accept", "reject", "refer", "hangup")) {
            HttpResponse<String> answer =
                    post("/v1/realtime/calls/rtc_1/" + verb, "{}", "Authorization", "Bearer k");
            assertEquals(404, answer.statusCode());
            assertEquals("call_id_not_found", code(answer));
        }
    }

    @Test
    void pages_of_any_origin_may_call() throws Exception {
        HttpResponse<String> preflight =
                http.send(
                        HttpRequest.newBuilder(URI.create(emulator.restUri() + "/realtime/calls"))
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                                .header("Origin", "https://page.example")
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertEquals(204, preflight.statusCode());
        assertEquals("*", preflight.headers().firstValue("access-control-allow-origin").orElse(""));
        assertTrue(
                preflight
                        .headers()
                        .firstValue("access-control-allow-headers")
                        .orElse("")
                        .contains("Authorization"));
        assertEquals(
                "*", secret("{}").headers().firstValue("access-control-allow-origin").orElse(""));
    }

    @Test
    void faults_are_injected_over_rest() throws Exception {
        try (LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime")) {
            client.await("session.created");
            HttpResponse<String> answer = fault("{'fault':'fail_response','code':'server_error'}");
            assertEquals("{\"sessions\":1}", answer.body());
            client.send("{'type':'response.create'}");
            assertEquals(
                    "failed", client.await("response.done").at("/response/status").stringValue());
            fault("{'fault':'expire'}");
            assertEquals("session_expired", client.await("error").at("/error/code").stringValue());
            assertEquals(1001, client.closed().code());
        }
    }

    private HttpResponse<String> fault(String body) throws IOException, InterruptedException {
        return post("/emulator/faults", body, "Content-Type", "application/json");
    }

    @Test
    void the_next_handshake_is_refused_on_purpose() throws Exception {
        fault("{'fault':'refuse_connection','status':503}");
        assertThrows(
                CompletionException.class,
                () -> LiveClient.connect(emulator, "?model=gpt-realtime"));
        LiveClient.connect(emulator, "?model=gpt-realtime").await("session.created");
    }

    @Test
    void the_line_of_the_next_session_drops() throws Exception {
        fault("{'fault':'drop','session':'next'}");
        LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime");
        assertEquals(1006, client.closed().code());
    }

    @Test
    void pages_in_a_browser_and_wrong_bodies_steer_nothing() throws Exception {
        assertEquals(
                403,
                post(
                                "/emulator/faults",
                                "{'fault':'expire'}",
                                "Content-Type",
                                "application/json",
                                "Origin",
                                "http://evil.example")
                        .statusCode());
        assertEquals(
                415, post("/emulator/faults", "{}", "Content-Type", "text/plain").statusCode());
        assertEquals("invalid_value", code(fault("{'fault':'explode'}")));
        assertEquals("invalid_value", code(fault("{'fault':'close','code':1005}")));
        assertEquals("session_not_found", code(fault("{'fault':'expire','session':'sess_x'}")));
    }

    @Test
    void figures_are_counted() throws Exception {
        try (LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime")) {
            client.send("{'type':'response.create'}").await("response.done");
            client.send("{'type':'nope'}").await("error");
        }
        JsonNode figures =
                Json.parse(
                        http.send(
                                        HttpRequest.newBuilder(
                                                        URI.create(
                                                                "http://127.0.0.1:"
                                                                        + emulator.port()
                                                                        + "/emulator/metrics"))
                                                .build(),
                                        HttpResponse.BodyHandlers.ofString())
                                .body());
        assertEquals(1, figures.path("responses").intValue());
        assertEquals(1, figures.path("errors").intValue());
        assertTrue(figures.path("audio_millis_out").longValue() > 500);
    }

    @Test
    void everything_is_recorded_but_keys() throws Exception {
        LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime");
        client.await("session.created");
        client.send(
                "{'type':'session.update','session':{'type':'realtime','tools':[{'type':'mcp','server_label':"
                        + "'s','server_url':'https://s.example','authorization':'hush-1','headers':{'x':'hush-2'}}]}}");
        client.await("session.updated");
        client.send("no json");
        client.await("error");
        emulator.close();
        List<String> lines = Files.readAllLines(folder.resolve("events.jsonl"));
        String all = String.join("\n", lines);
        assertFalse(all.contains("hush") || all.contains("test-key"), all);
        JsonNode first = Json.parse(lines.get(0));
        assertEquals(1, first.path("conn").intValue());
        assertEquals("server", first.path("dir").stringValue());
        assertEquals("session.created", first.at("/event/type").stringValue());
        assertTrue(
                lines.stream()
                        .map(Json::parse)
                        .anyMatch(
                                line ->
                                        "client".equals(line.path("dir").stringValue())
                                                && "session.update"
                                                        .equals(
                                                                line.at("/event/type")
                                                                        .stringValue(""))));
        assertTrue(
                lines.stream()
                        .map(Json::parse)
                        .anyMatch(l -> "no json".equals(l.path("event").stringValue(""))));
    }

    @Test
    void an_emulator_does_not_start_on_a_port_that_is_taken() {
        assertThrows(
                IOException.class,
                () ->
                        TestEngines.emulator()
                                .options(EmulatorOptions.defaults().withPort(emulator.port()))
                                .start());
        assertEquals(Duration.ofMinutes(60), EmulatorOptions.defaults().maxSession());
    }
}
