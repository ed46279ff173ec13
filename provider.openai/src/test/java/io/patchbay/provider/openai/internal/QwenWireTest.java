package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * What DashScope's Qwen-Omni Realtime says that others do not. Source of the frames: the examples
 * of "Client events" and "Server events" of Alibaba Cloud Model Studio (documents 2922854 and
 * 2922855, of 23 October 2026), with other words in them; the older names of formats are those of
 * {@code com.alibaba:dashscope-sdk-java} 2.22.13, {@code OmniRealtimeAudioFormat}.
 */
class QwenWireTest {

    private final TestLine line = new TestLine("qwen").established();

    @ParameterizedTest
    @CsvSource({"pcm, pcm", "pcm16, pcm24"})
    void formats_are_names_that_mean_a_rate_each_way(String in, String out) {
        SessionConfig effective =
                updated(
                        """
                        {"object": "realtime.session", "model": "qwen3-omni-flash-realtime",
                         "modalities": ["text", "audio"], "voice": "Cherry",
                         "input_audio_format": "%s", "output_audio_format": "%s",
                         "input_audio_transcription": {"model": "qwen3-asr-flash-realtime"},
                         "turn_detection": {"type": "server_vad", "threshold": 0.5,
                           "prefix_padding_ms": 300, "silence_duration_ms": 800,
                           "create_response": true, "interrupt_response": true},
                         "enable_search": false, "search_options": {}, "tools": [],
                         "temperature": 0.8, "max_response_output_token": "inf",
                         "max_tokens": 16384, "top_k": 50, "seed": -1,
                         "id": "sess_Ov7GOXoNXhNjlxXtOGKQS"}
                        """
                                .formatted(in, out));

        assertEquals(AudioFormat.PCM16_16K, effective.value(ConfigField.INPUT_FORMAT).get());
        assertEquals(AudioFormat.PCM16_24K, effective.value(ConfigField.OUTPUT_FORMAT).get());
        assertEquals(
                new TurnDetection.ServerVad(0.5, 300, 800, null, true, true),
                effective.value(ConfigField.TURN_DETECTION).get());
        assertEquals(AudioFormat.PCM16_16K, line.codec.inputFormat());
    }

    private SessionConfig updated(String session) {
        List<TransportEvent> events =
                line.eventsOf("{\"type\":\"session.updated\",\"session\":" + session + "}");
        assertEquals(1, events.size(), events.toString());
        return ((TransportEvent.SessionUpdated) events.get(0)).config();
    }

    @Test
    void turns_by_meaning_are_asked_for_without_the_flags_that_always_hold() {
        line.codec.encode(
                Command.UpdateSession.of(
                        SessionConfig.builder()
                                .turnDetection(new TurnDetection.SemanticVad(null, true, true))
                                .build()));
        assertEquals(
                "{\"type\":\"semantic_vad\"}", sent().at("/session/turn_detection").toString());
    }

    @Test
    void turns_are_switched_off_by_null() {
        line.codec.encode(
                Command.UpdateSession.of(
                        SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build()));
        assertTrue(sent().at("/session/turn_detection").isNull());
    }

    private JsonNode sent() {
        return Json.parse("sent", line.sent.get(0));
    }

    @Test
    void of_a_transcript_that_is_told_again_and_again_only_what_is_certain_and_new_is_told() {
        StringBuilder told = new StringBuilder();
        String[][] steps = {
            {"", "Good"},
            {"", "Good mor"},
            {"Good ", "morning"},
            {"Good morning, ", ""},
            {"Good morning, ", "can"},
            {"Good morning, can you", ""}
        };
        for (String[] step : steps) {
            for (TransportEvent event :
                    line.eventsOf(
                            """
                            {"event_id": "event_1", "item_id": "item_1", "content_index": 0,
                             "type": "conversation.item.input_audio_transcription.delta",
                             "text": "%s", "stash": "%s", "language": "en",
                             "emotion": "neutral", "obfuscation": "ABEXGYmxdmc97u"}
                            """
                                    .formatted(step[0], step[1]))) {
                told.append(((TransportEvent.InputTranscriptDelta) event).delta());
            }
        }
        assertEquals("Good morning, can you", told.toString());
        assertEquals(
                List.of(
                        new TransportEvent.InputTranscriptDone(
                                "item_1", 0, "Good morning, can you?", null)),
                line.eventsOf(
                        """
                        {"event_id": "event_2", "item_id": "item_1", "content_index": 0,
                         "type": "conversation.item.input_audio_transcription.completed",
                         "transcript": "Good morning, can you?"}
                        """));
    }

    @Test
    void the_words_of_spoken_parts_stand_under_another_name() {
        List<TransportEvent> events =
                line.eventsOf(
                        """
                        {"event_id": "event_1", "type": "response.output_item.done",
                         "response_id": "resp_1", "output_index": 0,
                         "item": {"id": "item_1", "object": "realtime.item", "type": "message",
                           "status": "completed", "role": "assistant",
                           "content": [{"type": "audio", "text": "Hello there"}]}}
                        """);
        assertEquals(
                List.of(
                        new TransportEvent.OutputItemDone(
                                "resp_1",
                                0,
                                new Item.Message(
                                        "item_1",
                                        Role.ASSISTANT,
                                        List.of(
                                                new ContentPart.OutputAudio(
                                                        "Hello there", null, null)),
                                        ItemStatus.COMPLETED))),
                events);
    }

    @Test
    void a_call_is_made_and_its_output_is_all_that_goes_back() {
        line.receive(
                """
                {"event_id": "event_1", "type": "response.output_item.done",
                 "response_id": "resp_1", "output_index": 0,
                 "item": {"id": "item_1", "object": "realtime.item", "type": "function_call",
                   "status": "completed", "call_id": "call_bc0a7fb7235840f69ecfe4",
                   "name": "clock", "arguments": " {\\"zone\\": \\"UTC\\"}"}}
                """);
        Item.FunctionCall call =
                (Item.FunctionCall) ((TransportEvent.OutputItemDone) line.events.get(0)).item();
        assertEquals("call_bc0a7fb7235840f69ecfe4", call.callId());
        assertEquals(" {\"zone\": \"UTC\"}", call.arguments());

        line.codec.encode(
                Command.CreateItem.append(Item.FunctionCallOutput.of(call.callId(), "noon")));

        JsonNode item = sent().get("item");
        assertEquals("function_call_output", item.get("type").stringValue());
        assertEquals(call.callId(), item.get("call_id").stringValue());
        assertEquals("noon", item.get("output").stringValue());
        assertNull(item.get("object"));
    }

    @Test
    void what_an_answer_cost_is_read_with_its_details() {
        TransportEvent.ResponseDone done =
                (TransportEvent.ResponseDone)
                        line.eventsOf(
                                        """
                                        {"event_id": "event_1", "type": "response.done",
                                         "response": {"id": "resp_1",
                                           "object": "realtime.response",
                                           "conversation_id": "conv_1", "status": "completed",
                                           "modalities": ["text", "audio"], "voice": "Cherry",
                                           "output_audio_format": "pcm", "output": [],
                                           "usage": {"total_tokens": 377, "input_tokens": 336,
                                             "output_tokens": 41,
                                             "input_tokens_details":
                                               {"text_tokens": 228, "audio_tokens": 108},
                                             "output_tokens_details":
                                               {"text_tokens": 9, "audio_tokens": 32},
                                             "plugins": {"search":
                                               {"count": 1, "strategy": "agent"}}}}}
                                        """)
                                .get(0);
        var usage = Objects.requireNonNull(done.response().usage());
        assertEquals(336, usage.input().total());
        assertEquals(108, usage.input().audio());
        assertEquals(9, usage.output().text());
        assertEquals(32, usage.output().audio());
    }
}
