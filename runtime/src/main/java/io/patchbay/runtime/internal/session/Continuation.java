package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.transport.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the conversation goes on when a line followed another: what was lost is told, what was cut
 * off goes on, or is fetched where the provider remembers it (RULES 22). On the loop.
 *
 * @param owner has the line, as long as nothing that is told here ends it
 */
record Continuation(
        SessionCore core, SessionParts parts, CutOff cutOff, NextLine next, NextLine.Owner owner) {

    /**
     * Goes on.
     *
     * @param ready the line, which stands
     * @param lost with the line before
     * @param held milliseconds of the caller's sound that waited for it
     * @param unplayed sound of the line that waited for the switch
     */
    void on(Ready ready, List<String> lost, long held, Duration unplayed) {
        List<String> all = new ArrayList<>(lost);
        all.addAll(ready.lost());
        long dropped = parts.callerAudio.takeDroppedMillis();
        if (dropped > 0) {
            all.add(dropped + " ms of the caller's sound, for which the pause was too long");
        }
        if (!ready.line().gaps.dropped().isEmpty()) {
            core.warn(
                    "config-not-possible",
                    "provider '"
                            + ready.line().choice.provider()
                            + "' cannot have all of the configuration: "
                            + String.join("; ", ready.line().gaps.dropped()));
        }
        if (core.heard()) {
            core.emit(
                    new SessionEvent.Reconnected(
                            core.stamp(), ready.line().choice, ready.restored(), all));
        }
        if (ready.restored() == Restoration.ATTACHED) {
            cutOff.clear();
            retrieve(ready.line());
        } else if (stands(ready.line())) {
            cutOff.goOn(parts, ready.line().capabilities);
        }
        next.restored(ready, held, dropped, unplayed);
    }

    /** What was open when we lost sight of it may have come to its end. */
    private void retrieve(Line line) {
        for (Item item : core.conversation.snapshot().items()) {
            if (stands(line) && item.status() != ItemStatus.COMPLETED) {
                parts.outgoing.correct(Command.RetrieveItem.of(item.id()));
            }
        }
    }

    private boolean stands(Line line) {
        return owner.current() == line;
    }
}
