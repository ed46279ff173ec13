package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.Money;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.Usage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session has used: in total, by agent, and in money where there are prices. Written on the
 * loop, read on any thread.
 */
final class Ledger {
    /** Turns whose words are not known yet; more than a caller leaves open. */
    private static final int REMEMBERED = 16;

    private final SessionCore core;
    private volatile Usage total = Usage.NONE;
    private volatile Map<String, Usage> byAgent = Map.of();
    private volatile @Nullable Money cost;
    private @Nullable Spending spending;
    private @Nullable Map<String, String> listeners;

    Ledger(SessionCore core) {
        this.core = core;
    }

    /** There are prices. Before the session is used. */
    void price(Spending spending) {
        this.spending = spending;
        this.cost = spending.nothing();
    }

    /** Any thread. */
    Usage total() {
        return total;
    }

    /** Any thread; unmodifiable. */
    Map<String, Usage> byAgent() {
        return byAgent;
    }

    /** Any thread; null without prices. */
    @Nullable Money cost() {
        return cost;
    }

    /** An agent listened to a turn of the caller, whose words will cost something. */
    void listened(String itemId, String agent) {
        Map<String, String> known = listeners;
        if (known == null) {
            known = new LinkedHashMap<>();
            listeners = known;
        }
        known.put(itemId, agent);
        if (known.size() > REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /** Who listened to a turn, or {@code otherwise}. */
    String listener(String itemId, String otherwise) {
        String known = listeners == null ? null : listeners.remove(itemId);
        return known == null ? otherwise : known;
    }

    /**
     * Something was used.
     *
     * @param agent for whom; empty in a session without one
     * @param responseId by which response, or null
     */
    void used(String agent, @Nullable String responseId, Usage added) {
        total = total.plus(added);
        Map<String, Usage> known = new LinkedHashMap<>(byAgent);
        known.merge(agent, added, Usage::plus);
        byAgent = Collections.unmodifiableMap(known);
        Spending priced = spending;
        Money more = priced == null ? null : priced.price(added);
        Money before = cost;
        Money now = more == null || before == null ? before : before.plus(more);
        cost = now;
        if (core.heard()) {
            core.emit(
                    new SessionEvent.UsageUpdated(
                            core.stamp(), agent, responseId, added, total, more, now));
        }
        if (priced != null && now != null) {
            priced.spent(now);
        }
    }
}
