package io.patchbay.tools.clock.internal;

import io.patchbay.api.tool.Tool;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** The tools themselves. Their answers are sentences, because they are meant to be spoken. */
public final class Clocks {

    private static final DateTimeFormatter OF_12 = DateTimeFormatter.ofPattern("h:mm a", Locale.US);
    private static final DateTimeFormatter OF_24 = DateTimeFormatter.ofPattern("H:mm", Locale.US);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEEE, MMMM d", Locale.US);

    private final Clock clock;
    private final DateTimeFormatter time;

    Clocks(Clock clock, int hours) {
        this.clock = clock;
        time = hours == 24 ? OF_24 : OF_12;
    }

    /** The time of day in a city. */
    @Tool(name = "current_time", value = "Tells the current time of day in a city.")
    public String currentTime(@Tool.Param("The city whose time is wanted") City city) {
        return "It is " + time.format(now(city)) + " in " + city.spoken() + ".";
    }

    /** The date in a city. */
    @Tool(name = "current_date", value = "Tells today's date and day of the week in a city.")
    public String currentDate(@Tool.Param("The city whose date is wanted") City city) {
        return "In " + city.spoken() + " it is " + DATE.format(now(city)) + ".";
    }

    /** How far apart two cities' clocks are. */
    @Tool(
            name = "time_difference",
            value = "Tells how many hours one city is ahead of or behind another.")
    public String timeDifference(
            @Tool.Param("The city to start from") City from,
            @Tool.Param("The city to compare with") City to) {
        Duration ahead =
                Duration.ofSeconds(
                        now(to).getOffset().getTotalSeconds()
                                - now(from).getOffset().getTotalSeconds());
        if (ahead.isZero()) {
            return from.spoken() + " and " + to.spoken() + " have the same time.";
        }
        Duration apart = ahead.abs();
        String hours =
                apart.toHours()
                        + (apart.toHours() == 1 ? " hour" : " hours")
                        + (apart.toMinutesPart() == 0
                                ? ""
                                : " and " + apart.toMinutesPart() + " minutes");
        return to.spoken()
                + " is "
                + hours
                + (ahead.isNegative() ? " behind " : " ahead of ")
                + from.spoken()
                + ".";
    }

    /** How many days remain until a date. */
    @Tool(name = "days_until", value = "Tells how many days remain until a date.")
    public String daysUntil(
            @Tool.Param("The date as year-month-day, for example 2027-01-31") String date) {
        LocalDate day;
        try {
            day = LocalDate.parse(date.strip());
        } catch (DateTimeParseException e) {
            return "I need the date as year, month and day, for example 2027-01-31.";
        }
        long days = ChronoUnit.DAYS.between(LocalDate.now(clock.withZone(ZoneOffset.UTC)), day);
        if (days == 0) {
            return "That is today.";
        }
        String count = Math.abs(days) + (Math.abs(days) == 1 ? " day" : " days");
        return days > 0 ? "It is " + count + " until then." : "That was " + count + " ago.";
    }

    private ZonedDateTime now(City city) {
        return ZonedDateTime.now(clock.withZone(city.zone()));
    }
}
