package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.Sounds;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HistoryTest {
    private final Call call = Call.open().update("'output_modalities':['text']").forget();

    private Call create(String id, String previous) {
        return call.send(
                "{'type':'conversation.item.create',"
                        + (previous.isEmpty() ? "" : "'previous_item_id':'" + previous + "',")
                        + "'item':{'id':'"
                        + id
                        + "','type':'message','role':'user','content':[{'type':'input_text','text':'"
                        + id
                        + "'}]}}");
    }

    @Test
    void ids_of_clients_are_kept() {
        create("mine", "");
        assertEquals("mine", call.only("conversation.item.added").at("/item/id").stringValue());
    }

    @Test
    void an_item_goes_to_the_end_to_the_front_or_after_another() {
        create("a", "");
        create("b", "");
        assertEquals(
                "a", call.last("conversation.item.added").path("previous_item_id").stringValue());
        create("c", "root");
        assertTrue(call.last("conversation.item.added").path("previous_item_id").isNull());
        create("d", "a");
        assertEquals(
                "a", call.last("conversation.item.added").path("previous_item_id").stringValue());
        create("e", "");
        assertEquals(
                "b", call.last("conversation.item.added").path("previous_item_id").stringValue());
    }

    @Test
    void an_unknown_predecessor_is_refused() {
        create("a", "nope");
        call.refused("item_create_invalid_previous_item_id", "previous_item_id");
    }

    @Test
    void an_id_can_be_used_once() {
        create("a", "");
        create("a", "");
        call.refused("item_create_invalid_item_id", "item.id");
    }

    @Test
    void a_deleted_item_is_gone() {
        create("a", "");
        create("b", "");
        call.send("{'type':'conversation.item.delete','item_id':'b'}");
        assertEquals("b", call.only("conversation.item.deleted").path("item_id").stringValue());
        call.respond();
        assertEquals("a", call.answer());
        call.send("{'type':'conversation.item.delete','item_id':'b'}");
        call.refused("item_delete_invalid_item_id", "item_id");
    }

    @Test
    void retrieving_what_is_not_there_is_refused() {
        call.send("{'type':'conversation.item.retrieve','item_id':'nope'}");
        call.refused("item_retrieve_invalid_item_id", "item_id");
    }

    @Test
    void truncating_what_is_not_there_is_refused() {
        call.send(
                "{'type':'conversation.item.truncate','item_id':'nope','content_index':0,'audio_end_ms':0}");
        call.refused("item_truncate_invalid_item_id", "item_id");
    }

    @Test
    void assistant_text_can_be_inserted_but_no_assistant_sound() {
        call.send(
                "{'type':'conversation.item.create','item':{'type':'message','role':'assistant','content':"
                        + "[{'type':'output_text','text':'I said so'}]}}");
        assertEquals(
                "completed", call.only("conversation.item.done").at("/item/status").stringValue());
        call.send(
                "{'type':'conversation.item.create','item':{'type':'message','role':'assistant','content':"
                        + "[{'type':'output_audio','audio':'AAAA'}]}}");
        call.refused("invalid_value", "item.content[0].type");
    }

    @Test
    void system_messages_are_taken_and_not_said_back() {
        create("a", "");
        call.send(
                "{'type':'conversation.item.create','item':{'type':'message','role':'system','content':"
                        + "[{'type':'input_text','text':'be brief'}]}}");
        call.respond();
        assertEquals("a", call.answer());
    }

    @Test
    void sound_of_the_user_can_be_inserted_and_retrieved() {
        String sound = Sounds.toneMillis(200);
        call.send(
                "{'type':'conversation.item.create','item':{'id':'s','type':'message','role':'user','content':"
                        + "[{'type':'input_audio','audio':'"
                        + sound
                        + "'}]}}");
        JsonNode part = call.only("conversation.item.done").at("/item/content/0");
        assertTrue(part.has("transcript") && part.path("transcript").isNull(), part::toString);
        assertTrue(!part.has("audio"));
        call.send("{'type':'conversation.item.retrieve','item_id':'s'}");
        assertEquals(
                sound,
                call.only("conversation.item.retrieved").at("/item/content/0/audio").stringValue());
    }

    @Test
    void inserted_sound_is_listened_to_when_it_is_answered() {
        call.ear.hears("what time is it");
        call.send(
                "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':"
                        + "[{'type':'input_audio','audio':'"
                        + Sounds.toneMillis(200)
                        + "'}]}}");
        call.respond();
        assertEquals("what time is it", call.answer());
    }

    @Test
    void a_function_call_of_an_earlier_line_can_be_replayed() {
        call.send(
                "{'type':'conversation.item.create','item':{'id':'f','type':'function_call','name':'add',"
                        + "'arguments':'{}','call_id':'c1'}}");
        call.send(
                "{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'c1',"
                        + "'output':'7'}}");
        call.respond();
        assertEquals("7", call.answer());
    }
}
