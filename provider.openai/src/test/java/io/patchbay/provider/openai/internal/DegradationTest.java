package io.patchbay.provider.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Response;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Known events with surprising content, constructed after the cases that the reference SDK drops.
 */
class DegradationTest {

    private final TestLine line = new TestLine().established();

    private Item added(String item) {
        List<TransportEvent> events =
                line.eventsOf("{\"type\":\"conversation.item.added\",\"item\":" + item + "}");
        return ((TransportEvent.ItemAdded) events.get(0)).item();
    }

    @Test
    void a_message_keeps_its_pictures_and_its_unknown_parts() { // hazard 7
        Item.Message message =
                (Item.Message)
                        added(
                                """
                                {"id":"i","type":"message","role":"user","content":[
                                 {"type":"input_text","text":"look"},
                                 {"type":"input_image","image_url":"data:image/png;base64,AA"},
                                 {"type":"input_video","url":"x"}]}
                                """);
        assertEquals(3, message.content().size());
        assertTrue(message.content().get(1) instanceof ContentPart.InputImage);
        assertTrue(message.content().get(2) instanceof ContentPart.Extension);
        assertEquals(1, line.events.size());
    }

    @Test
    void an_unknown_role_or_kind_is_kept_as_it_came() {
        assertTrue(
                added("{\"id\":\"i\",\"type\":\"message\",\"role\":\"developer\",\"content\":[]}")
                                instanceof Item.Extension e
                        && e.type().equals("message")
                        && e.id().equals("i"));
        assertTrue(
                added("{\"id\":\"i\",\"type\":\"web_search_call\"}") instanceof Item.Extension e
                        && e.type().equals("web_search_call"));
    }

    @Test
    void a_list_of_tools_without_descriptions_is_a_list() { // hazard 7
        Item item =
                added(
                        "{\"id\":\"i\",\"type\":\"mcp_list_tools\",\"server_label\":\"s\",\"tools\":"
                                + "[{\"name\":\"t\",\"input_schema\":{},\"description\":null}]}");
        assertTrue(((Item.McpListTools) item).toolsJson().contains("\"t\""));
    }

    @Test
    void null_transcripts_and_missing_content_do_no_harm() { // hazards 6, 23
        Item.Message message =
                (Item.Message)
                        added(
                                "{\"id\":\"i\",\"type\":\"message\",\"role\":\"user\",\"content\":"
                                        + "[{\"type\":\"input_audio\",\"transcript\":null},"
                                        + "{\"type\":\"input_audio\"}]}");
        assertNull(((ContentPart.InputAudio) message.content().get(0)).transcript());
        assertNull(((ContentPart.InputAudio) message.content().get(1)).transcript());
        assertTrue(
                ((Item.Message) added("{\"id\":\"i\",\"type\":\"message\",\"role\":\"assistant\"}"))
                        .content()
                        .isEmpty());
        assertEquals(
                new TransportEvent.InputTranscriptDone("i", 0, "", null),
                line.eventsOf(
                                "{\"type\":\"conversation.item.input_audio_transcription.completed\","
                                        + "\"item_id\":\"i\",\"transcript\":null}")
                        .get(0));
    }

    @Test
    void a_call_without_output_or_status_is_a_call() {
        assertNull(
                ((Item.McpCall)
                                added(
                                        "{\"id\":\"i\",\"type\":\"mcp_call\",\"name\":\"n\","
                                                + "\"arguments\":\"\",\"server_label\":\"s\"}"))
                        .output());
        TransportEvent done =
                line.eventsOf(
                                "{\"type\":\"response.output_item.done\",\"response_id\":\"r\","
                                        + "\"item\":{\"id\":\"i\",\"type\":\"function_call\","
                                        + "\"name\":\"f\",\"call_id\":\"c\",\"arguments\":\"{}\"}}")
                        .get(0);
        assertEquals(ItemStatus.COMPLETED, ((TransportEvent.OutputItemDone) done).item().status());
    }

    @Test
    void a_field_of_the_wrong_kind_is_named_and_the_rest_arrives() {
        List<TransportEvent> events =
                line.eventsOf(
                        "{\"type\":\"response.output_text.done\",\"response_id\":7,\"item_id\":\"i\","
                                + "\"content_index\":\"x\",\"text\":\"t\"}");
        assertEquals(new TransportEvent.TextDone("", "i", 0, "t"), events.get(0));
        TransportEvent.Rejected rejected = (TransportEvent.Rejected) events.get(1);
        assertTrue(rejected.why().contains("response_id"), rejected.why());
        assertTrue(rejected.why().contains("content_index"), rejected.why());
    }

    @Test
    void a_session_with_odd_fields_still_shows_the_others_and_makes_the_line_ready() {
        TestLine fresh = new TestLine().opened();
        List<TransportEvent> events =
                fresh.eventsOf(
                        "{\"type\":\"session.updated\",\"session\":{\"instructions\":\"x\","
                                + "\"max_output_tokens\":\"many\",\"audio\":{\"input\":{\"format\":"
                                + "{\"type\":\"audio/mp3\"},\"turn_detection\":null},\"output\":"
                                + "{\"voice\":{\"id\":\"v\"}}},\"tools\":[{\"type\":\"function\","
                                + "\"name\":\"bad name\"},{\"type\":\"function\",\"name\":\"f\"}]}}");
        var config = ((TransportEvent.SessionUpdated) events.get(0)).config();
        assertEquals("x", config.value(ConfigField.INSTRUCTIONS).orElseThrow());
        assertTrue(config.value(ConfigField.VOICE).orElseThrow().custom());
        assertEquals(1, config.value(ConfigField.TOOLS).orElseThrow().size());
        assertTrue(config.get(ConfigField.TURN_DETECTION).isPresent());
        String why = ((TransportEvent.Rejected) events.get(1)).why();
        assertTrue(why.contains("audio.input.format"), why);
        assertTrue(why.contains("max_output_tokens"), why);
        assertTrue(why.contains("tools[0]"), why);
        assertEquals(1, fresh.ready);
    }

    @Test
    void an_unknown_status_of_a_response_does_not_hide_its_end() {
        List<TransportEvent> events =
                line.eventsOf(
                        "{\"type\":\"response.done\",\"response\":{\"id\":\"r\",\"status\":\"gone\","
                                + "\"usage\":null,\"conversation_id\":null}}");
        Response response = ((TransportEvent.ResponseDone) events.get(0)).response();
        assertEquals(Response.Status.COMPLETED, response.status());
        assertTrue(response.outOfBand());
        assertTrue(((TransportEvent.Rejected) events.get(1)).why().contains("status"));
    }

    @Test
    void unknown_events_pass_through_whole() {
        String json = "{\"type\":\"response.thought.delta\",\"x\":{\"y\":[1]}}";
        assertEquals(
                List.of(new TransportEvent.Extension("response.thought.delta", json)),
                line.eventsOf(json));
    }

    @Test
    void the_names_of_the_beta_mean_the_same() {
        assertEquals(
                List.of(new TransportEvent.TranscriptDone("r", "i", 0, "t")),
                line.eventsOf(
                        "{\"type\":\"response.audio_transcript.done\",\"response_id\":\"r\","
                                + "\"item_id\":\"i\",\"content_index\":0,\"transcript\":\"t\"}"));
    }

    @Test
    void a_response_in_a_format_of_its_own_is_heard_in_it() {
        line.receive(
                "{\"type\":\"response.created\",\"response\":{\"id\":\"r2\",\"status\":"
                        + "\"in_progress\",\"audio\":{\"output\":{\"format\":{\"type\":"
                        + "\"audio/pcmu\"}}}}}");
        line.receive(
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r2\",\"delta\":\"AAAA\"}");
        line.receive(
                "{\"type\":\"response.output_audio.delta\",\"response_id\":\"r1\",\"delta\":\"AAAAAAAA\"}");
        assertEquals(8_000, line.speech.get(0).clip().format().sampleRate());
        assertEquals(24_000, line.speech.get(1).clip().format().sampleRate());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "7",
                "[]",
                "{}",
                "{\"type\":7}",
                "{\"type\":null}",
                "{\"type\":\"session.created\"}",
                "{\"type\":\"session.updated\",\"session\":[]}",
                "{\"type\":\"error\"}",
                "{\"type\":\"error\",\"error\":\"x\"}",
                "{\"type\":\"conversation.item.added\"}",
                "{\"type\":\"conversation.item.added\",\"item\":{}}",
                "{\"type\":\"conversation.item.done\",\"item\":{\"type\":\"message\",\"role\":\"user\",\"content\":[7]}}",
                "{\"type\":\"conversation.item.deleted\"}",
                "{\"type\":\"response.created\",\"response\":7}",
                "{\"type\":\"response.done\"}",
                "{\"type\":\"response.output_audio.delta\"}",
                "{\"type\":\"response.output_text.delta\",\"delta\":\"x\"}",
                "{\"type\":\"rate_limits.updated\",\"rate_limits\":{}}",
                "{\"type\":\"input_audio_buffer.committed\"}"
            })
    void nonsense_is_rejected_and_never_thrown(String json) {
        List<TransportEvent> events = line.eventsOf(json);
        assertTrue(
                events.get(events.size() - 1) instanceof TransportEvent.Rejected,
                json + " gave " + events);
    }

    @Test
    void depth_has_a_bound_and_binary_is_refused() {
        String deep = "{\"type\":\"x\",\"a\":" + "[".repeat(300) + "]".repeat(300) + "}";
        assertTrue(line.eventsOf(deep).get(0) instanceof TransportEvent.Rejected);
        line.events.clear();
        line.codec.decode(ByteBuffer.allocate(4), WireKind.BINARY);
        assertTrue(line.events.get(0) instanceof TransportEvent.Rejected);
    }

    @Test
    void a_message_outside_of_an_array_is_read_too() {
        byte[] json =
                "{\"type\":\"input_audio_buffer.cleared\"}"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer direct = ByteBuffer.allocateDirect(json.length).put(json).flip();
        line.codec.decode(direct, WireKind.TEXT);
        assertEquals(List.of(new TransportEvent.InputCleared()), line.events);
    }
}
