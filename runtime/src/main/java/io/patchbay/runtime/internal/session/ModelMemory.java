package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.Response;
import io.patchbay.api.transport.Command;
import io.patchbay.runtime.internal.session.Responses.Active;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the model is to forget: natively where the provider cuts and deletes; else an answer is
 * replaced by the words that were heard; else only the history here knows better, and says so once.
 * On the loop.
 */
final class ModelMemory implements Follower {
    private static final int REMEMBERED = 16;

    private final SessionCore core;
    private final Outgoing outgoing;
    private final Responses responses;
    private final ToldInWriting told;

    // most providers cut by themselves, and most sessions need none of these
    private @Nullable ArrayDeque<String> forgotten;
    private @Nullable List<String> rewritten;
    private boolean warned;

    ModelMemory(SessionCore core, Outgoing outgoing, Responses responses, ToldInWriting told) {
        this.core = core;
        this.outgoing = outgoing;
        this.responses = responses;
        this.told = told;
    }

    private boolean can(Feature feature) {
        Line line = outgoing.line();
        return line == null || line.capabilities.has(feature);
    }

    /**
     * An answer was heard up to here: the provider is told, where it cuts.
     *
     * @return whether it does; else {@link #rewrite} has to follow when the history knows
     */
    boolean cut(Segments.Cut cut) {
        if (!can(Feature.TRUNCATE)) {
            return false;
        }
        outgoing.correct(
                Command.TruncateItem.of(cut.itemId(), cut.contentIndex(), cut.playedMillis()));
        return true;
    }

    /** The provider has an answer replaced by what the history has of it, where it can be. */
    void rewrite(String itemId) {
        if (!can(Feature.HISTORY_EDITS)) {
            keeps();
            return;
        }
        for (Active active : responses.inConversation()) {
            if (active.messages().contains(itemId)) {
                List<String> later = rewritten == null ? new ArrayList<>(1) : rewritten;
                rewritten = later;
                later.add(itemId); // while it grows it cannot be exchanged
                return;
            }
        }
        told.instead(itemId, outgoing.line());
    }

    /** The model is to forget an item. */
    void forget(String itemId) {
        if (can(Feature.HISTORY_EDITS)) {
            outgoing.correct(Command.DeleteItem.of(itemId));
            return;
        }
        Line line = outgoing.line();
        if (line != null) {
            line.forget(itemId);
        }
        keeps();
        ArrayDeque<String> known = forgotten == null ? new ArrayDeque<>(2) : forgotten;
        forgotten = known;
        if (known.size() >= REMEMBERED) {
            known.pollFirst();
        }
        known.addLast(itemId);
        core.loop.execute(() -> core.conversation.remove(itemId));
    }

    private void keeps() {
        if (!warned) {
            warned = true;
            core.warn(
                    "model-remembers",
                    "the provider cannot be told what the caller did not hear: the history here is"
                            + " right, and the model remembers more");
        }
    }

    /** What is told of an item is told too late: it was forgotten. */
    boolean forgot(Item item) {
        return forgotten != null && forgotten.contains(item.id());
    }

    @Override
    public void responseEnded(Active response, Response result) {
        List<String> later = rewritten;
        if (later != null) {
            rewritten = null;
            // the line's last words about it come before
            core.loop.execute(() -> later.forEach(this::rewrite));
        }
    }

    @Override
    public void responseGivenUp(String responseId) {
        rewritten = null;
    }

    @Override
    public void lineGone() {
        forgotten = null;
        rewritten = null;
        warned = false;
    }
}
