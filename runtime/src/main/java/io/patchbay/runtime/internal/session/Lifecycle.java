package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
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
import java.time.Duration;
import java.util.Locale;
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
    private final LineSupervisor lines;
    private volatile SessionState state = SessionState.NEW;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletionStage<Void> closedView = closed.minimalCompletionStage();
    private volatile @Nullable Line current;
    private @Nullable String sessionId;
    private @Nullable CompletableFuture<Void> connecting;
    private boolean hadLine;

    Lifecycle(SessionCore core, Runnable onClosed) {
        this.core = core;
        this.onClosed = onClosed;
        this.lines = new LineSupervisor(core, this);
        this.parts = new SessionParts(core, () -> state, this::close);
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
        return parts.active.binding();
    }

    /** Any thread. */
    @Nullable Line lineForInfo() {
        return current;
    }

    /** Any thread; completes on the loop. */
    CompletionStage<Void> closed() {
        return closedView;
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
                                + now.name().toLowerCase(Locale.ROOT)
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
            result.completeExceptionally(closedMeanwhile());
            return result;
        }
        connecting = result;
        changed(SessionState.CONNECTING, null);
        long begun = core.clock.now();
        parts.active
                .prepare()
                .thenCompose(agent -> lines.connect(this::opening, budget(begun)))
                .whenComplete((line, failure) -> core.onLoop(() -> made(line, failure, result)));
        return result;
    }

    /** What of the time for a connect the agent has left. */
    private Duration budget(long begun) {
        Duration left = core.options.limits().connect().minusNanos(core.clock.now() - begun);
        return left.isNegative() || left.isZero() ? Duration.ofNanos(1) : left;
    }

    private static ConnectException closedMeanwhile() {
        return new ConnectException(
                new CloseReason(CloseReason.Cause.LOCAL, 0, "the session was closed", null), null);
    }

    private SessionConfig opening(ProviderCapabilities capabilities) {
        SessionConfig config = parts.configuration.wanted(parts.active.opening(), capabilities);
        parts.configuration.opened(config);
        return config;
    }

    private void made(
            @Nullable Line line, @Nullable Throwable failure, CompletableFuture<Void> result) {
        if (state == SessionState.CLOSED) {
            return; // the close has told, and clears away what was made
        }
        connecting = null;
        if (line == null) {
            ConnectException why = explained(failure);
            changed(hadLine ? SessionState.PARKED : SessionState.NEW, why.reason());
            result.completeExceptionally(why);
            return;
        }
        current = line;
        hadLine = true;
        parts.open(line);
        changed(SessionState.CONNECTED, null);
        if (core.heard()) {
            core.emit(new SessionEvent.Connected(core.stamp(), line.choice, sessionId));
        }
        core.tell(follower -> follower.lineOpened(line));
        result.complete(null);
        if (current == line && !line.isConnected()) {
            lost(line, null); // gone in the moment in which it stood; who waited may have closed
        }
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

    void addLeg(CallerLeg leg, boolean tap) {
        if (state == SessionState.CLOSED) {
            leg.close(CloseReason.NORMAL);
        } else {
            parts.legs.add(leg, tap);
        }
    }

    @Override
    public void event(Line line, TransportEvent event) {
        if (Audience.isRaw(event)) {
            core.audience.transport(event);
            return;
        }
        if (core.audience.wants(Interest.TRANSPORT)) {
            core.audience.transport(event);
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

    /** The way of one frame: late ones are dropped, then legs and listeners hear it in its turn. */
    void speech(AudioChunk chunk) {
        if (parts.interruptions.isLate(chunk)) {
            core.counters.lateFrames++;
            return;
        }
        parts.outgoing.gate().sign(core.clock.now());
        parts.responses.audio(chunk);
        parts.kept.add(chunk, core.conversation);
        parts.legs.audio(chunk);
    }

    @Override
    public void writable() {
        parts.callerAudio.writable();
    }

    @Override
    public boolean wantsRaw() {
        return core.audience.wants(Interest.RAW);
    }

    /**
     * Lets the line go and keeps the callers.
     *
     * @param music what they hear meanwhile, or null for silence
     */
    CompletionStage<Void> park(@Nullable AudioClip music) {
        Line line = current;
        if (state != SessionState.CONNECTED || line == null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(
                            "the session is "
                                    + state.name().toLowerCase(Locale.ROOT)
                                    + "; only a connected session can be parked"));
        }
        parts.interruptions.interrupt(SessionEvent.InterruptionCause.APPLICATION);
        CloseReason reason = new CloseReason(CloseReason.Cause.LOCAL, 1000, "parked", null);
        current = null;
        parts.lineGone("the session is parked");
        core.conversation.lineGone();
        changed(SessionState.PARKED, reason);
        if (music != null) {
            parts.speaker().music(music);
        }
        return lines.leave(line, reason);
    }

    /** The line is gone, and nobody here asked for it. */
    private void lost(Line line, @Nullable CloseReason told) {
        CloseReason reason =
                told == null
                        ? new CloseReason(CloseReason.Cause.LOST, 0, "the line is gone", null)
                        : told;
        current = null;
        parts.lineGone("the line to the model is gone");
        core.conversation.lineGone();
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
        CompletableFuture<Void> interrupted = connecting;
        connecting = null;
        parts.lineGone("the session is closed");
        parts.close("the session is closed");
        parts.legs.closeAll(reason);
        CompletionStage<Void> gone = lines.close(reason);
        changed(SessionState.CLOSED, reason);
        core.tell(follower -> follower.closed(reason));
        if (interrupted != null) {
            interrupted.completeExceptionally(closedMeanwhile());
        }
        gone.whenComplete((nothing, failure) -> core.onLoop(this::released));
    }

    private void released() {
        parts.active.end();
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
