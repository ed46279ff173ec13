package io.patchbay.tck.conformance;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A conversation that another line has had. */
final class Past {

    static final List<Item> ITEMS =
            List.of(
                    Item.Message.user("When does the museum open?").withId("past_1"),
                    new Item.FunctionCall(
                            "past_2",
                            "call_past",
                            "museum_hours",
                            "{\"day\":\"TUESDAY\"}",
                            ItemStatus.COMPLETED),
                    new Item.FunctionCallOutput("past_3", "call_past", "From ten to six."),
                    Item.Message.assistant("It opens at ten.").withId("past_4"));

    private Past() {}

    /** Whether all of it was heard, in order. */
    static boolean isIn(List<Heard> heard) {
        int at = 0;
        for (Item item : ITEMS) {
            int found = at;
            while (found < heard.size() && !is(item, heard.get(found))) {
                found++;
            }
            if (found == heard.size()) {
                return false;
            }
            at = found + 1;
        }
        return true;
    }

    static boolean isIn(Item item, List<Heard> heard) {
        return heard.stream().anyMatch(each -> is(item, each));
    }

    private static boolean is(Item item, @Nullable Heard heard) {
        if (item instanceof Item.Message message) {
            return heard instanceof Heard.Message told
                    && told.role().equalsIgnoreCase(message.role().name())
                    && told.text().equals(message.text());
        }
        if (item instanceof Item.FunctionCall call) {
            return heard instanceof Heard.Call told
                    && told.name().equals(call.name())
                    && told.callId().equals(call.callId());
        }
        return item instanceof Item.FunctionCallOutput output
                && heard instanceof Heard.ToolOutput told
                && told.output().equals(output.output());
    }
}
