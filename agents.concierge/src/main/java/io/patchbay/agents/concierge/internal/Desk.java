package io.patchbay.agents.concierge.internal;

import io.patchbay.api.tool.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the front desk does for guests, as tools. What guests ask for is noted in a file that the
 * staff reads, if there is one.
 */
public final class Desk {

    /** How long a guest may stay on the day on which he leaves. */
    public enum Until {
        NOON,
        ONE,
        TWO,
        THREE;

        String spoken() {
            return this == NOON ? "noon" : name().toLowerCase(Locale.ROOT) + " o'clock";
        }
    }

    private static final String MENU =
            "For breakfast there are rolls and dark bread, butter, honey and three kinds of jam,"
                    + " eggs as you like them, ham and cheese from the valley, smoked trout,"
                    + " porridge with apples and cinnamon, yoghurt and fresh fruit, and pancakes on"
                    + " Sundays. Coffee, tea, hot chocolate and orange juice are served from half"
                    + " past six until eleven, in the garden when the sun shines.";

    private final @Nullable Path notes;
    private final Clock clock;

    /**
     * At this desk.
     *
     * @param notes the file, to which a line is added for each wish; or null
     */
    Desk(@Nullable Path notes, Clock clock) {
        this.notes = notes;
        this.clock = clock;
    }

    /** What there is for breakfast: an answer that takes its time. */
    @Tool(name = "breakfast_menu", value = "Tells what there is for breakfast.")
    public String breakfastMenu() {
        return MENU;
    }

    /** Wakes a guest. */
    @Tool(name = "wake_up_call", value = "Has a guest woken in the morning.")
    public String wakeUpCall(@Tool.Param("The hour, from 4 to 11") int hour) throws IOException {
        if (hour < 4 || hour > 11) {
            return "We wake guests between four and eleven.";
        }
        note("wake-up call at " + hour + " am");
        return "We will wake you at " + hour + " o'clock.";
    }

    /** Lets a guest leave late, which somebody of the staff has to allow. */
    @Tool(
            name = "late_checkout",
            value =
                    "Lets a guest keep the room for longer on the last day. The staff has to agree.",
            approval = true)
    public String lateCheckout(@Tool.Param("Until when") Until until) throws IOException {
        note("late checkout until " + until.spoken());
        return "You may keep your room until " + until.spoken() + ".";
    }

    private void note(String wish) throws IOException {
        if (notes != null) {
            Files.writeString(
                    notes,
                    clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + wish + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }
}
