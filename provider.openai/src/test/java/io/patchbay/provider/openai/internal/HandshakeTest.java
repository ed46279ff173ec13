package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Tracing;
import io.patchbay.api.transport.TransportEvent;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How a line begins. */
class HandshakeTest {

    private final TestLine line = new TestLine();

    @Test
    void the_opening_sends_the_defaults_of_the_reference() {
        line.opened();

        assertEquals(
                Json.parse(
                        "expected",
                        """
                        {"type": "realtime", "output_modalities": ["audio"],
                         "audio": {
                           "input": {
                             "format": {"type": "audio/pcm", "rate": 24000},
                             "transcription": {"model": "gpt-4o-mini-transcribe"},
                             "noise_reduction": null,
                             "turn_detection": {"type": "semantic_vad"}},
                           "output": {
                             "format": {"type": "audio/pcm", "rate": 24000},
                             "speed": 1.0}}}
                        """),
                sent(0).get("session"));
        assertEquals(1, line.sent.size());
    }

    @Test
    void the_opening_names_the_model_that_was_asked_for() {
        line.model = "gpt-realtime-mini";
        line.opened();

        assertEquals("gpt-realtime-mini", sent(0).at("/session/model").stringValue());
    }

    @Test
    void what_is_asked_for_wins_over_the_defaults() {
        line.config =
                SessionConfig.builder()
                        .instructions("Be brief.")
                        .clear(ConfigField.TURN_DETECTION)
                        .clear(ConfigField.TRANSCRIPTION)
                        .speed(1.25)
                        .build();
        line.opened();

        JsonNode session = sent(0).get("session");
        assertEquals("Be brief.", session.get("instructions").stringValue());
        assertTrue(session.at("/audio/input/turn_detection").isNull());
        assertTrue(session.at("/audio/input/transcription").isNull());
        assertEquals(1.25, session.at("/audio/output/speed").doubleValue());
    }

    @Test
    void the_line_is_ready_with_the_first_session_updated_and_only_once() {
        line.opened();
        line.receive("{\"type\":\"session.created\",\"session\":{\"id\":\"sess_1\"}}");
        assertEquals(0, line.ready);

        line.receive("{\"type\":\"session.updated\",\"session\":{}}");
        line.receive("{\"type\":\"session.updated\",\"session\":{}}");

        assertEquals(1, line.ready);
    }

    @Test
    void tracing_is_switched_on_once_the_session_exists() {
        line.opened();
        line.receive("{\"type\":\"session.created\",\"session\":{\"tracing\":null}}");

        assertEquals("auto", sent(1).at("/session/tracing").stringValue());
        assertEquals(2, sent(1).get("session").size());
    }

    @Test
    void tracing_that_came_with_the_token_is_left_alone_when_nobody_asks() {
        line.opened();
        line.receive(
                "{\"type\":\"session.created\",\"session\":{\"tracing\":{\"group_id\":\"g\"}}}");

        assertEquals(1, line.sent.size());
    }

    @Test
    void tracing_that_came_with_the_token_can_be_switched_off() { // hazard 26
        line.config = SessionConfig.builder().clear(ConfigField.TRACING).build();
        line.opened();
        line.receive(
                "{\"type\":\"session.created\",\"session\":{\"tracing\":{\"group_id\":\"g\"}}}");

        assertTrue(sent(1).at("/session/tracing").isNull());
        assertFalse(sent(0).get("session").has("tracing"));
    }

    @Test
    void named_tracing_is_sent_with_its_names() {
        line.config =
                SessionConfig.builder()
                        .set(ConfigField.TRACING, new Tracing.Named("desk", null, Map.of("a", "b")))
                        .build();
        line.opened();
        line.receive("{\"type\":\"session.created\",\"session\":{\"tracing\":null}}");

        assertEquals("desk", sent(1).at("/session/tracing/workflow_name").stringValue());
        assertEquals("b", sent(1).at("/session/tracing/metadata/a").stringValue());
    }

    @Test
    void a_refused_opening_fails_the_line_although_the_error_alone_would_not() {
        line.opened();
        line.receive(error("invalid_value", sent(0).get("event_id").stringValue()));

        assertEquals(Severity.FATAL, line.failures.get(0).severity());
        line.receive("{\"type\":\"session.updated\",\"session\":{}}");
        assertEquals(0, line.ready);
    }

    @Test
    void a_refused_tracing_does_not_fail_the_line() {
        line.opened();
        line.receive("{\"type\":\"session.created\",\"session\":{\"tracing\":null}}");
        line.receive(error("invalid_value", sent(1).get("event_id").stringValue()));
        line.receive("{\"type\":\"session.updated\",\"session\":{}}");

        assertTrue(line.failures.isEmpty());
        assertEquals(1, line.ready);
    }

    @Test
    void a_fatal_error_fails_the_line_at_any_time() {
        line.established();
        line.receive(error("insufficient_quota", "pb_x"));

        assertEquals(Severity.FATAL, line.failures.get(0).severity());
        assertTrue(line.events.get(0) instanceof TransportEvent.Error);
    }

    @Test
    void an_expired_session_is_a_lost_line() {
        line.established();
        line.receive(error("session_expired", null));

        assertEquals(Severity.LINE_LOST, line.failures.get(0).severity());
    }

    @Test
    void a_recoverable_error_names_its_command_and_leaves_the_line() {
        line.established();
        line.receive(error("response_cancel_not_active", "pb_7"));

        TransportEvent.Error error = (TransportEvent.Error) line.events.get(0);
        assertEquals("pb_7", error.error().commandId());
        assertEquals(Severity.RECOVERABLE, error.error().severity());
        assertTrue(line.failures.isEmpty());
    }

    @Test
    void a_voice_that_is_locked_wants_a_new_line() {
        line.established();
        line.receive(error("cannot_update_voice", "pb_7"));

        assertEquals(1, line.newLines.size());
    }

    private JsonNode sent(int index) {
        return Json.parse("sent", line.sent.get(index));
    }

    private static String error(String code, @org.jspecify.annotations.Nullable String eventId) {
        return "{\"type\":\"error\",\"event_id\":\"event_1\",\"error\":{\"type\":"
                + "\"invalid_request_error\",\"code\":\""
                + code
                + "\",\"message\":\"m\",\"event_id\":"
                + (eventId == null ? "null" : "\"" + eventId + "\"")
                + "}}";
    }
}
