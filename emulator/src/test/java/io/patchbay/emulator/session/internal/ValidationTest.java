package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.Sounds;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidationTest {
    private final Call call = Call.open().forget();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'event_id':'x'} | missing_required_parameter | type",
                "{'type':5} | invalid_value | type",
                "{'type':'session.update'} | missing_required_parameter | session",
                "{'type':'session.update','session':{}} | missing_required_parameter | session.type",
                "{'type':'session.update','session':{'type':'realtime','voice':'alloy'}} | unknown_parameter | session.voice",
                "{'type':'session.update','session':{'type':'realtime','modalities':['text']}} | unknown_parameter | session.modalities",
                "{'type':'session.update','session':{'type':'realtime','output_modalities':['text','audio']}} | invalid_value | session.output_modalities",
                "{'type':'session.update','session':{'type':'realtime','max_output_tokens':0}} | invalid_value | session.max_output_tokens",
                "{'type':'session.update','session':{'type':'realtime','max_output_tokens':4097}} | invalid_value | session.max_output_tokens",
                "{'type':'session.update','session':{'type':'realtime','audio':{'output':{'speed':1.6}}}} | invalid_value | session.audio.output.speed",
                "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'format':{'type':'audio/pcm','rate':16000}}}}} | invalid_value | session.audio.input.format.rate",
                "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':{'type':'server_vad','threshold':2}}}}} | invalid_value | session.audio.input.turn_detection.threshold",
                "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':{'type':'server_vad','idle_timeout_ms':100}}}}} | invalid_value | session.audio.input.turn_detection.idle_timeout_ms",
                "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'turn_detection':{'type':'semantic_vad','eagerness':'keen'}}}}} | invalid_value | session.audio.input.turn_detection.eagerness",
                "{'type':'session.update','session':{'type':'realtime','audio':{'input':{'transcription':{'model':'other'}}}}} | invalid_value | session.audio.input.transcription.model",
                "{'type':'session.update','session':{'type':'realtime','tools':[{'type':'function'}]}} | missing_required_parameter | session.tools[0].name",
                "{'type':'session.update','session':{'type':'realtime','tools':[{'type':'mcp','server_label':'x'}]}} | missing_required_parameter | session.tools[0].server_url",
                "{'type':'session.update','session':{'type':'realtime','truncation':{'type':'retention_ratio'}}} | missing_required_parameter | session.truncation.retention_ratio",
                "{'type':'session.update','session':{'type':'realtime','model':'gpt-realtime-mini'}} | invalid_model | session.model",
                "{'type':'session.update','session':{'type':'realtime','include':['other']}} | invalid_value | session.include[0]",
                "{'type':'input_audio_buffer.append'} | missing_required_parameter | audio",
                "{'type':'input_audio_buffer.append','audio':'no base64!'} | invalid_value | audio",
                "{'type':'input_audio_buffer.append','audio':'AAAA','rate':1} | unknown_parameter | rate",
                "{'type':'conversation.item.create','item':{'type':'message','role':'user'}} | missing_required_parameter | item.content",
                "{'type':'conversation.item.create','item':{'type':'message','role':'robot','content':[]}} | invalid_value | item.role",
                "{'type':'conversation.item.create','item':{'type':'message','role':'user','content':[{'type':'input_image','image_url':'http://x/y.png'}]}} | invalid_value | item.content[0].image_url",
                "{'type':'conversation.item.create','item':{'type':'item_reference','id':'x'}} | invalid_value | item.type",
                "{'type':'conversation.item.truncate','item_id':'x','content_index':0} | missing_required_parameter | audio_end_ms",
                "{'type':'response.create','response':{'metadata':{'a':1}}} | invalid_value | response.metadata.a",
                "{'type':'response.create','response':{'tool_choice':'maybe'}} | invalid_value | response.tool_choice",
                "{'type':'response.create','response':{'temperature':1}} | unknown_parameter | response.temperature",
                "{'type':'output_audio_buffer.clear'} | invalid_event | type"
            })
    void wrong_events_are_refused_with_the_place_of_the_fault(
            String event, String code, String param) {
        call.send(event);
        call.refused(code, param);
    }

    @Test
    void an_unknown_type_is_answered_with_those_that_there_are() {
        call.send("{'type':'input_text.append','event_id':'e1'}");
        call.refused("invalid_value", "type");
        String message = call.error().path("message").stringValue();
        assertTrue(message.contains("'conversation.item.create'"), message);
        assertEquals("e1", call.error().path("event_id").stringValue());
    }

    @Test
    void what_is_no_json_is_an_invalid_event_and_the_session_goes_on() {
        call.sendRaw("{\"type\":").sendRaw("[1]").sendRaw("");
        assertEquals(3, call.all("error").size());
        for (var error : call.all("error")) {
            assertEquals("invalid_event", error.at("/error/code").stringValue());
        }
        call.say("still here");
        assertTrue(call.types().contains("conversation.item.done"));
    }

    @Test
    void deeply_nested_json_is_refused() {
        call.sendRaw("{\"type\":" + "[".repeat(100_000));
        call.refused("invalid_event", null);
    }

    @Test
    void an_event_id_has_512_characters_at_most() {
        call.send("{'type':'input_audio_buffer.clear','event_id':'" + "x".repeat(512) + "'}");
        assertTrue(call.all("error").isEmpty());
        call.send("{'type':'input_audio_buffer.clear','event_id':'" + "x".repeat(513) + "'}");
        call.refused("invalid_value", "event_id");
    }

    @Test
    void sixteen_metadata_pairs_are_the_most() {
        StringBuilder pairs = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            pairs.append(i == 0 ? "" : ",").append("'k").append(i).append("':'v'");
        }
        call.respond("'metadata':{" + pairs + "}");
        call.refused("invalid_value", "response.metadata");
    }

    @Test
    void an_append_of_15_mib_is_taken_and_a_longer_one_refused() {
        call.update("'audio':{'input':{'turn_detection':null}}").forget();
        byte[] most = new byte[15 << 20];
        call.append(Base64.getEncoder().encodeToString(most));
        assertTrue(call.all("error").isEmpty());
        call.append(Base64.getEncoder().encodeToString(new byte[most.length + 3]));
        call.refused("invalid_value", "audio");
    }

    @Test
    void an_append_may_name_its_fields_in_any_order() {
        call.update("'audio':{'input':{'turn_detection':null}}").forget();
        call.send(
                "{'audio':'"
                        + Sounds.toneMillis(200)
                        + "','event_id':'a','type':'input_audio_buffer.append'}");
        call.send("{'type':'input_audio_buffer.commit'}");
        assertTrue(call.types().contains("input_audio_buffer.committed"), call.types()::toString);
    }
}
