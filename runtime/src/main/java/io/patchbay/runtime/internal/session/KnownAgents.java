package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.Handoff;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.Reference;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The agents that a session was given by value: those it began with or was updated to, and those
 * they hand over to. Among them names are looked up first, so that agents can hand over to each
 * other, although an immutable one cannot hold itself. Any thread.
 */
final class KnownAgents {
    private final @Nullable RealtimeAgent first;
    private volatile @Nullable RealtimeAgent latest;

    KnownAgents(Optional<Reference<RealtimeAgent>> first) {
        this.first = first.flatMap(Reference::given).orElse(null);
    }

    /** The application gave an agent. */
    void given(RealtimeAgent agent) {
        latest = agent;
    }

    /** The agent of a name, the one that was given last first. */
    Optional<RealtimeAgent> find(String name) {
        ArrayDeque<RealtimeAgent> open = new ArrayDeque<>();
        RealtimeAgent last = latest;
        if (last != null) {
            open.add(last);
        }
        if (first != null) {
            open.add(first);
        }
        return find(name, open);
    }

    /** The agent of a name among those that {@code root} is, or hands over to by value. */
    static Optional<RealtimeAgent> within(RealtimeAgent root, String name) {
        return find(name, new ArrayDeque<>(List.of(root)));
    }

    private static Optional<RealtimeAgent> find(String name, ArrayDeque<RealtimeAgent> open) {
        Set<RealtimeAgent> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        while (!open.isEmpty()) {
            RealtimeAgent agent = open.remove();
            if (!seen.add(agent)) {
                continue;
            }
            if (agent.name().equals(name)) {
                return Optional.of(agent);
            }
            for (Handoff handoff : agent.handoffs()) {
                handoff.target().given().ifPresent(open::add);
            }
        }
        return Optional.empty();
    }
}
