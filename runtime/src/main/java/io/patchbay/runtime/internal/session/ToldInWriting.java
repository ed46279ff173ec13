package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import org.jspecify.annotations.Nullable;

/**
 * What the line was told of the conversation before it took over. It has the answers of earlier
 * lines in writing and cannot truncate them: one that is cut while its old sound still plays is
 * told again, as far as it was heard (RULES 22). On the loop.
 */
final class ToldInWriting {
    private final SessionCore core;
    private @Nullable Replay replay;

    ToldInWriting(SessionCore core) {
        this.core = core;
    }

    /** A line stands that was told this; null when it knew by itself, or there was nothing. */
    void begin(@Nullable Replay told) {
        replay = told;
    }

    /** The line is gone. */
    void end() {
        Replay told = replay;
        replay = null;
        if (told != null) {
            told.end(CloseReason.NORMAL);
        }
    }

    /** Whether an event answers what the line was told, and nobody else need hear of it. */
    boolean took(TransportEvent event) {
        Replay told = replay;
        return told != null && told.took(event);
    }

    /** The line has room again. */
    void writable() {
        Replay told = replay;
        if (told != null) {
            told.writable();
        }
    }

    /** Whether the line has an item in writing only. */
    boolean has(String itemId) {
        Replay told = replay;
        return told != null && told.has(itemId);
    }

    /**
     * Tells a line in writing what it has spoken itself, as it stands in the history now.
     *
     * @param line null when there is none any more
     */
    void instead(String itemId, @Nullable Line line) {
        if (line == null) {
            return;
        }
        if (replay == null) {
            replay = new Replay(core, line);
        }
        again(itemId);
    }

    /**
     * Tells an item again, as it stands in the history now.
     *
     * @return false when nothing is left of it to be told
     */
    boolean again(String itemId) {
        Replay told = replay;
        Item item = core.conversation.item(itemId).orElse(null);
        Item written = item == null ? null : ReplayPlan.written(item);
        if (told == null || written == null) {
            return false;
        }
        int refused = told.refused().size();
        told.again(written, core.conversation.before(itemId))
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure == null && told.refused().size() > refused) {
                                core.warn(
                                        "answer-not-corrected",
                                        "the model does not remember an answer that was"
                                                + " interrupted: "
                                                + told.refused().get(refused));
                            }
                        });
        return true;
    }
}
