package io.patchbay.provider.gemini.internal;

import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a session of the caller's turns. The service names none: it says (where it does) that
 * somebody speaks, what was said, in no order with the answers, and interrupts; a turn is over when
 * the model answers.
 */
final class CallerTurns {

    private final TransportListener listener;
    private final LongSupplier millis;
    private final String prefix;
    private final StringBuilder words = new StringBuilder();
    private String id = "";
    private long count;
    private int settled;
    private boolean announced;
    private boolean stopped;
    private boolean committed;
    private boolean answered = true;

    /**
     * None yet.
     *
     * @param millis milliseconds of caller's sound on this line
     * @param prefix begins the ids that are made here
     */
    CallerTurns(TransportListener listener, LongSupplier millis, String prefix) {
        this.listener = listener;
        this.millis = millis;
        this.prefix = prefix;
    }

    /** Whether the caller has begun a turn that is not over. */
    boolean open() {
        return !id.isEmpty() && !committed;
    }

    /** Whether a turn of the caller is over and not answered yet. */
    boolean waiting() {
        return committed && !answered;
    }

    /** Somebody speaks. */
    void started() {
        started(millis.getAsLong());
    }

    /** Somebody speaks since so many milliseconds of this line's sound. */
    void started(long since) {
        if (!open()) {
            begin();
        }
        if (!announced || stopped) {
            announced = true;
            stopped = false;
            tell(new TransportEvent.SpeechStarted(id, since));
        }
    }

    /** Nobody speaks any more, since that place of this line's sound, or since now. */
    void stopped(@Nullable Duration since) {
        stopped(since == null ? millis.getAsLong() : since.toMillis());
    }

    private void stopped(long since) {
        if (open() && announced && !stopped) {
            stopped = true;
            tell(new TransportEvent.SpeechStopped(id, since));
        }
    }

    /**
     * More of what was said: of the turn that is open, or of the last one until it was answered.
     *
     * @param quiet whether words alone are no sign that somebody speaks now
     */
    void words(String delta, boolean quiet) {
        // words of a turn may come after its answer; those of another come with words before
        if (id.isEmpty() || committed && answered && !words.isEmpty()) {
            begin();
        }
        if (open() && !announced && !quiet) {
            started();
        }
        String more = words.isEmpty() ? delta.stripLeading() : delta;
        if (more.isEmpty()) {
            return;
        }
        words.append(more);
        if (committed || announced) {
            tell(new TransportEvent.InputTranscriptDelta(id, 0, more));
        }
    }

    /** The turn is over; one of which nothing was noticed until now is told of as a whole. */
    void over() {
        if (!open() || !announced) {
            started();
        }
        stopped(millis.getAsLong());
        commit();
    }

    /** The turn is over, as this side has said itself: it needs no telling when it began. */
    void commit() {
        if (!open()) {
            begin();
        }
        committed = true;
        answered = false;
        Item item =
                new Item.Message(
                        id,
                        Role.USER,
                        List.of(
                                new ContentPart.InputAudio(
                                        words.isEmpty() ? null : words.toString(), null)),
                        ItemStatus.COMPLETED);
        tell(new TransportEvent.InputCommitted(id, Placement.END));
        tell(new TransportEvent.ItemAdded(item, Placement.END));
        tell(new TransportEvent.ItemDone(item, Placement.END));
    }

    /** The service says that the words are whole: so is the turn. */
    void finished() {
        if (open()) {
            over();
        }
        settle();
    }

    /** The words are whole, as far as the service has said them. */
    void settle() {
        if (committed && words.length() > settled) {
            settled = words.length();
            tell(new TransportEvent.InputTranscriptDone(id, 0, words.toString(), null));
        }
    }

    /** The model's turn is over: what is said now is another turn of the caller. */
    void answered() {
        settle();
        answered = true;
    }

    private void begin() {
        settle();
        id = prefix + "-heard-" + ++count;
        words.setLength(0);
        settled = 0;
        announced = false;
        stopped = false;
        committed = false;
        answered = false;
    }

    private void tell(TransportEvent event) {
        listener.onEvent(event);
    }
}
