package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The caller's turn. The service says when it begins, often when the model sets to work on it, and
 * what was said once it is sure that it is over. A function may be called before that; then the
 * turn takes its place in the conversation first, and its words come later. On the loop.
 */
final class CallerTurn {

    private final TransportListener listener;
    private final String prefix;
    private final LongSupplier heardMillis;
    private @Nullable String itemId;
    private boolean speaking;
    private boolean committed;
    private long turns;

    /**
     * None yet.
     *
     * @param prefix begins the ids that are made here; unique among the lines of a session
     * @param heardMillis how much of the caller's sound was sent
     */
    CallerTurn(TransportListener listener, String prefix, LongSupplier heardMillis) {
        this.listener = listener;
        this.prefix = prefix;
        this.heardMillis = heardMillis;
    }

    /** The caller speaks, or goes on when it seemed that he had stopped. */
    void started() {
        speaking = true;
        tell(new TransportEvent.SpeechStarted(item(), heardMillis.getAsLong()));
    }

    /** A sign that the caller has stopped. */
    void stopped() {
        if (speaking) {
            speaking = false;
            tell(new TransportEvent.SpeechStopped(item(), heardMillis.getAsLong()));
        }
    }

    /** The model acts upon the turn before its words are known. */
    void actedUpon() {
        if (speaking) {
            stopped();
            commit(null);
        }
    }

    /** What the caller said; the turn is over. */
    void said(String words) {
        stopped();
        commit(words);
        tell(new TransportEvent.InputTranscriptDone(item(), 0, words, null));
        itemId = null;
        committed = false;
    }

    private void commit(@Nullable String words) {
        if (committed) {
            return;
        }
        committed = true;
        String id = item();
        Item item =
                new Item.Message(
                        id,
                        Role.USER,
                        List.of(new ContentPart.InputAudio(words, null)),
                        ItemStatus.COMPLETED);
        tell(new TransportEvent.InputCommitted(id, Placement.END));
        tell(new TransportEvent.ItemAdded(item, Placement.END));
        tell(new TransportEvent.ItemDone(item, Placement.END));
    }

    private String item() {
        String id = itemId;
        if (id == null) {
            id = prefix + "-heard-" + ++turns;
            itemId = id;
        }
        return id;
    }

    private void tell(TransportEvent event) {
        listener.onEvent(event);
    }
}
