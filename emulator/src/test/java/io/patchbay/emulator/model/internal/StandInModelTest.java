package io.patchbay.emulator.model.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.patchbay.emulator.protocol.internal.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandInModelTest {
    private static final ToolSpec TIME = tool("current_time", "Tells the time of day.", "{}");
    private static final ToolSpec ORDER =
            tool(
                    "lookup_order",
                    "Finds an order by its number.",
                    "{'type':'object','properties':{'number':{'type':'integer'},'express':{'type':'boolean'}}}");
    private static final ToolSpec PIZZA =
            tool(
                    "orderPizza",
                    "Orders a pizza.",
                    "{'type':'object','properties':{'size':{'enum':['small','large','extra_large']},'to':"
                            + "{'type':'string'}},'required':['to']}");
    private static final List<ToolSpec> TOOLS = List.of(TIME, ORDER, PIZZA);

    private static ToolSpec tool(String name, String description, String schema) {
        return new ToolSpec(name, description, Json.parse(schema.replace('\'', '"')), null, false);
    }

    private static ModelOutput answer(ModelInput.Kind kind, String text, boolean parallel) {
        return StandInModel.answer(
                        new StandInModel.Prompt(
                                new ModelInput(kind, text),
                                "",
                                TOOLS,
                                new ToolChoice.Auto(),
                                parallel))
                .get(0);
    }

    private static String called(String heard) {
        ModelOutput output = answer(ModelInput.Kind.HEARD, heard, false);
        return output instanceof ModelOutput.Call call
                ? call.tool().name() + call.arguments()
                : assertInstanceOf(ModelOutput.Say.class, output).text();
    }

    @Test
    void heard_words_find_their_tool() {
        assertEquals("current_time{}", called("what time is it"));
        assertEquals(
                "lookup_order{\"number\":125}", called("look up order one hundred twenty five"));
        assertEquals("lookup_order{\"number\":42}", called("where is my order 42"));
        assertEquals(
                "orderPizza{\"size\":\"extra_large\",\"to\":\"Main Street\"}",
                called("an extra large pizza to Main Street, please".replace(", please", "")));
    }

    @Test
    void heard_words_that_fit_no_tool_are_said_back() {
        assertEquals("good evening", called("good evening"));
    }

    @Test
    void typed_words_have_to_name_the_tool() {
        assertInstanceOf(
                ModelOutput.Say.class, answer(ModelInput.Kind.TEXT, "what time is it", false));
        assertInstanceOf(
                ModelOutput.Call.class, answer(ModelInput.Kind.TEXT, "the current time", false));
        assertInstanceOf(
                ModelOutput.Call.class, answer(ModelInput.Kind.TEXT, "(orderPizza)", false));
    }

    @Test
    void output_of_a_tool_never_calls_another() {
        assertInstanceOf(
                ModelOutput.Say.class, answer(ModelInput.Kind.TOOL_OUTPUT, "current_time", true));
    }

    @Test
    void braces_that_are_no_json_are_passed_over() {
        assertEquals(
                "{\"a\":\"}\"}",
                ArgumentFiller.fill(TIME, "use {this} and {\"a\":\"}\"} and {\"b\":2}"));
        assertEquals("{}", ArgumentFiller.fill(TIME, "use {this"));
    }

    @Test
    void two_parameters_with_the_same_values_get_the_two_that_were_said() {
        ToolSpec convert =
                tool(
                        "convert",
                        "",
                        "{'properties':{'value':{'type':'number'},'from':{'enum':['METERS','FEET']},'to':"
                                + "{'enum':['METERS','FEET']}}}");
        assertEquals(
                "{\"value\":10.0,\"from\":\"METERS\",\"to\":\"FEET\"}",
                ArgumentFiller.fill(convert, "convert ten meters to feet"));
        assertEquals(
                "{\"value\":3.0,\"from\":\"METERS\",\"to\":\"FEET\"}",
                ArgumentFiller.fill(convert, "to feet 3 from meters"));
    }

    @Test
    void number_words_are_added_up() {
        assertEquals(List.of(1L, 2L, 3L), numbers("one two three"));
        assertEquals(List.of(25L), numbers("twenty five"));
        assertEquals(List.of(20L, 12L), numbers("twenty twelve"));
        assertEquals(List.of(1_234L), numbers("one thousand two hundred and thirty four"));
        assertEquals(List.of(305L, 7L), numbers("three hundred and five apples and seven pears"));
        assertEquals(List.of(17L, 0L), numbers("17 and zero"));
        assertEquals(List.of(), numbers("hundred hands and no figures"));
    }

    private static List<Long> numbers(String text) {
        return Words.numbers(Words.of(text));
    }
}
