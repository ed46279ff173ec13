package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionListener.Interest;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A session from its opening to its end: connects, notices the loss of its line, closes. The
 * reconnect of a lost line has its place in {@link #lost}. On the loop, where nothing else is said.
 */
final class Lifecycle implements Line.Owner {
    private static final AtomicReferenceFieldUpdater<Lifecycle, SessionState> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Lifecycle.class, SessionState.class, "state");

    private final SessionCore core;
    private final Runnable onClosed;
    private final SessionParts parts;
    private final Agents agents;
    private final LineSupervisor lines;
    private volatile SessionState state = SessionState.NEW;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile @Nullable AgentBinding binding;
    private volatile @Nullable Line current;
    private @Nullable String sessionId;
    private int agentChange;

    Lifecycle(SessionCore core, Runnable onClosed) {
        this.core = core;
        this.onClosed = onClosed;
        this.agents = new Agents(core);
        this.lines = new LineSupervisor(core, this);
        this.parts = new SessionParts(core, () -> state, () -> binding, this::close);
    }

    SessionParts parts() {
        return parts;
    }

    /** Any thread. */
    SessionState state() {
        return state;
    }

    /** Any thread. */
    @Nullable AgentBinding binding() {
        return binding;
    }

    /** Any thread. */
    @Nullable Line lineForInfo() {
        return current;
    }

    /** Any thread; completes on the loop. */
    CompletionStage<Void> closed() {
        return closed;
    }

    /**
     * Takes the right to connect. Any thread.
     *
     * @throws IllegalStateException when somebody has it, or the session is connected or closed
     */
    void claimConnect() {
        while (true) {
            SessionState now = state;
            if (now != SessionState.NEW && now != SessionState.PARKED) {
                throw new IllegalStateException(
                        "the session is "
                                + now.name().toLowerCase(java.util.Locale.ROOT)
                                + "; only a new or parked session can be connected");
            }
            if (STATE.compareAndSet(this, now, SessionState.CONNECTING)) {
                return;
            }
        }
    }

    CompletionStage<Void> connect() {
        CompletableFuture<Void> result = new CompletableFuture<>();
        if (state == SessionState.CLOSED) {
            result.completeExceptionally(new ConnectException(CloseReason.NORMAL, null));
            return result;
        }
        changed(SessionState.CONNECTING, null);
        agent().thenCompose(
                        resolved -> {
                            return lines.connect(wanted -> opening(wanted));
                        })
                .whenComplete((line, failure) -> core.onLoop(() -> made(line, failure, result)));
        return result;
    }

    /** The agent as it is now; a lasting one keeps its place over a new connection. */
    private CompletionStage<@Nullable AgentBinding> agent() {
        AgentBinding before = binding;
        CompletableFuture<AgentBinding> resolving;
        if (before != null) {
            resolving = agents.resolve(before.agent(), before.lease());
        } else if (core.options.agent().isPresent()) {
            resolving = agents.resolve(core.options.agent().get());
        } else {
            return CompletableFuture.completedFuture(null);
        }
        int change = agentChange;
        CompletableFuture<@Nullable AgentBinding> bound = new CompletableFuture<>();
        resolving.whenComplete(
                (resolved, failure) ->
                        core.onLoop(
                                () -> {
                                    if (failure != null) {
                                        bound.completeExceptionally(failure);
                                        return;
                                    }
                                    if (change == agentChange) {
                                        binding = resolved;
                                    }
                                    bound.complete(binding);
                                }));
        return bound;
    }

    private SessionConfig opening(ProviderCapabilities capabilities) {
        SessionConfig config = parts.configuration.wanted(binding, capabilities);
        parts.configuration.opened(config);
        return config;
    }

    private void made(
            @Nullable Line line, @Nullable Throwable failure, CompletableFuture<Void> result) {
        if (state == SessionState.CLOSED) {
            result.completeExceptionally(
                    new ConnectException(
                            new CloseReason(
                                    CloseReason.Cause.LOCAL, 0, "the session was closed", null),
                            failure));
            return;
        }
        if (line == null) {
            ConnectException why = explained(failure);
            changed(SessionState.NEW, why.reason());
            result.completeExceptionally(why);
            return;
        }
        current = line;
        parts.open(line);
        changed(SessionState.CONNECTED, null);
        if (core.heard()) {
            core.emit(new SessionEvent.Connected(core.stamp(), line.choice, sessionId));
        }
        result.complete(null);
    }

    private static ConnectException explained(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof ConnectException known) {
            return known;
        }
        String message =
                cause == null || cause.getMessage() == null
                        ? "the agent could not be prepared: " + cause
                        : cause.getMessage();
        return new ConnectException(
                new CloseReason(CloseReason.Cause.FATAL, 0, message, null), cause);
    }

    CompletionStage<Void> updateAgent(RealtimeAgent agent) {
        int change = ++agentChange;
        CompletableFuture<Void> result = new CompletableFuture<>();
        agents.resolve(agent, null)
                .whenComplete(
                        (resolved, failure) ->
                                core.onLoop(() -> rebound(change, resolved, failure, result)));
        return result;
    }

    private void rebound(
            int change,
            @Nullable AgentBinding resolved,
            @Nullable Throwable failure,
            CompletableFuture<Void> result) {
        if (resolved == null) {
            result.completeExceptionally(
                    failure == null ? new IllegalStateException("no agent") : failure);
            return;
        }
        if (change != agentChange || state == SessionState.CLOSED) {
            result.completeExceptionally(
                    new IllegalStateException("another agent, or the end, came first"));
            return;
        }
        AgentBinding before = binding;
        parts.reconfiguring
                .agent(resolved)
                .whenComplete(
                        (nothing, refused) -> {
                            if (refused != null) {
                                result.completeExceptionally(refused);
                                return;
                            }
                            binding = resolved;
                            if (before != null) {
                                before.release();
                            }
                            if (before != null && core.heard()) {
                                core.emit(
                                        new SessionEvent.AgentHandoff(
                                                core.stamp(), before.name(), resolved.name()));
                            }
                            result.complete(null);
                        });
    }

    void addLeg(CallerLeg leg) {
        if (state == SessionState.CLOSED) {
            leg.close(CloseReason.NORMAL);
        } else {
            parts.legs.add(leg);
        }
    }

    @Override
    public void event(Line line, TransportEvent event) {
        if (core.audience.wants(Interest.TRANSPORT) || event instanceof TransportEvent.Raw) {
            core.audience.transport(event);
        }
        if (event instanceof TransportEvent.Raw) {
            return;
        }
        if (event instanceof TransportEvent.SessionCreated created) {
            sessionId = created.sessionId();
        }
        if (event instanceof TransportEvent.StateChanged change) {
            if (change.state() == TransportState.DISCONNECTED && line == current) {
                lost(line, change.reason());
            }
            return;
        }
        parts.events.handle(event);
    }

    @Override
    public void audio(Line line, AudioChunk chunk) {
        speech(chunk);
    }

    /** The way of one frame: late ones are dropped, then the legs play it and listeners hear it. */
    void speech(AudioChunk chunk) {
        if (parts.interruptions.isLate(chunk)) {
            core.counters.lateFrames++;
            return;
        }
        parts.outgoing.gate().sign(core.clock.now());
        parts.responses.audio(chunk);
        parts.kept.add(chunk, core.conversation);
        parts.legs.audio(chunk);
        if (core.audience.wants(Interest.AUDIO)) {
            core.audience.audio(chunk);
        }
    }

    @Override
    public void writable() {
        parts.callerAudio.writable();
    }

    @Override
    public boolean wantsRaw() {
        return core.audience.wants(Interest.RAW);
    }

    /** The line is gone, and nobody here asked for it. */
    private void lost(Line line, @Nullable CloseReason told) {
        CloseReason reason =
                told == null
                        ? new CloseReason(CloseReason.Cause.LOST, 0, "the line is gone", null)
                        : told;
        current = null;
        parts.lineGone("the line to the model is gone");
        lines.lost(line, reason);
        core.error(
                ErrorSource.LINE,
                "the line to the model is gone: "
                        + reason.text()
                        + (reason.retryable() ? "" : "; connecting again will not help"),
                reason.error());
        if (core.options.legs().modelGone() == LegPolicy.ModelGone.PARK) {
            changed(SessionState.PARKED, reason);
        } else {
            close(reason);
        }
    }

    /** Ends everything. The first reason counts. */
    void close(CloseReason reason) {
        if (state == SessionState.CLOSED) {
            return;
        }
        state = SessionState.CLOSED;
        current = null;
        parts.lineGone("the session is closed");
        parts.legs.closeAll(reason);
        CompletionStage<Void> gone = lines.close(reason);
        changed(SessionState.CLOSED, reason);
        gone.whenComplete((nothing, failure) -> core.onLoop(this::released));
    }

    private void released() {
        AgentBinding last = binding;
        if (last != null) {
            last.release();
        }
        onClosed.run();
        closed.complete(null);
    }

    /** The loop has ended before the session did: nothing can be done in order any more. */
    void loopGone() {
        state = SessionState.CLOSED;
        onClosed.run();
        closed.complete(null);
    }

    private void changed(SessionState now, @Nullable CloseReason reason) {
        state = now;
        if (core.heard()) {
            core.emit(new SessionEvent.StateChanged(core.stamp(), now, reason));
        }
    }
}
