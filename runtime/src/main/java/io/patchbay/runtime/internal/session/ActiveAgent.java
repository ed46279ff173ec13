package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who speaks: the agent that a session began with, or the one that took over. On the loop. */
final class ActiveAgent {
    private final SessionCore core;
    private final Agents agents;
    private volatile @Nullable AgentBinding binding;
    private int change;
    private boolean ended;

    ActiveAgent(SessionCore core) {
        this.core = core;
        this.agents = new Agents(core);
    }

    /** As it was resolved last; null in a session without an agent. Any thread. */
    @Nullable AgentBinding binding() {
        return binding;
    }

    /**
     * The agent as it is now, for a connection; one that took over keeps its place. Fails with a
     * {@link ConnectException} when it cannot be prepared in the time of a connect.
     */
    CompletionStage<@Nullable AgentBinding> prepare() {
        AgentBinding before = binding;
        CompletableFuture<AgentBinding> resolving;
        if (before != null) {
            resolving = agents.resolve(before.agent(), null);
        } else if (core.options.agent().isPresent()) {
            resolving = agents.resolve(core.options.agent().get());
        } else {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable AgentBinding> prepared = new CompletableFuture<>();
        SerialLoop.Timer timer =
                core.loop.schedule(
                        () -> prepared.completeExceptionally(late()),
                        core.options.limits().connect());
        int begun = change;
        resolving.whenComplete(
                (resolved, failure) ->
                        core.onLoop(
                                () -> {
                                    timer.cancel();
                                    prepared(begun, before, resolved, failure, prepared);
                                }));
        return prepared;
    }

    private static ConnectException late() {
        return new ConnectException(
                new CloseReason(
                        CloseReason.Cause.LOST,
                        0,
                        "the agent's instructions or tools were not there in time; see what they"
                                + " wait for, or allow more time in SessionLimits.connect",
                        null),
                null);
    }

    private void prepared(
            int begun,
            @Nullable AgentBinding before,
            @Nullable AgentBinding resolved,
            @Nullable Throwable failure,
            CompletableFuture<@Nullable AgentBinding> prepared) {
        if (resolved == null) {
            prepared.completeExceptionally(
                    failure == null ? new IllegalStateException("no agent") : failure);
        } else if (ended) {
            resolved.release();
        } else {
            if (begun == change) {
                binding = before == null ? resolved : resolved.withLease(before.lease());
            } else {
                resolved.release(); // another agent took over meanwhile
            }
            prepared.complete(binding);
        }
    }

    /** Another agent takes over, once the line was told. */
    CompletionStage<Void> update(RealtimeAgent agent, Reconfiguring reconfiguring) {
        int mine = ++change;
        CompletableFuture<Void> result = new CompletableFuture<>();
        agents.resolve(agent, null)
                .whenComplete(
                        (resolved, failure) ->
                                core.onLoop(
                                        () ->
                                                resolved(
                                                        mine,
                                                        resolved,
                                                        failure,
                                                        reconfiguring,
                                                        result)));
        return result;
    }

    private void resolved(
            int mine,
            @Nullable AgentBinding resolved,
            @Nullable Throwable failure,
            Reconfiguring reconfiguring,
            CompletableFuture<Void> result) {
        if (resolved == null) {
            result.completeExceptionally(
                    failure == null ? new IllegalStateException("no agent") : failure);
        } else if (ended || mine != change) {
            result.completeExceptionally(
                    new IllegalStateException("another agent, or the end, came first"));
        } else {
            reconfiguring
                    .agent(resolved)
                    .whenComplete((nothing, refused) -> applied(resolved, refused, result));
        }
    }

    private void applied(
            AgentBinding resolved, @Nullable Throwable refused, CompletableFuture<Void> result) {
        if (refused != null) {
            result.completeExceptionally(refused);
            return;
        }
        AgentBinding before = binding;
        binding = resolved;
        core.tell(follower -> follower.agentChanged(before, resolved));
        if (before != null) {
            before.release();
            if (core.heard()) {
                core.emit(
                        new SessionEvent.AgentHandoff(
                                core.stamp(), before.name(), resolved.name()));
            }
        }
        result.complete(null);
    }

    /** The session is over. */
    void end() {
        ended = true;
        AgentBinding last = binding;
        if (last != null) {
            last.release();
        }
    }
}
