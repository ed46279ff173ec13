package org.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AcmeCardNumbersTest {

    private final AcmeCardNumbers numbers = new AcmeCardNumbers(13);

    @Test
    void a_card_number_trips_however_it_is_written() {
        assertTrue(numbers.check("It is 4111 1111 1111 1111.").tripped());
        assertTrue(numbers.check("4111-1111-1111-1111, thank you").tripped());
        assertTrue(numbers.check("4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1").tripped());
    }

    @Test
    void other_numbers_pass() {
        assertFalse(numbers.check("Order 4111 1111 1111 1112 has left us.").tripped());
        assertFalse(numbers.check("Call 0800 123 456.").tripped());
        assertFalse(numbers.check("").tripped());
    }

    @Test
    void the_verdict_does_not_repeat_the_number() {
        assertEquals("a card number of 16 digits", numbers.check("4111111111111111").info());
    }

    @Test
    void an_impossible_length_is_refused_by_name() {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> new AcmeCardNumbers(1));
        assertTrue(String.valueOf(wrong.getMessage()).contains("'shortest'"));
    }
}
