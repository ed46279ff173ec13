package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.Reference;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks: the agent that a session began with, or the one that took over. Another one takes
 * over when the line has its configuration: what the line began before belongs to the former one.
 * On the loop.
 */
final class ActiveAgent implements Follower {
    private final SessionCore core;
    private final Outgoing outgoing;
    private final Reconfiguring reconfiguring;
    private final Agents agents;
    private volatile @Nullable AgentBinding binding;
    private @Nullable AgentBinding opened;
    private int change;
    private int takingOver;
    private boolean ended;

    /** Agents that are being prepared, with what ends the wait for each. */
    private Map<CompletableFuture<AgentBinding>, SerialLoop.Timer> preparing = Map.of();

    ActiveAgent(SessionCore core, Outgoing outgoing, Reconfiguring reconfiguring) {
        this.core = core;
        this.outgoing = outgoing;
        this.reconfiguring = reconfiguring;
        this.agents = new Agents(core);
    }

    /** As it was resolved last; null in a session without an agent. Any thread. */
    @Nullable AgentBinding binding() {
        return binding;
    }

    /** As a line opens with it. */
    @Nullable AgentBinding opening() {
        opened = binding;
        return opened;
    }

    /**
     * The agent as it is now, for a connection; one that took over keeps its place. Fails with a
     * {@link ConnectException} when it cannot be prepared in the time of a connect.
     */
    CompletionStage<@Nullable AgentBinding> prepare() {
        AgentBinding before = binding;
        CompletableFuture<AgentBinding> resolving;
        if (before != null) {
            resolving = agents.again(before);
        } else if (core.options.agent().isPresent()) {
            resolving = agents.resolve(core.options.agent().get());
        } else {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable AgentBinding> prepared = new CompletableFuture<>();
        int begun = change;
        inTime(resolving)
                .whenComplete(
                        (resolved, failure) ->
                                core.onLoop(() -> prepared(begun, resolved, failure, prepared)));
        return prepared;
    }

    private void prepared(
            int begun,
            @Nullable AgentBinding resolved,
            @Nullable Throwable failure,
            CompletableFuture<@Nullable AgentBinding> prepared) {
        if (ended) {
            if (resolved != null) {
                resolved.release();
            }
        } else if (resolved == null) {
            prepared.completeExceptionally(
                    failure == null ? new IllegalStateException("no agent") : failure);
        } else {
            if (begun == change) {
                become(resolved);
            } else {
                resolved.release(); // another agent took over meanwhile
            }
            prepared.complete(binding);
        }
    }

    /** What comes later than a connect may take comes too late; it is let go then. */
    private CompletableFuture<AgentBinding> inTime(CompletableFuture<AgentBinding> resolving) {
        CompletableFuture<AgentBinding> result = new CompletableFuture<>();
        SerialLoop.Timer timer =
                core.loop.schedule(
                        () -> {
                            prepared(result);
                            result.completeExceptionally(late());
                        },
                        core.options.limits().connect());
        preparing = new HashMap<>(preparing); // rare, and an idle session stays small
        preparing.put(result, timer);
        resolving.whenComplete(
                (resolved, failure) ->
                        core.onLoop(
                                () -> {
                                    timer.cancel();
                                    prepared(result);
                                    if (failure != null) {
                                        result.completeExceptionally(Agents.cause(failure));
                                    } else if (!result.complete(resolved)) {
                                        resolved.release();
                                    }
                                }));
        return result;
    }

    private void prepared(CompletableFuture<AgentBinding> result) {
        if (preparing.containsKey(result)) {
            preparing.remove(result);
            if (preparing.isEmpty()) {
                preparing = Map.of();
            }
        }
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

    /** The application wants another agent. */
    CompletionStage<Void> update(RealtimeAgent agent) {
        return takeOver(agents.given(agent)).thenApply(now -> null);
    }

    /** The application wants another agent by its name. */
    CompletionStage<Void> update(String name) {
        return takeOver(agents.resolve(Reference.named(name))).thenApply(now -> null);
    }

    /** The same agent, asked again. */
    CompletionStage<Void> refresh() {
        AgentBinding now = binding;
        return now == null
                ? CompletableFuture.completedFuture(null)
                : takeOver(agents.again(now)).thenApply(again -> null);
    }

    /** Tools may be for calls only. */
    @Override
    public void callChanged() {
        if (outgoing.line() == null || binding == null || changing()) {
            return; // whoever is prepared is asked anyway
        }
        refresh()
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure != null && !ended) {
                                core.warn(
                                        "agent-not-refreshed",
                                        "the agent's tools are as they were without this caller: "
                                                + Failures.unwrapped(failure).getMessage());
                            }
                        });
    }

    /** The same agent with what is plugged in now; nobody is told that another one took over. */
    CompletionStage<AgentBinding> renew() {
        AgentBinding now = binding;
        return now == null
                ? CompletableFuture.failedFuture(new IllegalStateException("no agent"))
                : takeOver(agents.again(now));
    }

    /** What can be kept of the agent without its bundle, whatever is offered in its place. */
    CompletionStage<AgentBinding> keepOn() {
        AgentBinding now = binding;
        return now == null
                ? CompletableFuture.failedFuture(new IllegalStateException("no agent"))
                : takeOver(agents.copy(now));
    }

    /** Whether an agent is about to take over. */
    boolean changing() {
        return takingOver > 0;
    }

    /** The agent of a response hands over to another one, on the line on which it spoke. */
    CompletionStage<AgentBinding> handOver(Reference<RealtimeAgent> target, AgentBinding from) {
        return takeOver(agents.target(target, from));
    }

    /**
     * Another agent takes over once the line was told. The last one who wants to wins; one that
     * comes to nothing leaves the former one in its place.
     */
    private CompletableFuture<AgentBinding> takeOver(CompletableFuture<AgentBinding> resolving) {
        int mine = ++change;
        takingOver++;
        CompletableFuture<AgentBinding> result = new CompletableFuture<>();
        result.whenComplete((now, failure) -> takingOver--);
        inTime(resolving)
                .whenComplete((resolved, failure) -> resolved(mine, resolved, failure, result));
        return result;
    }

    private void resolved(
            int mine,
            @Nullable AgentBinding resolved,
            @Nullable Throwable failure,
            CompletableFuture<AgentBinding> result) {
        if (resolved == null) {
            result.completeExceptionally(
                    failure == null ? new IllegalStateException("no agent") : failure);
            return;
        }
        if (ended || mine != change) {
            tooLate(resolved, result);
            return;
        }
        Line line = outgoing.line();
        reconfiguring
                .agent(resolved)
                .whenComplete(
                        (nothing, refused) ->
                                core.onLoop(() -> told(mine, line, resolved, refused, result)));
    }

    private void told(
            int mine,
            @Nullable Line line,
            AgentBinding resolved,
            @Nullable Throwable refused,
            CompletableFuture<AgentBinding> result) {
        if (refused != null) {
            resolved.release();
            result.completeExceptionally(Agents.cause(refused));
            return;
        }
        if (stale(mine, line)) {
            tooLate(resolved, result);
            return;
        }
        AgentBinding before = binding;
        resolved.hold().seat(resolved.agent(), core);
        if (before == null || other(before, resolved)) {
            if (core.heard()) {
                core.emit(
                        new SessionEvent.AgentHandoff(
                                core.stamp(),
                                before == null ? null : before.name(),
                                resolved.name()));
            }
            if (stale(mine, line)) { // a listener closed the session, or chose another agent
                tooLate(resolved, result);
                return;
            }
        }
        become(resolved);
        result.complete(resolved);
    }

    /** Another version of an agent that bundles offer is the same agent. */
    private static boolean other(AgentBinding before, AgentBinding now) {
        String name = now.hold().offeredAs();
        boolean version =
                name != null
                        && name.equals(before.hold().offeredAs())
                        && now.name().equals(before.name());
        return !version && before.agent() != now.agent();
    }

    private boolean stale(int mine, @Nullable Line line) {
        return ended || mine != change || line != outgoing.line();
    }

    private static void tooLate(AgentBinding resolved, CompletableFuture<AgentBinding> result) {
        resolved.release();
        result.completeExceptionally(new OvertakenException());
    }

    /** Something came before an agent could take over. */
    static final class OvertakenException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        OvertakenException() {
            super("another agent, the end of the session or the loss of its line came first");
        }
    }

    private void become(AgentBinding now) {
        AgentBinding before = binding;
        now.hold().seat(now.agent(), core);
        binding = now;
        core.tell(follower -> follower.agentChanged(before, now));
        if (before != null) {
            before.release();
        }
    }

    /** A line stands; it opened with the agent of that moment, which may not be the one of now. */
    @Override
    public void lineOpened(Line line) {
        AgentBinding now = binding;
        boolean same = now == opened;
        opened = null; // it may be of a bundle that goes
        if (now == null || same) {
            return;
        }
        reconfiguring
                .agent(now)
                .whenComplete(
                        (nothing, refused) -> {
                            if (refused != null && outgoing.line() == line) {
                                core.error(
                                        ErrorSource.AGENT,
                                        "the line could not be told of agent '"
                                                + now.name()
                                                + "': "
                                                + Objects.requireNonNullElse(
                                                        refused.getMessage(), refused),
                                        null);
                            }
                        });
    }

    /** Nobody waits for an agent of a session that is over; it is let go when it comes. */
    @Override
    public void closed(CloseReason reason) {
        ended = true;
        Map<CompletableFuture<AgentBinding>, SerialLoop.Timer> waiting = preparing;
        preparing = Map.of();
        waiting.forEach(
                (result, timer) -> {
                    timer.cancel();
                    result.completeExceptionally(
                            new IllegalStateException("the end of the session came first"));
                });
    }

    /** All is released. */
    void end() {
        ended = true;
        AgentBinding last = binding;
        opened = null;
        if (last != null) {
            last.release();
            if (last.hold().offeredAs() != null) {
                binding = null; // its bundle may go, though somebody keeps the session
            }
        }
    }
}
