package io.patchbay.emulator.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    @Test
    void equal_content_is_an_equal_key() {
        assertEquals(orders("Paris"), orders("Paris"));
        assertEquals(orders("Paris").hashCode(), orders("Paris").hashCode());
        assertNotEquals(orders("Paris"), orders("Rome"));
        assertNotEquals(Vocabulary.of("a {b}"), orders("Paris"));
    }

    private static Vocabulary orders(String city) {
        return Vocabulary.builder()
                .phrase("Hello")
                .choice("city", List.of(city))
                .pattern("Fly to {city}")
                .build();
    }

    @Test
    void a_phrase_added_twice_is_there_once() {
        assertEquals(List.of("yes", "no"), Vocabulary.of("yes", "no", "yes").phrases());
    }

    @Test
    void braces_in_a_phrase_are_punctuation() {
        assertEquals(List.of("a {b}"), Vocabulary.of("a {b}").phrases());
    }

    @Test
    void a_pattern_needs_its_slots_defined_and_each_once() {
        Vocabulary.Builder undefined = Vocabulary.builder().pattern("Fly to {city}");
        Vocabulary.Builder twice = Vocabulary.builder().number("n", 1, 9).pattern("{n} plus {n}");

        assertThrows(IllegalArgumentException.class, undefined::build);
        assertThrows(IllegalArgumentException.class, twice::build);
    }

    @Test
    void bounds_are_kept() {
        Vocabulary.Builder full = Vocabulary.builder();
        for (int i = 0; i < Vocabulary.MAX_PHRASES; i++) {
            full.phrase("phrase " + i);
        }
        String tooLong = "x".repeat(Vocabulary.MAX_LENGTH + 1);
        List<String> tooMany = java.util.Collections.nCopies(Vocabulary.MAX_ALTERNATIVES + 1, "x");

        assertThrows(IllegalArgumentException.class, () -> full.phrase("one more"));
        assertThrows(IllegalArgumentException.class, () -> Vocabulary.of(tooLong));
        assertThrows(IllegalArgumentException.class, () -> new Slot.Choice(tooMany));
        assertThrows(IllegalArgumentException.class, () -> new Slot.Choice(List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Slot.Digits(0, 5));
        assertThrows(IllegalArgumentException.class, () -> new Slot.Number(5, 1000));
        assertThrows(
                IllegalArgumentException.class, () -> Vocabulary.builder().digits("a b", 1, 1));
    }

    @Test
    void it_does_not_print_what_may_be_said() {
        assertFalse(orders("Paris").toString().contains("Paris"));
        assertFalse(orders("Paris").toString().contains("Hello"));
    }

    @Test
    void without_phrases_and_patterns_it_is_empty() {
        assertTrue(Vocabulary.builder().digits("n", 1, 2).build().isEmpty());
        assertFalse(orders("Paris").isEmpty());
    }
}
