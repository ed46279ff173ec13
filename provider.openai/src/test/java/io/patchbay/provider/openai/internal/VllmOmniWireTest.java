package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.ToolChoice;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * vLLM-Omni reads what clients send with the types of OpenAI's own package for Python, so that the
 * typed models of OpenAI's package for Java are its measure, too. Source of what it sends and
 * refuses: {@code vllm_omni/entrypoints/openai/realtime/connection.py} in vllm-project/vllm-omni
 * (2003b43).
 */
class VllmOmniWireTest {

    static Stream<Command> commands() {
        return Stream.of(
                Command.UpdateSession.of(
                        SessionConfig.builder()
                                .instructions("Be brief.")
                                .voice("Chelsie")
                                .maxOutputTokens(200)
                                .toolChoice(ToolChoice.AUTO)
                                .tools(
                                        List.of(
                                                new ToolDefinition.Function(
                                                        "clock", "x", "{\"type\":\"object\"}")))
                                .build()),
                Command.CommitAudio.now(),
                Command.ClearInputAudio.now(),
                Command.CreateItem.append(Item.Message.user("hello")),
                Command.CreateItem.append(Item.FunctionCallOutput.of("call_1", "noon")),
                Command.RetrieveItem.of("item_1"),
                Command.DeleteItem.of("item_1"),
                Command.TruncateItem.of("item_1", 0, 320),
                Command.CreateResponse.of(ResponseOptions.DEFAULT),
                Command.CreateResponse.of(ResponseOptions.instructions("Say hello.")),
                Command.CancelResponse.of("resp_1"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void what_it_is_sent_is_valid_by_the_types_that_it_reads_with(Command command)
            throws Exception {
        TestLine line = new TestLine("vllm-omni").opened();
        assertNotNull(TypedModels.conforming(line.sent.get(0)));
        line.sent.clear();

        line.codec.encode(command);

        assertNotNull(TypedModels.conforming(line.sent.get(0)));
    }

    @Test
    void a_picture_is_refused_before_it_is_sent() {
        TestLine line = new TestLine("vllm-omni").established();
        Item picture =
                new Item.Message(
                        "i",
                        Role.USER,
                        List.of(new ContentPart.InputImage("data:image/png;base64,AA==", null)),
                        ItemStatus.COMPLETED);
        assertThrows(
                UnsupportedOperationException.class,
                () -> line.codec.encode(Command.CreateItem.append(picture)));
    }

    /** Its parts carry all members at once, and the caller's item is empty where it was sound. */
    @Test
    void an_answer_to_a_spoken_turn_is_read() {
        TestLine line = new TestLine("vllm-omni").established();
        StringBuilder told = new StringBuilder();
        for (String frame :
                List.of(
                        """
                        {"event_id": "evt_1", "type": "input_audio_buffer.speech_started",
                         "audio_start_ms": 0, "item_id": "item_1"}
                        """,
                        """
                        {"event_id": "evt_2", "type": "input_audio_buffer.speech_stopped",
                         "audio_end_ms": 900, "item_id": "item_1"}
                        """,
                        """
                        {"event_id": "evt_3", "type": "input_audio_buffer.committed",
                         "item_id": "item_1"}
                        """,
                        """
                        {"event_id": "evt_4", "type": "conversation.item.added",
                         "previous_item_id": null, "item": {"type": "message", "role": "user",
                           "status": "completed", "id": "item_1", "object": "realtime.item",
                           "content": []}}
                        """,
                        """
                        {"event_id": "evt_5", "type": "response.created", "response":
                          {"id": "resp_1", "object": "realtime.response",
                           "status": "in_progress", "output": [], "conversation_id": "conv_1",
                           "output_modalities": ["audio"], "max_output_tokens": "inf"}}
                        """,
                        """
                        {"event_id": "evt_6", "type": "response.content_part.added",
                         "response_id": "resp_1", "item_id": "item_2", "output_index": 0,
                         "content_index": 0, "part": {"type": "audio", "text": "",
                           "audio": "", "transcript": ""}}
                        """,
                        """
                        {"event_id": "evt_7", "type": "response.done", "response":
                          {"id": "resp_1", "object": "realtime.response",
                           "status": "cancelled", "output": [], "conversation_id": "conv_1",
                           "status_details": {"type": "cancelled",
                             "reason": "client_cancelled"},
                           "output_modalities": ["audio"], "max_output_tokens": "inf"}}
                        """)) {
            for (TransportEvent event : line.eventsOf(frame)) {
                told.append(event.getClass().getSimpleName()).append(' ');
            }
        }
        assertEquals(
                "SpeechStarted SpeechStopped InputCommitted ItemAdded ResponseStarted"
                        + " ContentPartAdded ResponseDone ",
                told.toString());
        Response response = ((TransportEvent.ResponseDone) line.events.get(0)).response();
        assertEquals(Response.Status.CANCELLED, response.status());
    }
}
