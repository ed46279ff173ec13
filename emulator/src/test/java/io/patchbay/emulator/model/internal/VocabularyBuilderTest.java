package io.patchbay.emulator.model.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.speech.Slot;
import io.patchbay.emulator.speech.Vocabulary;
import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyBuilderTest {
    private static final ToolSpec DIFFERENCE =
            tool(
                    "time_difference",
                    "{'properties':{'from':{'enum':['BERLIN','NEW_YORK']},'to':{'enum':['BERLIN','NEW_YORK']}}}");
    private static final ToolSpec CONVERT =
            tool(
                    "convert_units",
                    "{'properties':{'value':{'type':'number'},'from':{'enum':['METERS','FEET']},'to':"
                            + "{'enum':['METERS','FEET']}}}");

    private static ToolSpec tool(String name, String schema) {
        return new ToolSpec(name, "", Json.parse(schema.replace('\'', '"')), null, false);
    }

    private static Vocabulary of(String instructions) {
        return VocabularyBuilder.of(instructions, List.of(DIFFERENCE, CONVERT), List.of());
    }

    @Test
    void parameters_of_one_name_in_two_tools_keep_their_own_values() {
        Vocabulary vocabulary = of("");
        assertEquals(
                new Slot.Choice(List.of("Berlin", "New York")),
                vocabulary.slots().get("time_difference.from"));
        assertEquals(
                new Slot.Choice(List.of("Meters", "Feet")),
                vocabulary.slots().get("convert_units.from"));
        assertTrue(
                vocabulary
                        .patterns()
                        .contains(
                                "convert {convert_units.value} from {convert_units.from} to"
                                        + " {convert_units.to}"));
    }

    @Test
    void examples_may_name_parameters_and_unknown_names_are_left_out() {
        Vocabulary vocabulary =
                of("Guests ask \"how far is {to}\" or \"open {door}\" or \"good day\".");
        assertTrue(vocabulary.patterns().contains("how far is {time_difference.to}"));
        assertTrue(vocabulary.phrases().contains("good day"));
        assertFalse(vocabulary.phrases().contains("open {door}"));
    }

    @Test
    void an_example_with_one_value_stands_for_all_of_them() {
        Vocabulary vocabulary = of("Guests ask \"what time is it in new york\".");
        assertTrue(vocabulary.phrases().contains("what time is it in new york"));
        assertTrue(vocabulary.patterns().contains("what time is it in {time_difference.from}"));
    }

    @Test
    void what_is_no_phrase_is_no_obstacle() {
        Vocabulary vocabulary = of("\"!?\" and \"$1 \\ {\" \n- ...\n- [to] and <to>");
        assertFalse(vocabulary.phrases().contains("!?"));
    }
}
