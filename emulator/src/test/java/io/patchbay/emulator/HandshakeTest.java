package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.protocol.internal.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HandshakeTest {
    private Emulator emulator;

    @BeforeEach
    void start() throws IOException {
        emulator = TestEngines.emulator().start();
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private static int refusedWith(Emulator emulator, String query, String... headers) {
        CompletionException failure =
                assertThrows(
                        CompletionException.class,
                        () ->
                                LiveClient.connect(
                                        emulator,
                                        query,
                                        b -> {
                                            for (int i = 0; i < headers.length; i += 2) {
                                                b.header(headers[i], headers[i + 1]);
                                            }
                                            return b;
                                        }));
        return assertInstanceOf(WebSocketHandshakeException.class, failure.getCause())
                .getResponse()
                .statusCode();
    }

    @Test
    void any_key_opens_a_session_with_the_model_that_was_named() {
        try (LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime-mini")) {
            JsonNode session = client.await("session.created").path("session");
            assertEquals("gpt-realtime-mini", session.path("model").stringValue());
            assertEquals(emulator.sessionIds().get(0), session.path("id").stringValue());
        }
    }

    @Test
    void without_a_key_nobody_is_let_in() {
        assertEquals(401, refusedWith(emulator, "?model=gpt-realtime"));
    }

    @Test
    void a_wrong_key_is_refused_where_keys_are_set() throws IOException {
        EmulatorOptions options = EmulatorOptions.defaults().withKeys(Set.of("right"));
        try (Emulator strict = TestEngines.emulator().options(options).start()) {
            assertEquals(
                    401,
                    refusedWith(strict, "?model=gpt-realtime", "Authorization", "Bearer wrong"));
            LiveClient.connect(
                            strict,
                            "?model=gpt-realtime",
                            b -> b.header("Authorization", "Bearer right"))
                    .await("session.created");
        }
    }

    @Test
    void a_browser_brings_its_key_in_a_subprotocol_and_hears_realtime_back() {
        try (LiveClient client =
                LiveClient.connect(
                        emulator,
                        "?model=gpt-realtime",
                        b ->
                                b.subprotocols(
                                        "realtime",
                                        "openai-insecure-api-key.secret",
                                        "x-marker.1"))) {
            assertEquals("realtime", client.subprotocol());
            client.await("session.created");
        }
    }

    @Test
    void a_transcription_session_is_asked_for_by_intent() {
        try (LiveClient client = LiveClient.connect(emulator, "?intent=transcription")) {
            JsonNode session = client.await("session.created").path("session");
            assertEquals("transcription", session.path("type").stringValue());
        }
    }

    @Test
    void an_unknown_call_is_not_found() {
        assertEquals(404, refusedWith(emulator, "?call_id=rtc_x", "Authorization", "Bearer k"));
    }

    @Test
    void wrong_targets_open_and_are_then_refused_with_4000() {
        refused("?model=gpt-4o", "invalid_model");
        refused("", "invalid_model");
        refused("?intent=chat", "invalid_intent");
    }

    private void refused(String query, String code) {
        LiveClient client = LiveClient.connect(emulator, query);
        assertEquals(code, client.await("error").at("/error/code").stringValue());
        assertEquals(new LiveClient.Closed(4000, "invalid_request_error." + code), client.closed());
        assertEquals(1, client.seen().size());
    }

    @Test
    void the_beta_is_refused_by_header_and_by_subprotocol() {
        for (boolean header : new boolean[] {true, false}) {
            LiveClient client =
                    LiveClient.connect(
                            emulator,
                            "?model=gpt-realtime",
                            b -> {
                                b.header("Authorization", "Bearer k");
                                return header
                                        ? b.header("OpenAI-Beta", "realtime=v1")
                                        : b.subprotocols("realtime", "openai-beta.realtime-v1");
                            });
            assertEquals(
                    "beta_api_shape_disabled",
                    client.await("error").at("/error/code").stringValue());
            assertEquals(
                    new LiveClient.Closed(4000, "invalid_request_error.beta_api_shape_disabled"),
                    client.closed());
        }
    }

    @Test
    void any_model_is_taken_if_that_is_set() throws IOException {
        EmulatorOptions options = EmulatorOptions.defaults().withAnyModel(true);
        try (Emulator open = TestEngines.emulator().options(options).start();
                LiveClient client = LiveClient.connect(open, "?model=my-deployment")) {
            client.await("session.created");
        }
    }

    @Test
    void more_sessions_than_allowed_are_refused() throws IOException {
        EmulatorOptions options = EmulatorOptions.defaults().withMaxSessions(1);
        try (Emulator small = TestEngines.emulator().options(options).start();
                LiveClient first = LiveClient.connect(small, "?model=gpt-realtime")) {
            first.await("session.created");
            assertEquals(
                    429, refusedWith(small, "?model=gpt-realtime", "Authorization", "Bearer k"));
        }
    }

    @Test
    void refusals_are_json_in_the_shape_of_the_provider() throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(emulator.restUri() + "/nothing"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        assertEquals(404, answer.statusCode());
        assertEquals("unknown_url", Json.parse(answer.body()).at("/error/code").stringValue());
    }

    @Test
    void closing_the_emulator_closes_its_sessions_with_1001() {
        LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime");
        client.await("session.created");
        emulator.close();
        assertEquals(1001, client.closed().code());
    }

    @Test
    void a_client_that_leaves_is_forgotten() {
        LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime");
        client.await("session.created");
        client.close();
        client.closed();
        // the server answers the close before it forgets the session, on the same loop
        LiveClient other = LiveClient.connect(emulator, "?model=gpt-realtime");
        other.await("session.created");
        assertTrue(emulator.metrics().sessionsOpened() >= 2);
        other.close();
    }

    @Test
    void binary_frames_are_an_error_and_no_more() {
        LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime");
        client.await("session.created");
        client.sendBinary(new byte[] {1, 2});
        assertEquals("invalid_event", client.await("error").at("/error/code").stringValue());
        client.send("{'type':'input_audio_buffer.clear'}").await("input_audio_buffer.cleared");
        client.close();
    }

    @Test
    void a_subprotocol_that_was_not_offered_is_not_chosen() {
        LiveClient client = LiveClient.connect(emulator, "?model=gpt-realtime");
        assertEquals("", client.subprotocol());
        client.close();
    }
}
