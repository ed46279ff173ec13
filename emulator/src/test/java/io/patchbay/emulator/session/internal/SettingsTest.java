package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.EmulatorOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SettingsTest {
    private final Call call = Call.open();

    private JsonNode session() {
        return call.last("session.updated").path("session");
    }

    @Test
    void only_what_is_named_changes() {
        JsonNode before = call.only("session.created").path("session");
        call.update("'instructions':'Be brief.'");
        assertEquals("Be brief.", session().path("instructions").stringValue());
        assertEquals(before.path("audio"), session().path("audio"));
        assertEquals(before.path("id"), session().path("id"));
    }

    @Test
    void empty_values_clear() {
        call.update("'instructions':'x','tools':[{'type':'function','name':'add'}]");
        call.update("'instructions':'','tools':[]");
        assertEquals("", session().path("instructions").stringValue());
        assertEquals(0, session().path("tools").size());
        call.update(
                "'audio':{'input':{'transcription':{'model':'whisper-1'},'noise_reduction':{'type':'far_field'}}}");
        assertEquals(1, session().at("/audio/input/noise_reduction/strength").intValue());
        call.update(
                "'audio':{'input':{'transcription':null,'noise_reduction':null,'turn_detection':null}}");
        for (String field : new String[] {"transcription", "noise_reduction", "turn_detection"}) {
            assertTrue(session().at("/audio/input/" + field).isNull(), field);
        }
    }

    @Test
    void turn_detection_is_shown_with_everything_filled_in() {
        call.update("'audio':{'input':{'turn_detection':{'type':'server_vad','threshold':0.7}}}");
        JsonNode detection = session().at("/audio/input/turn_detection");
        assertEquals(0.7, detection.path("threshold").doubleValue());
        assertEquals(300, detection.path("prefix_padding_ms").intValue());
        assertEquals(200, detection.path("silence_duration_ms").intValue());
        assertTrue(detection.path("idle_timeout_ms").isNull());
        assertTrue(detection.path("create_response").booleanValue());
        assertTrue(detection.path("interrupt_response").booleanValue());
        call.update("'audio':{'input':{'turn_detection':{'type':'semantic_vad'}}}");
        assertEquals("auto", session().at("/audio/input/turn_detection/eagerness").stringValue());
        assertFalse(session().at("/audio/input/turn_detection").has("threshold"));
    }

    @Test
    void the_voice_is_locked_once_the_model_has_spoken() {
        call.update("'audio':{'output':{'voice':'cedar'}}");
        call.say("one").respond();
        call.update("'audio':{'output':{'voice':'cedar'}}");
        assertTrue(call.all("error").isEmpty());
        call.update("'audio':{'output':{'voice':'ash'}},'instructions':'never applied'");
        call.refused("cannot_update_voice", "session.audio.output.voice");
        call.update("'tools':[]");
        assertFalse("never applied".equals(session().path("instructions").stringValue()));
    }

    @Test
    void the_voice_stays_free_while_only_text_was_written() {
        call.say("one").respond("'output_modalities':['text']");
        call.update("'audio':{'output':{'voice':'ash'}}");
        assertTrue(call.all("error").isEmpty());
    }

    @Test
    void the_speed_changes_between_responses_only() {
        Call slow = Call.open(EmulatorOptions.defaults().withPace(1));
        slow.say("one two three").respond().passes(Duration.ofMillis(50));
        slow.update("'audio':{'output':{'speed':1.2}}");
        slow.refused("invalid_value", "session.audio.output.speed");
    }

    @Test
    void tracing_cannot_be_changed_once_it_is_on() {
        call.update("'tracing':'auto'").update("'tracing':'auto'");
        assertTrue(call.all("error").isEmpty());
        call.update("'tracing':null");
        call.refused("invalid_value", "session.tracing");
    }

    @Test
    void the_model_of_the_connection_may_be_repeated() {
        call.update("'model':'gpt-realtime'");
        assertTrue(call.all("error").isEmpty());
    }

    @Test
    void transcription_settings_on_a_conversation_end_it() {
        call.send("{'type':'session.update','session':{'type':'transcription'}}");
        call.refused("invalid_model", "session.type");
        assertEquals(4000, call.closeCode);
        assertEquals("invalid_request_error.invalid_model", call.closeReason);
    }

    @Test
    void every_setting_is_taken() {
        call.update(
                "'truncation':{'type':'retention_ratio','retention_ratio':0.8,'token_limits':"
                        + "{'post_instructions':8000}},'prompt':{'id':'p','version':'2','variables':{'a':'b'}},"
                        + "'include':['item.input_audio_transcription.logprobs'],'tracing':{'workflow_name':'w'},"
                        + "'tool_choice':{'type':'mcp','server_label':'s'},'parallel_tool_calls':true,"
                        + "'reasoning':{'effort':'low'},'max_output_tokens':'inf',"
                        + "'audio':{'output':{'voice':{'id':'voice_1'},'speed':1.1,'format':{'type':'audio/pcma'}}}");
        assertTrue(call.all("error").isEmpty(), () -> call.error().toString());
        assertEquals("p", session().at("/prompt/id").stringValue());
        assertEquals("voice_1", session().at("/audio/output/voice/id").stringValue());
    }
}
