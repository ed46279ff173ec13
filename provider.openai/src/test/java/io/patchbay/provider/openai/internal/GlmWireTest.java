package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * What GLM-Realtime says that others do not. Sources of the frames: the AsyncAPI document of
 * GLM-Realtime (docs.bigmodel.cn, of 11 July 2026), and the examples of {@code
 * GLM-Realtime-doc-for-llm.md} and {@code golang/samples/files} in MetaGLM/glm-realtime-sdk
 * (f2df409), with other words in them.
 */
class GlmWireTest {

    private final TestLine line = new TestLine("glm").established();

    private JsonNode sent(int index) {
        return Json.parse("sent", line.sent.get(index));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 640, 641, 8_192})
    void every_piece_of_sound_is_a_wav_file_of_its_own(int length) {
        byte[] sound = new byte[length];
        for (int i = 0; i < length; i++) {
            sound[i] = (byte) (i * 7);
        }

        assertTrue(line.codec.encodeAudio(ByteBuffer.wrap(sound)));
        assertTrue(line.codec.encodeAudio(ByteBuffer.wrap(sound)));

        for (int i = 0; i < 2; i++) {
            assertEquals("input_audio_buffer.append", sent(i).get("type").stringValue());
            byte[] file = Base64.getDecoder().decode(sent(i).get("audio").stringValue());
            ByteBuffer wav = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            assertEquals("RIFF", ascii(file, 0));
            assertEquals(file.length - 8, wav.getInt(4));
            assertEquals("WAVE", ascii(file, 8));
            assertEquals("fmt ", ascii(file, 12));
            assertEquals(16, wav.getInt(16));
            assertEquals(1, wav.getShort(20), "PCM");
            assertEquals(1, wav.getShort(22), "mono");
            assertEquals(16_000, wav.getInt(24));
            assertEquals(32_000, wav.getInt(28));
            assertEquals(2, wav.getShort(32));
            assertEquals(16, wav.getShort(34));
            assertEquals("data", ascii(file, 36));
            assertEquals(length, wav.getInt(40));
            assertArrayEquals(sound, Arrays.copyOfRange(file, 44, file.length));
        }
    }

    private static String ascii(byte[] file, int at) {
        return new String(file, at, 4, StandardCharsets.US_ASCII);
    }

    @Test
    void a_piece_over_the_bound_becomes_several_files() {
        ByteBuffer sound = ByteBuffer.allocate(Profile.MAX_APPEND);
        assertTrue(line.codec.encodeAudio(sound));
        assertEquals(2, line.sent.size());
        assertTrue(line.sent.get(0).startsWith("{\"type\":\"input_audio_buffer.append\""));
        assertEquals(0, sound.remaining());
    }

    @Test
    void a_change_of_tools_says_again_how_turns_are_taken() {
        SessionConfig tools =
                SessionConfig.builder()
                        .tools(List.of(new ToolDefinition.Function("clock", "x", "{}")))
                        .build();

        line.codec.encode(Command.UpdateSession.of(tools));

        JsonNode session = sent(0).get("session");
        assertEquals("server_vad", session.at("/turn_detection/type").stringValue());
        assertEquals("wav", session.get("input_audio_format").stringValue());
        assertEquals("pcm", session.get("output_audio_format").stringValue());
        assertEquals("audio", session.at("/beta_fields/chat_mode").stringValue());
        assertEquals("clock", session.at("/tools/0/name").stringValue());
        assertFalse(session.has("instructions"));
    }

    @Test
    void what_was_said_last_about_turns_is_what_stands() {
        line.codec.encode(
                Command.UpdateSession.of(
                        SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build()));
        line.codec.encode(
                Command.UpdateSession.of(SessionConfig.builder().instructions("x").build()));

        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "{\"type\":\"client_vad\"}", sent(i).at("/session/turn_detection").toString());
        }
    }

    @Test
    void the_application_decides_what_fields_of_its_own_stand() {
        line.codec.encode(
                Command.UpdateSession.of(
                        SessionConfig.builder()
                                .providerData(
                                        "{\"beta_fields\":{\"chat_mode\":\"audio\",\"auto_search\":false}}")
                                .build()));
        line.codec.encode(
                Command.UpdateSession.of(SessionConfig.builder().instructions("x").build()));
        assertFalse(sent(1).at("/session/beta_fields/auto_search").booleanValue());
        assertFalse(sent(1).at("/session/beta_fields").has("tts_source"));
    }

    @Test
    void a_detection_without_flags_answers_and_interrupts_and_client_vad_is_none() {
        TurnDetection server = (TurnDetection) detection("{\"type\":\"server_vad\"}");
        assertEquals(true, server.createResponse());
        assertEquals(true, server.interruptResponse());
        assertEquals(
                SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build(),
                effective("{\"turn_detection\":{\"type\":\"client_vad\"}}"));
    }

    private Object detection(String json) {
        return effective("{\"turn_detection\":" + json + "}")
                .value(ConfigField.TURN_DETECTION)
                .orElseThrow();
    }

    private SessionConfig effective(String session) {
        List<TransportEvent> events =
                line.eventsOf("{\"type\":\"session.updated\",\"session\":" + session + "}");
        return ((TransportEvent.SessionUpdated) events.get(0)).config();
    }

    @Test
    void a_turn_of_the_caller_needs_no_item_before_it_is_committed() {
        assertEquals(
                List.of(new TransportEvent.SpeechStarted(null, 0)),
                line.eventsOf(
                        """
                        {"event_id": "event7e2c", "type": "input_audio_buffer.speech_started"}
                        """));
        assertEquals(
                List.of(new TransportEvent.SpeechStopped(null, 0)),
                line.eventsOf(
                        """
                        {"event_id": "evente558", "type": "input_audio_buffer.speech_stopped"}
                        """));
        assertTrue(
                line.eventsOf(
                                                """
                                        {"event_id": "event19d7", "item_id": "item0f49",
                                         "type": "input_audio_buffer.committed"}
                                        """)
                                        .get(0)
                                instanceof TransportEvent.InputCommitted committed
                        && committed.itemId().equals("item0f49"));
        List<TransportEvent> created =
                line.eventsOf(
                        """
                        {"event_id": "event29f1", "type": "conversation.item.created",
                         "item": {"id": "item0f49", "object": "realtime.item", "type": "message",
                           "status": "completed", "role": "user",
                           "content": [{"type": "input_audio", "transcript": null}]}}
                        """);
        assertTrue(created.get(0) instanceof TransportEvent.ItemAdded);
        assertTrue(created.get(1) instanceof TransportEvent.ItemDone);
    }

    @Test
    void an_answer_without_items_gets_one() {
        StringBuilder told = new StringBuilder();
        tell(
                told,
                """
                {"event_id": "eventc385", "type": "response.created",
                 "client_timestamp": 1739001414866,
                 "response": {"object": "realtime.response", "id": "resp_1",
                   "status": "in_progress",
                   "usage": {"total_tokens": 0, "input_tokens": 0, "output_tokens": 0}}}
                """,
                """
                {"event_id": "event2dfd", "type": "response.audio_transcript.delta",
                 "client_timestamp": 1737454110889, "response_id": "resp_1", "output_index": 0,
                 "content_index": 0, "delta": "Good "}
                """,
                """
                {"event_id":"event89a3","type":"response.audio.delta","client_timestamp":1,\
                "response_id":"resp_1","output_index":0,"content_index":0,"delta":"AQIDBA=="}
                """,
                """
                {"event_id": "event2dfe", "type": "response.audio_transcript.delta",
                 "client_timestamp": 1737454110890, "response_id": "resp_1", "output_index": 0,
                 "content_index": 0, "delta": "day"}
                """,
                """
                {"event_id": "eventb94f", "type": "response.done",
                 "client_timestamp": 1739001415611,
                 "response": {"id": "resp_1", "status": "completed",
                   "usage": {"total_tokens": 5, "input_tokens": 3, "output_tokens": 2,
                     "input_token_details": {"text_tokens": 0, "audio_tokens": 3},
                     "output_token_details": {"text_tokens": 0, "audio_tokens": 2}}}}
                """);

        assertEquals(
                "ResponseStarted OutputItemAdded ItemAdded TranscriptDelta TranscriptDelta"
                        + " TranscriptDone ItemDone OutputItemDone ResponseDone ",
                told.toString());
        TestLine.Heard heard = line.speech.get(0);
        assertEquals("resp_1", heard.responseId());
        assertEquals("resp_1_said", heard.itemId());
        assertEquals(AudioFormat.PCM16_24K, heard.clip().format());
        TransportEvent.ResponseDone done =
                (TransportEvent.ResponseDone) line.events.get(line.events.size() - 1);
        Item.Message said = (Item.Message) done.response().output().get(0);
        assertEquals("resp_1_said", said.id());
        assertEquals("Good day", ((ContentPart.OutputAudio) said.content().get(0)).transcript());
        assertEquals(3, Objects.requireNonNull(done.response().usage()).input().audio());
    }

    /** Adds the kinds of what was told of these frames; the last frame's events stay. */
    private void tell(StringBuilder told, String... frames) {
        for (String frame : frames) {
            for (TransportEvent event : line.eventsOf(frame.strip())) {
                told.append(event.getClass().getSimpleName()).append(' ');
            }
        }
    }

    @Test
    void sound_that_comes_first_brings_the_item() {
        StringBuilder told = new StringBuilder();
        tell(
                told,
                "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}",
                "{\"type\":\"response.audio.delta\",\"response_id\":\"resp_1\",\"delta\":\"AAAA\"}",
                "{\"type\":\"response.audio.delta\",\"response_id\":\"resp_1\",\"delta\":\"AAAA\"}");
        assertEquals("ResponseStarted OutputItemAdded ItemAdded ", told.toString());
        assertEquals("resp_1_said", line.speech.get(0).itemId());
    }

    @Test
    void an_answer_whose_events_name_their_items_is_told_as_it_came() {
        StringBuilder told = new StringBuilder();
        tell(
                told,
                "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}",
                """
                {"type": "response.output_item.added", "response_id": "resp_1",
                 "output_index": 0, "item": {"id": "item_1", "type": "message",
                   "role": "assistant", "status": "in_progress", "content": []}}
                """,
                """
                {"type":"response.audio.delta","response_id":"resp_1","item_id":"item_1",\
                "output_index":0,"content_index":0,"delta":"AQIDBA=="}
                """,
                """
                {"type": "response.audio_transcript.done", "response_id": "resp_1",
                 "item_id": "item_1", "output_index": 0, "content_index": 0,
                 "transcript": "Hello"}
                """,
                """
                {"type": "response.output_item.done", "response_id": "resp_1",
                 "output_index": 0, "item": {"id": "item_1", "type": "message",
                   "role": "assistant", "status": "completed",
                   "content": [{"type": "audio", "transcript": "Hello"}]}}
                """,
                """
                {"type": "response.done", "response": {"id": "resp_1",
                   "object": "realtime.response", "status": "completed"}}
                """);
        assertEquals(
                "ResponseStarted OutputItemAdded TranscriptDone OutputItemDone ResponseDone ",
                told.toString());
        assertEquals("item_1", line.speech.get(0).itemId());
    }

    @Test
    void two_calls_without_ids_are_told_apart_and_their_outputs_name_none() {
        StringBuilder told = new StringBuilder();
        tell(told, "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}");
        for (String city : List.of("Rome", "Oslo")) {
            tell(
                    told,
                    """
                    {"event_id": "event598e", "type": "response.function_call_arguments.done",
                     "client_timestamp": 1737454330410, "response_id": "resp_1",
                     "output_index": 0, "arguments": "{\\"city\\": \\"%s\\"}",
                     "name": "weather"}
                    """
                            .formatted(city));
        }
        tell(
                told,
                "{\"type\":\"response.done\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\"}}");

        assertEquals(
                "ResponseStarted"
                        + " OutputItemAdded ItemAdded ArgumentsDone".repeat(2)
                        + " ItemDone OutputItemDone".repeat(2)
                        + " ResponseDone ",
                told.toString());
        List<Item.FunctionCall> calls =
                line.events.stream()
                        .filter(TransportEvent.OutputItemDone.class::isInstance)
                        .map(e -> (Item.FunctionCall) ((TransportEvent.OutputItemDone) e).item())
                        .toList();
        assertEquals("{\"city\": \"Rome\"}", calls.get(0).arguments());
        assertEquals("weather", calls.get(1).name());
        assertFalse(calls.get(0).callId().equals(calls.get(1).callId()));
        assertFalse(calls.get(0).id().equals(calls.get(1).id()));

        line.codec.encode(
                Command.CreateItem.append(
                        Item.FunctionCallOutput.of(calls.get(0).callId(), "sunny")));

        assertEquals(
                Json.parse(
                        "expected",
                        """
                        {"type": "function_call_output", "output": "sunny",
                         "object": "realtime.item"}
                        """),
                sent(0).get("item"));
    }

    @Test
    void an_answer_that_is_cancelled_ends_once() {
        StringBuilder told = new StringBuilder();
        tell(
                told,
                "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}",
                "{\"type\":\"response.audio.delta\",\"response_id\":\"resp_1\",\"delta\":\"AAAA\"}",
                """
                {"event_id": "e", "type": "response.cancelled",
                 "response": {"id": "resp_1", "object": "realtime.response",
                   "status": "cancelled"}}
                """);
        TransportEvent.ResponseDone done =
                (TransportEvent.ResponseDone) line.events.get(line.events.size() - 1);
        assertEquals(Response.Status.CANCELLED, done.response().status());
        assertTrue(
                line.eventsOf(
                                """
                                {"type": "response.done", "response": {"id": "resp_1",
                                   "status": "cancelled"}}
                                """)
                        .isEmpty());
    }

    @Test
    void its_heartbeat_is_nobodys_business() {
        assertTrue(line.eventsOf("{\"type\": \"heartbeat\"}").isEmpty());
    }
}
