package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What StepFun says that others do not. Source of the frames: the examples of "Realtime, create
 * chat" on platform.stepfun.com (/docs/zh/api-reference/realtime/chat, autumn 2026), with other
 * words in them. That calls come as {@code response.output_item.done} is how StepFun's own console
 * reads them (stepfun-ai/Step-Realtime-Console, e1bf8c1, {@code client.js}).
 */
class StepFunWireTest {

    private final TestLine line = new TestLine("stepfun").established();

    private String kinds(String... frames) {
        StringBuilder told = new StringBuilder();
        for (String frame : frames) {
            for (TransportEvent event : line.eventsOf(frame.strip())) {
                told.append(event.getClass().getSimpleName()).append(' ');
            }
        }
        return told.toString().strip();
    }

    private static final String CREATED =
            """
            {"event_id": "event_3132", "type": "response.created",
             "response": {"id": "resp_001", "object": "realtime.response",
               "status": "in_progress", "status_details": null, "output": []}}
            """;
    private static final String ADDED =
            """
            {"event_id": "event_3334", "type": "response.output_item.added",
             "response_id": "resp_001", "output_index": 0,
             "item": {"id": "msg_007", "object": "realtime.item", "type": "message",
               "status": "in_progress", "role": "assistant", "content": []}}
            """;

    @Test
    void pieces_that_name_no_answer_belong_to_the_one_that_runs() {
        String told =
                kinds(
                        CREATED,
                        ADDED,
                        """
                        {"event_id":"event_bcd","type":"response.audio.delta",\
                        "item_id":"msg_007","delta":"AQIDBA=="}
                        """,
                        """
                        {"event_id": "event_bcd", "type": "response.audio_transcript.delta",
                         "item_id": "msg_007", "output_index": 0, "delta": "Hello"}
                        """);
        assertEquals("ResponseStarted OutputItemAdded TranscriptDelta", told);
        assertEquals(
                List.of(new TransportEvent.TranscriptDelta("resp_001", "msg_007", 0, "Hello")),
                line.events);
        assertEquals("resp_001", line.speech.get(0).responseId());
        assertEquals("msg_007", line.speech.get(0).itemId());
    }

    @Test
    void thoughts_are_passed_on_as_they_are_and_never_spoken() {
        List<TransportEvent> events =
                line.eventsOf(
                        """
                        {"event_id": "event_1", "type": "response.thinking.delta",
                         "response_id": "resp_001", "item_id": "msg_008", "output_index": 0,
                         "content_index": 0, "delta": "let me see"}
                        """);
        assertEquals(1, events.size());
        assertTrue(
                events.get(0) instanceof TransportEvent.Extension extension
                        && extension.type().equals("response.thinking.delta"));
    }

    @Test
    void an_answer_that_was_cancelled_says_so_in_a_word_of_its_own() {
        kinds(CREATED, ADDED);
        String told = kinds("{\"event_id\": \"e\", \"type\": \"response.cancelled\"}");
        assertEquals("TranscriptDone ItemDone OutputItemDone ResponseDone", told);
        Response response =
                ((TransportEvent.ResponseDone) line.events.get(line.events.size() - 1)).response();
        assertEquals("resp_001", response.id());
        assertEquals(Response.Status.CANCELLED, response.status());
    }

    @Test
    void a_call_that_is_an_item_is_made_once_and_one_that_is_none_is_made_too() {
        String call =
                """
                {"type": "response.function_call_arguments.done", "response_id": "resp_001",
                 "item_id": "msg_009", "call_id": "call_1", "name": "clock",
                 "arguments": "{}"}
                """;
        String item =
                """
                {"type": "response.output_item.%s", "response_id": "resp_001",
                 "output_index": 0, "item": {"id": "msg_009", "object": "realtime.item",
                   "type": "function_call", "status": "completed", "call_id": "call_1",
                   "name": "clock", "arguments": "{}"}}
                """;
        String done =
                """
                {"type": "response.done", "response": {"id": "resp_001",
                   "object": "realtime.response", "status": "completed", "output": []}}
                """;
        assertEquals(
                "ResponseStarted OutputItemAdded ArgumentsDone OutputItemDone ResponseDone",
                kinds(CREATED, item.formatted("added"), call, item.formatted("done"), done));
        assertEquals(
                "ResponseStarted OutputItemAdded ItemAdded ArgumentsDone ItemDone OutputItemDone"
                        + " ResponseDone",
                kinds(
                        CREATED.replace("001", "002"),
                        call.replace("001", "002"),
                        done.replace("001", "002")));
        Item output =
                ((TransportEvent.ResponseDone) line.events.get(line.events.size() - 1))
                        .response()
                        .output()
                        .get(0);
        assertEquals("call_1", ((Item.FunctionCall) output).callId());
    }

    @Test
    void what_was_typed_comes_back_under_another_name() {
        List<TransportEvent> events =
                line.eventsOf(
                        """
                        {"event_id": "event_bcd", "type": "conversation.item.created",
                         "previous_item_id": "msg_001",
                         "item": {"id": "msg_002", "object": "realtime.item", "type": "message",
                           "status": "completed", "role": "user",
                           "content": [{"type": "input_text", "transcript": "hi"}]}}
                        """);
        Item.Message item = (Item.Message) ((TransportEvent.ItemAdded) events.get(0)).item();
        assertEquals(List.of(new ContentPart.InputText("hi")), item.content());
    }

    @Test
    void its_own_threshold_of_energy_can_be_set() {
        SessionConfig change =
                SessionConfig.builder()
                        .turnDetection(
                                new TurnDetection.Extension(
                                        "{\"type\":\"server_vad\",\"energy_awakeness_threshold\":2500}",
                                        null,
                                        null))
                        .build();
        assertTrue(line.codec.plan(SessionConfig.EMPTY, change).rejected().isEmpty());
        line.codec.encode(Command.UpdateSession.of(change));
        assertEquals(
                2500,
                Json.parse("sent", line.sent.get(0))
                        .at("/session/turn_detection/energy_awakeness_threshold")
                        .intValue());
    }

    /** Whether it interrupts by itself nobody has written down: so the session cancels, too. */
    @Test
    void a_detection_answers_by_itself_and_leaves_open_whether_it_interrupts() {
        List<TransportEvent> events =
                line.eventsOf(
                        """
                        {"event_id": "event_def", "type": "session.updated",
                         "session": {"id": "sess_001", "object": "realtime.session",
                           "model": "step-1o-audio", "modalities": ["text", "audio"],
                           "voice": "linjiajiejie", "input_audio_format": "pcm16",
                           "output_audio_format": "pcm16",
                           "turn_detection": {"type": "server_vad", "prefix_padding_ms": 500},
                           "max_response_output_tokens": 4096}}
                        """);
        TurnDetection detection =
                ((TransportEvent.SessionUpdated) events.get(0))
                        .config()
                        .value(ConfigField.TURN_DETECTION)
                        .orElseThrow();
        assertEquals(true, detection.createResponse());
        assertNull(detection.interruptResponse());
    }
}
