package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the configuration that the provider has not answered, in the order in which they went
 * out: it answers in that order, so what an answer changes belongs to the oldest. Needed for those
 * that the application sends past us, whose content shows in the answer alone. On the loop.
 */
final class UpdatesInFlight {
    private static final int REMEMBERED = 32;

    private final ArrayDeque<Sent> sent = new ArrayDeque<>(2);
    private int raw;

    /**
     * A change that is on its way.
     *
     * @param id the id that the provider's complaint would name, or null
     * @param change what it says; null when only the provider can read it
     * @param tracing whether it may say something of tracing
     */
    private record Sent(@Nullable String id, @Nullable SessionConfig change, boolean tracing) {
        boolean isRaw() {
            return change == null;
        }
    }

    void sent(String commandId, SessionConfig change) {
        add(new Sent(commandId, change, true));
    }

    /**
     * The application sends a change past us.
     *
     * @param eventId the id that it carries, or null
     */
    void sentRaw(@Nullable String eventId, boolean tracing) {
        raw++;
        add(new Sent(eventId, null, tracing));
    }

    private void add(Sent update) {
        if (sent.size() >= REMEMBERED) {
            take(sent.getFirst());
        }
        sent.addLast(update);
    }

    private void take(Sent update) {
        if (sent.remove(update) && update.isRaw()) {
            raw--;
        }
    }

    /**
     * The provider refused a change.
     *
     * @param id which; null when it does not say, and then it was a raw one that carries no id
     */
    void refused(@Nullable String id) {
        Iterator<Sent> all = sent.iterator();
        while (all.hasNext()) {
            Sent update = all.next();
            if (id == null ? update.isRaw() && update.id() == null : id.equals(update.id())) {
                take(update);
                return;
            }
        }
    }

    /**
     * The provider confirmed.
     *
     * @param changes what is otherwise than before
     * @return what of it was asked for past us
     */
    SessionConfig confirmed(SessionConfig changes) {
        Sent oldest = sent.peekFirst();
        if (oldest == null) {
            return SessionConfig.EMPTY;
        }
        if (!oldest.isRaw()) {
            take(oldest);
            return SessionConfig.EMPTY;
        }
        if (!oldest.tracing() && changes.fields().equals(Set.of(ConfigField.TRACING))) {
            return SessionConfig.EMPTY; // the line's own doing, at its start
        }
        take(oldest);
        Set<ConfigField<?>> others = new HashSet<>(changes.fields());
        for (Sent update : sent) {
            if (update.change() != null) {
                others.removeAll(update.change().fields());
            }
        }
        return changes.only(others);
    }

    /** Whether an answer to a change past us is still to come. */
    boolean waitsForRaw() {
        return raw > 0;
    }

    void clear() {
        sent.clear();
        raw = 0;
    }
}
