package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.Sounds;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ToolCallTest {
    private static final String WEATHER =
            "{'type':'function','name':'get_weather','description':'The weather in a city.','parameters':"
                    + "{'type':'object','properties':{'city':{'type':'string','enum':['Paris','New York']}}}}";
    private static final String ADD =
            "{'type':'function','name':'add','description':'Adds two numbers.','parameters':"
                    + "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'integer'}}}}";

    private final Call call =
            Call.open()
                    .update("'output_modalities':['text'],'tools':[" + WEATHER + "," + ADD + "]")
                    .forget();

    private JsonNode onlyCall() {
        assertEquals(1, call.done().path("output").size(), () -> call.done().toString());
        return call.done().path("output").path(0);
    }

    @Test
    void a_named_tool_is_called_with_the_json_in_the_text() {
        call.say("call get_weather with {\"city\":\"Oslo\",\"n\":[1,{\"x\":\"}\"}]} please")
                .respond();
        assertEquals("function_call", onlyCall().path("type").stringValue());
        assertEquals("get_weather", onlyCall().path("name").stringValue());
        assertEquals(
                "{\"city\":\"Oslo\",\"n\":[1,{\"x\":\"}\"}]}",
                onlyCall().path("arguments").stringValue());
        assertFalse(onlyCall().path("call_id").stringValue().isEmpty());
    }

    @Test
    void without_json_the_arguments_are_empty() {
        call.say("get_weather").respond();
        assertEquals("{}", onlyCall().path("arguments").stringValue());
    }

    @Test
    void a_call_comes_in_the_documented_order() {
        call.say("get_weather").forget().respond();
        assertEquals(
                List.of(
                        "response.created",
                        "rate_limits.updated",
                        "response.output_item.added",
                        "conversation.item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "conversation.item.done",
                        "response.output_item.done",
                        "response.done"),
                call.types());
        JsonNode added = call.only("response.output_item.added").path("item");
        assertEquals("", added.path("arguments").stringValue());
        assertEquals("in_progress", added.path("status").stringValue());
    }

    @Test
    void a_tool_name_inside_another_word_is_no_call() {
        call.say("in addition, get_weathers").respond();
        assertEquals("message", onlyCall().path("type").stringValue());
    }

    @Test
    void the_output_of_a_call_is_said_back() {
        call.say("get_weather").respond();
        String id = onlyCall().path("call_id").stringValue();
        call.send(
                "{'type':'conversation.item.create','item':{'type':'function_call_output','call_id':'"
                        + id
                        + "','output':'21 degrees'}}");
        call.respond();
        assertEquals("21 degrees", call.answer());
    }

    @Test
    void an_output_without_a_call_is_refused() {
        call.send(
                "{'type':'conversation.item.create','event_id':'mine','item':{'type':'function_call_output',"
                        + "'call_id':'call_x','output':'y'}}");
        call.refused("invalid_value", "item.call_id");
        assertEquals("mine", call.error().path("event_id").stringValue());
    }

    @Test
    void tool_choice_none_calls_nothing() {
        call.say("get_weather").respond("'tool_choice':'none'");
        assertEquals("get_weather", call.answer());
    }

    @Test
    void tool_choice_required_always_calls() {
        call.say("good morning").respond("'tool_choice':'required'");
        assertEquals("get_weather", onlyCall().path("name").stringValue());
    }

    @Test
    void a_forced_tool_is_called_whatever_is_said() {
        call.say("get_weather 3 and 4").respond("'tool_choice':{'type':'function','name':'add'}");
        assertEquals("add", onlyCall().path("name").stringValue());
        assertEquals("{\"a\":3,\"b\":4}", onlyCall().path("arguments").stringValue());
    }

    @Test
    void several_named_tools_are_called_in_one_response_if_allowed() {
        call.say("add and get_weather").respond("'parallel_tool_calls':true");
        JsonNode output = call.done().path("output");
        assertEquals(2, output.size());
        assertEquals("add", output.at("/0/name").stringValue());
        assertEquals("get_weather", output.at("/1/name").stringValue());
        assertEquals(1, call.last("response.output_item.done").path("output_index").intValue());
    }

    @Test
    void otherwise_the_first_named_tool_is_called_alone() {
        call.say("add and get_weather").respond();
        assertEquals("add", onlyCall().path("name").stringValue());
    }

    @Test
    void tools_of_a_response_replace_those_of_the_session() {
        call.say("get_weather").respond("'tools':[]");
        assertEquals("get_weather", call.answer());
    }

    @Test
    void heard_words_choose_the_tool_and_fill_its_arguments() {
        call.update("'audio':{'input':{'turn_detection':null}}");
        call.ear.hears("What's the weather in New York?");
        call.append(Sounds.toneMillis(300));
        call.send("{'type':'input_audio_buffer.commit'}").respond();
        assertEquals("get_weather", onlyCall().path("name").stringValue());
        assertEquals("{\"city\":\"New York\"}", onlyCall().path("arguments").stringValue());
    }

    @Test
    void what_was_not_understood_calls_no_tool() {
        call.update("'tool_choice':'required','audio':{'input':{'turn_detection':null}}");
        call.append(Sounds.toneMillis(300));
        call.send("{'type':'input_audio_buffer.commit'}").respond();
        assertEquals("Sorry, I did not understand that.", call.answer());
    }

    @Test
    void the_ear_knows_what_the_tools_and_the_instructions_mention() {
        call.update(
                "'instructions':'Callers say “where is my order”, or:\\n- open the {city} page',"
                        + "'audio':{'input':{'turn_detection':null,'transcription':{'model':'whisper-1'}}}");
        call.append(Sounds.toneMillis(300));
        call.send("{'type':'input_audio_buffer.commit'}");
        var vocabulary = call.ear.vocabularies().get(0);
        assertTrue(vocabulary.phrases().contains("where is my order"), vocabulary::toString);
        assertTrue(vocabulary.patterns().contains("open the {get_weather.city} page"));
        assertTrue(vocabulary.patterns().contains("what's the weather in {get_weather.city}"));
        assertTrue(vocabulary.patterns().contains("add {add.a} and {add.b}"));
        assertTrue(vocabulary.slots().containsKey("add.a"));
    }
}
