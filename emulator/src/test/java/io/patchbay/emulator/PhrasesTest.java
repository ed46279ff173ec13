package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.tool.ToolDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people are told to say. */
class PhrasesTest {

    private static final ToolDefinition.Function TIME =
            new ToolDefinition.Function(
                    "current_time",
                    "Tells the time of day in a city.",
                    "{\"properties\":{\"city\":{\"enum\":[\"BERLIN\",\"NEW_YORK\"]}},\"required\":[\"city\"]}");

    private static final ToolDefinition.Function MENU =
            new ToolDefinition.Function("breakfast_menu", "", "{\"properties\":{}}");

    @Test
    void examples_come_in_the_order_of_the_instructions() {
        assertEquals(
                List.of("hello", "what is the current time in Berlin"),
                Emulator.phrases(
                        "Guests say \"hello\" and\n- what is the current time in {city}",
                        List.of(TIME)));
    }

    @Test
    void what_is_understood_only_when_it_is_spoken_is_left_out() {
        assertEquals(
                List.of("thank you"),
                Emulator.phrases(
                        "\"what time of day is it in Berlin\" \"thank you\" \"open {door}\"",
                        List.of(TIME)));
    }

    @Test
    void tools_that_need_no_arguments_can_be_asked_for_by_name() {
        assertEquals(List.of("breakfast menu"), Emulator.phrases("", List.of(TIME, MENU)));
    }

    @Test
    void a_model_of_which_nothing_is_known_has_none() {
        assertTrue(Emulator.phrases("Be friendly.", List.of()).isEmpty());
    }

    @Test
    void a_long_list_is_cut() {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append("- phrase number ").append(i).append('\n');
        }
        assertEquals(12, Emulator.phrases(many.toString(), List.of()).size());
    }
}
