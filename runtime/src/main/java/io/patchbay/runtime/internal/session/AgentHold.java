package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.RealtimeAgent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an agent for those who use it: the session while it speaks, each response, each call. When
 * the last of them lets go, the lease of its bundle ends and its listeners hear no more (RULES 37).
 * Begins with one user. Any thread, where nothing else is said.
 */
final class AgentHold {
    private final AtomicInteger users = new AtomicInteger(1);
    private final @Nullable Lease<RealtimeAgent> lease;
    private final @Nullable String offeredAs;
    private final @Nullable AgentHold owner;
    private @Nullable List<Runnable> leavings;

    private AgentHold(
            @Nullable Lease<RealtimeAgent> lease,
            @Nullable String offeredAs,
            @Nullable AgentHold owner) {
        this.lease = lease;
        this.offeredAs = offeredAs;
        this.owner = owner;
    }

    /** Of an agent that the application gave. */
    static AgentHold ofGiven() {
        return new AgentHold(null, null, null);
    }

    /** Of an agent that a bundle offers. */
    static AgentHold of(Lease<RealtimeAgent> lease, String name, SessionCore core) {
        AgentHold hold = new AgentHold(lease, name, null);
        lease.onRevoked(
                () -> {
                    try {
                        core.loop.execute(() -> core.tell(follower -> follower.agentRevoked(hold)));
                    } catch (RejectedExecutionException e) {
                        // the loop has ended, and the session with it
                    }
                });
        return hold;
    }

    /** Of what is left of an agent that bundles offered by this name, and will again perhaps. */
    static AgentHold ofCopy(String name) {
        return new AgentHold(null, name, null);
    }

    /** Of an agent that is a part of this one: it lives as long as this one's bundle is held. */
    AgentHold ofPart() {
        AgentHold whose = owner == null ? this : owner;
        return whose.lease == null ? ofGiven() : new AgentHold(null, whose.offeredAs, whose.keep());
    }

    /** Whether it ends with {@code other}: the same, or of a part of the other's agent. */
    boolean partOf(AgentHold other) {
        return this == other || owner == other;
    }

    /** Whether nobody offers the agent that it keeps. */
    boolean isCopy() {
        return offeredAs != null && lease == null && owner == null;
    }

    /**
     * The name by which bundles offer the agent, or the one that it is a part of; null for the
     * application's own.
     */
    @Nullable String offeredAs() {
        return offeredAs;
    }

    /** One user more. */
    AgentHold keep() {
        users.incrementAndGet();
        return this;
    }

    /** Seats the agent's listeners, once. On the loop. */
    void seat(RealtimeAgent agent, SessionCore core) {
        if (leavings != null || agent.listeners().isEmpty()) {
            return;
        }
        List<Runnable> seats = new ArrayList<>();
        agent.listeners()
                .forEach(
                        listener ->
                                seats.add(
                                        core.audience.seat(
                                                new AgentEars(core.id, agent.name(), listener))));
        leavings = seats;
    }

    /** One user less. */
    void release() {
        if (users.decrementAndGet() > 0) {
            return;
        }
        if (leavings != null) {
            leavings.forEach(Runnable::run);
        }
        if (lease != null) {
            lease.release();
        }
        if (owner != null) {
            owner.release();
        }
    }
}
