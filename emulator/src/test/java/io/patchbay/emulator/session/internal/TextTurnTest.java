package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TextTurnTest {
    private final Call call = Call.open().update("'output_modalities':['text']").forget();

    @Test
    void the_first_event_is_session_created() {
        Call fresh = Call.open();
        assertEquals("session.created", fresh.types().get(0));
        JsonNode session = fresh.events.get(0).path("session");
        assertEquals("gpt-realtime", session.path("model").stringValue());
        assertEquals("marin", session.at("/audio/output/voice").stringValue());
        assertEquals(200, session.at("/audio/input/turn_detection/silence_duration_ms").intValue());
    }

    @Test
    void an_item_is_added_and_done() {
        call.say("hello");
        assertEquals(List.of("conversation.item.added", "conversation.item.done"), call.types());
        JsonNode item = call.last("conversation.item.done").path("item");
        assertEquals("completed", item.path("status").stringValue());
        assertEquals("hello", item.at("/content/0/text").stringValue());
        assertTrue(call.last("conversation.item.added").path("previous_item_id").isNull());
    }

    @Test
    void a_text_response_comes_in_the_documented_order() {
        call.say("good morning").forget().respond();
        assertEquals(
                List.of(
                        "response.created",
                        "rate_limits.updated",
                        "response.output_item.added",
                        "conversation.item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "conversation.item.done",
                        "response.output_item.done",
                        "response.done"),
                call.types());
        assertEquals("good morning", call.answer());
        assertEquals("completed", call.done().path("status").stringValue());
    }

    @Test
    void what_was_said_is_said_back_with_blanks_and_quotes_unchanged() {
        call.say("  two  words \"quoted\"\nand a line ").respond();
        assertEquals("  two  words \"quoted\"\nand a line ", call.answer());
    }

    @Test
    void every_event_has_its_own_id() {
        call.say("one").respond().say("two").respond();
        Set<String> ids = new HashSet<>();
        for (JsonNode event : call.events) {
            assertTrue(ids.add(event.path("event_id").stringValue()), event::toString);
        }
    }

    @Test
    void usage_adds_up() {
        call.say("good morning").respond();
        JsonNode usage = call.done().path("usage");
        assertEquals(
                usage.path("total_tokens").intValue(),
                usage.path("input_tokens").intValue() + usage.path("output_tokens").intValue());
        assertTrue(usage.at("/input_token_details/text_tokens").intValue() > 0);
        assertEquals(0, usage.at("/output_token_details/audio_tokens").intValue());
        assertTrue(call.only("response.created").at("/response/usage").isNull());
    }

    @Test
    void a_token_limit_cuts_the_answer() {
        call.say("one two three four").respond("'max_output_tokens':2");
        assertEquals("one two", call.answer());
        assertEquals("incomplete", call.done().path("status").stringValue());
        assertEquals("max_output_tokens", call.done().at("/status_details/reason").stringValue());
        assertEquals("incomplete", call.done().at("/output/0/status").stringValue());
    }

    @Test
    void an_answer_that_just_fits_the_limit_is_complete() {
        call.say("one two").respond("'max_output_tokens':2");
        assertEquals("completed", call.done().path("status").stringValue());
    }

    @Test
    void metadata_is_echoed() {
        call.say("x").respond("'metadata':{'topic':'weather'}");
        assertEquals(
                "weather",
                call.only("response.created").at("/response/metadata/topic").stringValue());
        assertEquals("weather", call.done().at("/metadata/topic").stringValue());
    }

    @Test
    void an_out_of_band_response_leaves_the_conversation_alone() {
        call.say("hello").forget().respond("'conversation':'none','metadata':{'k':'v'}");
        assertFalse(call.types().stream().anyMatch(t -> t.startsWith("conversation.")));
        assertTrue(call.done().path("conversation_id").isNull());
        assertEquals("hello", call.answer());
        call.forget().say("next");
        assertFalse(call.only("conversation.item.added").path("previous_item_id").isNull());
    }

    @Test
    void own_input_replaces_the_conversation() {
        call.say("first").say("second");
        String first = call.all("conversation.item.done").get(0).at("/item/id").stringValue();
        call.respond(
                "'conversation':'none','input':[{'type':'item_reference','id':'" + first + "'}]");
        assertEquals("first", call.answer());
        call.respond(
                "'conversation':'none','input':[{'type':'message','role':'user','content':"
                        + "[{'type':'input_text','text':'other'}]}]");
        assertEquals("other", call.answer());
    }

    @Test
    void instructions_of_a_response_without_new_input_are_followed_as_far_as_quoted() {
        call.respond("'instructions':'Greet the caller with: “Welcome to the shop.”'");
        assertEquals("Welcome to the shop.", call.answer());
    }

    @Test
    void an_unknown_reference_is_refused() {
        call.respond("'input':[{'type':'item_reference','id':'nope'}]");
        call.refused("invalid_value", "response.input[0].id");
        assertFalse(call.types().contains("response.created"));
    }

    @Test
    void pictures_are_taken() {
        call.send(
                "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':"
                        + "[{'type':'input_image','image_url':'data:image/png;base64,AAAA'}]}}");
        call.respond();
        assertEquals("I see a picture.", call.answer());
        assertTrue(call.done().at("/usage/input_token_details/image_tokens").intValue() > 0);
    }
}
