package org.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AcmeHoursTest {

    private final AcmeHours hours = new AcmeHours(9, 17, Set.of(DayOfWeek.SUNDAY));

    @Test
    void an_open_day_has_its_hours() {
        assertEquals(
                "On Tuesday the acme is open from 9 to 17 o'clock.",
                hours.hours(DayOfWeek.TUESDAY));
    }

    @Test
    void a_closed_day_has_none() {
        assertEquals("On Sunday the acme is closed.", hours.hours(DayOfWeek.SUNDAY));
    }

    @Test
    void hours_in_the_wrong_order_are_refused_by_name() {
        IllegalArgumentException wrong =
                assertThrows(IllegalArgumentException.class, () -> new AcmeHours(18, 9, Set.of()));
        assertTrue(String.valueOf(wrong.getMessage()).contains("'opens' and 'closes'"));
    }
}
