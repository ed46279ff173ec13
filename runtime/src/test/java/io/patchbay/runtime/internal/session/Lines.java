package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import java.util.List;

/** What tests of lost lines have in common. */
final class Lines {
    static final CloseReason RESET =
            new CloseReason(CloseReason.Cause.LOST, 1006, "connection reset", null);
    static final CloseReason QUOTA =
            new CloseReason(CloseReason.Cause.FATAL, 4000, "insufficient_quota", null);

    private Lines() {}

    /** The line breaks; the next ones take what they are told. */
    static void breaks(Call call) {
        call.lines.prepare(line -> line.acknowledgeItems(true));
        call.line().disconnect(RESET);
        call.run();
    }

    /** The back-off is over. */
    static void attempt(Call call) {
        List<SessionEvent.Reconnecting> all = call.events(SessionEvent.Reconnecting.class);
        call.loop.advance(all.get(all.size() - 1).delay());
    }

    /** The line breaks and comes back; says what was restored. */
    static SessionEvent.Reconnected again(Call call) {
        breaks(call);
        attempt(call);
        List<SessionEvent.Reconnected> all = call.events(SessionEvent.Reconnected.class);
        return all.get(all.size() - 1);
    }

    /** The items that the line was told. */
    static List<Item> told(Call call) {
        return call.line().commands(Command.CreateItem.class).stream()
                .map(Command.CreateItem::item)
                .toList();
    }

    static List<String> ids(List<Item> items) {
        return items.stream().map(Item::id).toList();
    }
}
