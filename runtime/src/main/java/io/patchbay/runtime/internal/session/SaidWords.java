package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets the conversation know what was said beside it: the words that were heard, at the place where
 * they were said (RULES 8). On the loop.
 */
final class SaidWords {
    private final SessionCore core;
    private final Outgoing outgoing;

    SaidWords(SessionCore core, Outgoing outgoing) {
        this.core = core;
        this.outgoing = outgoing;
    }

    /** Where something that is said now belongs. */
    Placement place() {
        List<Item> items = core.conversation.snapshot().items();
        int last = items.size() - 1;
        // a call and its output stay together: what is said meanwhile goes before them
        while (last >= 0 && items.get(last) instanceof Item.FunctionCall) {
            last--;
        }
        if (last < 0) {
            return items.isEmpty() ? Placement.END : Placement.FIRST;
        }
        return Placement.after(items.get(last).id());
    }

    /**
     * Puts down what was heard.
     *
     * @param heardMillis how much of it was heard
     * @param totalMillis how much of it there was
     * @return the item, or null when there are no words to put down
     */
    @Nullable String enter(QueuedSaying saying, boolean whole, long heardMillis, long totalMillis) {
        String words = words(saying, whole, heardMillis, totalMillis);
        if (words.isBlank()) {
            return null;
        }
        String id = saying.utterance instanceof Utterance.Clip ? saying.key : outgoing.nextItemId();
        Item item = Item.Message.assistant(words).withId(id);
        Placement place = saying.place;
        if (place instanceof Placement.After after && !core.conversation.has(after.itemId())) {
            place = Placement.END;
        }
        core.conversation.put(item, place);
        if (outgoing.line() != null) {
            outgoing.send(Command.CreateItem.at(place, item))
                    .whenComplete((receipt, failure) -> core.onLoop(() -> unsent(failure)));
        }
        return id;
    }

    private void unsent(@Nullable Throwable failure) {
        if (failure != null && outgoing.line() != null) {
            core.error(
                    ErrorSource.LINE,
                    "the model was not told what was said: " + failure.getMessage(),
                    null);
        }
    }

    private static String words(
            QueuedSaying saying, boolean whole, long heardMillis, long totalMillis) {
        String text;
        if (saying.utterance instanceof Utterance.Clip clip) {
            text = clip.transcript();
        } else if (saying.utterance instanceof Utterance.Verbatim verbatim) {
            // of what was cut only so much was generated; its own words fit the sound better
            text = whole || saying.words.isEmpty() ? verbatim.text() : saying.words.toString();
        } else {
            return "";
        }
        return whole ? text : share(text, heardMillis, totalMillis);
    }

    private static String share(String text, long heardMillis, long totalMillis) {
        if (totalMillis <= 0 || heardMillis <= 0) {
            return "";
        }
        int end = (int) (text.length() * Math.min(heardMillis, totalMillis) / totalMillis);
        // a character outside the basic plane is not torn apart
        if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }
}
