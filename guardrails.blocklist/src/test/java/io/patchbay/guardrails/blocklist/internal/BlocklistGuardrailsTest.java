package io.patchbay.guardrails.blocklist.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.GuardrailSource.Guardrails;
import io.patchbay.api.plug.Settings;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class BlocklistGuardrailsTest {

    private static Guardrails of(Map<String, String> settings) {
        return new BlocklistGuardrails().create(Settings.of(settings), new PlugContextStub());
    }

    @Test
    void whole_words_trip_whatever_their_case() {
        Blocklist list = Blocklist.of("ass, Señor", "");
        assertTrue(list.check("You ASS!").tripped());
        assertTrue(list.check("SEÑOR, please").tripped());
        assertFalse(list.check("a classic assignment").tripped());
        assertFalse(list.check("").tripped());
    }

    @Test
    void a_phrase_trips_with_whatever_stands_between_its_words() {
        Blocklist list = Blocklist.of("credit card\nsocial security number", "");
        assertTrue(list.check("your Credit-Card").tripped());
        assertTrue(list.check("the social, security\n number is").tripped());
        assertFalse(list.check("a card with credit").tripped());
    }

    @Test
    void patterns_are_searched_one_a_line() {
        Blocklist list = Blocklist.of("", "\\b\\d{4}[ -]?\\d{4}\\b\n\nacme (corp|inc)");
        assertTrue(list.check("it is 1234 5678 now").tripped());
        assertTrue(list.check("At ACME Inc we").tripped());
        assertFalse(list.check("123 456").tripped());
    }

    @Test
    void the_verdict_says_which_entry_and_not_what_was_said() {
        assertEquals("entry 2 of the list", Blocklist.of("one,two", "").check("Two!").info());
    }

    @Test
    void a_pattern_that_is_none_is_named_with_its_line() {
        IllegalArgumentException wrong =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> of(Map.of("patterns", "fine\n(not closed")));
        assertTrue(String.valueOf(wrong.getMessage()).contains("'patterns', line 2"));
    }

    @Test
    void both_kinds_are_offered_under_one_name_with_the_operators_hint() {
        try (Guardrails guardrails = of(Map.of("words", "no", "hint", "be nice"))) {
            assertEquals("blocklist", guardrails.output().get(0).name());
            assertEquals("be nice", guardrails.output().get(0).policyHint());
            assertEquals("blocklist", guardrails.input().get(0).name());
            assertEquals("be nice", guardrails.input().get(0).policyHint());
        }
    }

    @Test
    void without_settings_nothing_trips() {
        assertFalse(Blocklist.of("", "").check("anything at all").tripped());
    }

    @Test
    void the_source_is_found_on_the_class_path() {
        GuardrailSource source =
                ServiceLoader.load(GuardrailSource.class).findFirst().orElseThrow();
        assertSame(BlocklistGuardrails.class, source.getClass());
    }
}
