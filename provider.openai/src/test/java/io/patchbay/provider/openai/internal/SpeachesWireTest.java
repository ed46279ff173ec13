package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What Speaches says that others do not. Source of the frames: the types of {@code
 * speaches/types/realtime.py} and the routers of {@code speaches/realtime} in speaches-ai/speaches
 * (870e1e1), written as their serialiser writes them.
 */
class SpeachesWireTest {

    private final TestLine line = new TestLine("speaches").established();

    private JsonNode sent() {
        return Json.parse("sent", line.sent.get(0)).get("session");
    }

    /**
     * Its type of a detection has no member that may be missing: a part of one is dropped whole.
     */
    @Test
    void a_detection_is_always_told_whole() {
        line.codec.encode(
                Command.UpdateSession.of(
                        SessionConfig.builder()
                                .turnDetection(
                                        new TurnDetection.ServerVad(
                                                0.4, null, 700, null, false, null))
                                .build()));
        assertEquals(
                Json.parse(
                        "expected",
                        """
                        {"type": "server_vad", "threshold": 0.4, "silence_duration_ms": 700,
                         "create_response": false, "prefix_padding_ms": 0}
                        """),
                sent().get("turn_detection"));
    }

    @Test
    void its_formats_are_not_spoken_of() {
        line.codec.encode(
                Command.UpdateSession.of(
                        SessionConfig.builder()
                                .inputFormat(AudioFormat.PCM16_24K)
                                .outputFormat(AudioFormat.PCM16_24K)
                                .instructions("x")
                                .build()));
        assertEquals(List.of("instructions"), List.copyOf(sent().propertyNames()));
    }

    /** It says so each time a detection is set, and sets it. */
    @Test
    void its_complaint_about_the_padding_does_not_end_the_opening() {
        TestLine opening = new TestLine("speaches").opened();
        opening.receive("{\"type\":\"session.created\",\"session\":{\"id\":\"sess_1\"}}");
        opening.receive(
                """
                {"type": "error", "event_id": "event_1", "error": {
                   "type": "invalid_request_error", "code": null, "event_id": null,
                   "param": null, "message": "Specifying `session.turn_detection.prefix_padding_ms`\
                 is not supported."}}
                """);
        opening.receive("{\"type\":\"session.updated\",\"session\":{\"id\":\"sess_1\"}}");
        assertEquals(1, opening.ready);
        assertTrue(opening.failures.isEmpty());
    }

    @Test
    void an_answer_that_is_pushed_aside_without_a_word_ends() {
        line.receive(created("resp_1"));
        line.receive(
                """
                {"type": "response.output_item.added", "event_id": "event_2", "output_index": 0,
                 "response_id": "resp_1", "item": {"id": "item_1", "object": "realtime.item",
                   "status": "incomplete", "type": "message", "role": "assistant",
                   "content": []}}
                """);
        line.receive(
                """
                {"content_index": 0, "delta": "One mo", "event_id": "event_3",
                 "item_id": "item_1", "output_index": 0, "response_id": "resp_1",
                 "type": "response.audio_transcript.delta"}
                """);

        List<TransportEvent> events = line.eventsOf(created("resp_2"));

        Response first = ((TransportEvent.ResponseDone) events.get(events.size() - 2)).response();
        assertEquals("resp_1", first.id());
        assertEquals(Response.Status.CANCELLED, first.status());
        assertEquals("turn_detected", first.reason());
        Response second =
                ((TransportEvent.ResponseStarted) events.get(events.size() - 1)).response();
        assertEquals("resp_2", second.id());
    }

    /** An answer that begins is "incomplete" there. */
    private static String created(String id) {
        return """
                {"type": "response.created", "event_id": "event_1", "response": {"id": "%s",
                   "status": "incomplete", "output": [], "modalities": ["audio", "text"],
                   "object": "realtime.response"}}
                """
                .formatted(id);
    }

    @Test
    void the_call_of_a_tool_is_its_item() {
        line.receive(created("resp_1"));
        line.receive(
                """
                {"type": "response.output_item.added", "event_id": "event_2", "output_index": 0,
                 "response_id": "resp_1", "item": {"id": "item_1", "object": "realtime.item",
                   "status": "incomplete", "type": "function_call", "call_id": "call_1",
                   "name": "clock", "arguments": ""}}
                """);
        line.receive(
                """
                {"arguments": "{}", "call_id": "call_1", "event_id": "event_3",
                 "item_id": "item_1", "output_index": 0, "response_id": "resp_1",
                 "type": "response.function_call_arguments.done"}
                """);
        List<TransportEvent> events =
                line.eventsOf(
                        """
                        {"type": "response.output_item.done", "event_id": "event_4",
                         "output_index": 0, "response_id": "resp_1",
                         "item": {"id": "item_1", "object": "realtime.item",
                           "status": "completed", "type": "function_call",
                           "call_id": "call_1", "name": "clock", "arguments": "{}"}}
                        """);
        assertEquals(1, events.size());
        events =
                line.eventsOf(
                        """
                        {"type": "response.done", "event_id": "event_5",
                         "response": {"id": "resp_1", "status": "completed", "output": [],
                           "modalities": ["audio", "text"], "object": "realtime.response"}}
                        """);
        assertEquals(1, events.size());
        assertFalse(events.get(0) instanceof TransportEvent.OutputItemDone);
    }
}
