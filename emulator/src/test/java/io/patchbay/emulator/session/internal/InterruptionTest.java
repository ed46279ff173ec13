package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Sounds;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InterruptionTest {
    private static final String LONG = "one two three four five six seven eight nine ten";

    private final Call call = Call.open(EmulatorOptions.defaults().withPace(10));

    private Call talking() {
        return call.say(LONG).forget().respond().passes(Duration.ofMillis(70));
    }

    @Test
    void a_cancelled_response_closes_everything_that_it_opened() {
        talking().forget().send("{'type':'response.cancel'}");
        assertEquals(
                List.of(
                        "response.output_audio.done",
                        "response.output_audio_transcript.done",
                        "response.content_part.done",
                        "conversation.item.done",
                        "response.output_item.done",
                        "response.done"),
                call.types());
        assertEquals("cancelled", call.done().path("status").stringValue());
        assertEquals("client_cancelled", call.done().at("/status_details/reason").stringValue());
        assertEquals("incomplete", call.done().at("/output/0/status").stringValue());
        assertTrue(LONG.startsWith(call.answer()));
        assertFalse(call.answer().isEmpty());
        call.forget().passes(Duration.ofSeconds(10));
        assertEquals(List.of(), call.types());
    }

    @Test
    void a_response_is_cancelled_by_its_id() {
        talking();
        String id = call.only("response.created").at("/response/id").stringValue();
        call.send("{'type':'response.cancel','response_id':'" + id + "'}");
        assertEquals("cancelled", call.done().path("status").stringValue());
    }

    @Test
    void cancelling_nothing_is_an_error() {
        call.send("{'type':'response.cancel'}");
        call.refused("response_cancel_not_active", null);
        assertTrue(call.error().path("message").stringValue().startsWith("Cancellation failed"));
    }

    @Test
    void a_second_response_is_refused_while_one_runs() {
        talking().forget().send("{'type':'response.create','event_id':'second'}");
        call.refused("conversation_already_has_active_response", null);
        assertEquals("second", call.error().path("event_id").stringValue());
        assertEquals(List.of("error"), call.types());
    }

    @Test
    void an_out_of_band_response_runs_beside_the_active_one() {
        talking().respond("'conversation':'none','output_modalities':['text']");
        call.passes(Duration.ofSeconds(3));
        assertEquals(2, call.all("response.done").size());
        assertTrue(call.all("error").isEmpty());
    }

    @Test
    void speech_ends_the_running_response() {
        talking().append(Sounds.hissMillis(400)).append(Sounds.toneMillis(500));
        List<String> types = call.types();
        assertTrue(
                types.indexOf("input_audio_buffer.speech_started")
                        < types.indexOf("response.done"));
        assertEquals("turn_detected", call.done().at("/status_details/reason").stringValue());
    }

    @Test
    void speech_leaves_the_response_alone_if_the_session_says_so() {
        call.update(
                "'audio':{'input':{'turn_detection':{'type':'server_vad','interrupt_response':false}}}");
        talking().speak();
        assertTrue(call.types().contains("input_audio_buffer.committed"));
        assertFalse(call.types().contains("response.done"));
        call.passes(Duration.ofSeconds(5));
        List<JsonNode> done = call.all("response.done");
        assertEquals(2, done.size(), () -> call.types().toString());
        assertEquals("completed", done.get(0).at("/response/status").stringValue());
    }

    @Test
    void truncating_drops_sound_and_transcript() {
        talking().send("{'type':'response.cancel'}");
        String id = call.done().at("/output/0/id").stringValue();
        call.send(
                "{'type':'conversation.item.truncate','item_id':'"
                        + id
                        + "','content_index':0,'audio_end_ms':300}");
        JsonNode truncated = call.only("conversation.item.truncated");
        assertEquals(300, truncated.path("audio_end_ms").intValue());
        call.send("{'type':'conversation.item.retrieve','item_id':'" + id + "'}");
        JsonNode part = call.only("conversation.item.retrieved").at("/item/content/0");
        assertTrue(part.path("transcript").isNull());
        assertEquals(300 * 48, Base64.getDecoder().decode(part.path("audio").stringValue()).length);
    }

    @Test
    void truncating_beyond_the_sound_is_refused() {
        talking().send("{'type':'response.cancel'}");
        String id = call.done().at("/output/0/id").stringValue();
        call.send(
                "{'type':'conversation.item.truncate','item_id':'"
                        + id
                        + "','content_index':0,'audio_end_ms':60000}");
        call.refused("invalid_value", "audio_end_ms");
    }

    @Test
    void only_sound_of_the_model_can_be_truncated() {
        call.say("hello");
        String id = call.last("conversation.item.done").at("/item/id").stringValue();
        call.send(
                "{'type':'conversation.item.truncate','item_id':'"
                        + id
                        + "','content_index':0,'audio_end_ms':0}");
        call.refused("unsupported_content_type", "item_id");
    }

    @Test
    void an_item_can_be_truncated_while_it_is_spoken() {
        talking();
        String id = call.only("response.output_item.added").at("/item/id").stringValue();
        call.send(
                "{'type':'conversation.item.truncate','item_id':'"
                        + id
                        + "','content_index':0,'audio_end_ms':200}");
        call.passes(Duration.ofSeconds(2));
        call.send("{'type':'conversation.item.retrieve','item_id':'" + id + "'}");
        JsonNode part = call.only("conversation.item.retrieved").at("/item/content/0");
        assertTrue(part.path("transcript").isNull());
        assertEquals(200 * 48, Base64.getDecoder().decode(part.path("audio").stringValue()).length);
    }
}
