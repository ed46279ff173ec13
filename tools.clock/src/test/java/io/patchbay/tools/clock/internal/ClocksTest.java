package io.patchbay.tools.clock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.tool.ToolSource;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ClocksTest {

    private final Clocks clocks =
            new Clocks(Clock.fixed(Instant.parse("2026-07-04T22:05:00Z"), ZoneOffset.UTC), 12);

    @Test
    void a_city_has_its_own_time_of_day() {
        assertEquals("It is 12:05 AM in Berlin.", clocks.currentTime(City.BERLIN));
        assertEquals("It is 6:05 PM in New York.", clocks.currentTime(City.NEW_YORK));
    }

    @Test
    void the_time_of_day_is_told_by_24_hours_where_set_so() {
        Clocks of24 =
                new Clocks(Clock.fixed(Instant.parse("2026-07-04T22:05:00Z"), ZoneOffset.UTC), 24);
        assertEquals("It is 18:05 in New York.", of24.currentTime(City.NEW_YORK));
    }

    @Test
    void other_hours_are_refused() {
        Settings settings = Settings.of(Map.of("hours", 10));
        IllegalArgumentException refused =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new ClockTools().create(settings, new PlugContextStub()));
        assertTrue(String.valueOf(refused.getMessage()).contains("12 or 24"));
    }

    @Test
    void a_city_beyond_midnight_has_tomorrows_date() {
        assertEquals("In Berlin it is Sunday, July 5.", clocks.currentDate(City.BERLIN));
        assertEquals("In New York it is Saturday, July 4.", clocks.currentDate(City.NEW_YORK));
    }

    @Test
    void a_difference_says_who_is_ahead() {
        assertEquals(
                "Tokyo is 7 hours ahead of Berlin.",
                clocks.timeDifference(City.BERLIN, City.TOKYO));
        assertEquals(
                "London is 1 hour behind Paris.", clocks.timeDifference(City.PARIS, City.LONDON));
        assertEquals(
                "Delhi is 4 hours and 30 minutes ahead of London.",
                clocks.timeDifference(City.LONDON, City.DELHI));
        assertEquals(
                "Paris and Rome have the same time.", clocks.timeDifference(City.PARIS, City.ROME));
    }

    @Test
    void days_are_counted_both_ways() {
        assertEquals("It is 1 day until then.", clocks.daysUntil("2026-07-05"));
        assertEquals("That was 3 days ago.", clocks.daysUntil("2026-07-01"));
        assertEquals("That is today.", clocks.daysUntil(" 2026-07-04 "));
    }

    @Test
    void a_date_that_is_none_is_answered_with_how_to_write_one() {
        assertEquals(
                "I need the date as year, month and day, for example 2027-01-31.",
                clocks.daysUntil("tomorrow"));
    }

    @Test
    void the_source_is_found_on_the_class_path() {
        ToolSource source = ServiceLoader.load(ToolSource.class).findFirst().orElseThrow();
        assertSame(ClockTools.class, source.getClass());
        PlugContextStub context = new PlugContextStub();
        try (ToolSource.Tools tools = source.create(Settings.EMPTY, context)) {
            assertEquals(1, tools.tools().size());
        }
    }
}
