package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A session from its opening to its end: connects, parks, moves, closes. On the loop, where nothing
 * else is said.
 */
final class Lifecycle implements CurrentLine.Owner {
    private static final AtomicReferenceFieldUpdater<Lifecycle, SessionState> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Lifecycle.class, SessionState.class, "state");

    private final SessionCore core;
    private final Runnable onClosed;
    private final SessionParts parts;
    private final LineSupervisor lines;
    private final CurrentLine line;
    private volatile SessionState state = SessionState.NEW;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile @Nullable CompletionStage<Void> closedView;
    private @Nullable CompletableFuture<Void> connecting;
    private @Nullable Farewell farewell;

    Lifecycle(SessionCore core, Runnable onClosed) {
        this.core = core;
        this.onClosed = onClosed;
        this.lines = new LineSupervisor(core);
        this.parts = new SessionParts(core, () -> state, this::close);
        this.line = new CurrentLine(core, parts, lines, this);
        core.assembled();
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
        return line.current();
    }

    /** Any thread; completes on the loop. */
    CompletionStage<Void> whenClosed() {
        CompletionStage<Void> view = closedView;
        if (view == null) { // most sessions live long before anybody asks
            view = closed.minimalCompletionStage();
            closedView = view;
        }
        return view;
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
            result.completeExceptionally(Failures.closedMeanwhile());
            return result;
        }
        connecting = result;
        noFarewell();
        changed(SessionState.CONNECTING, null);
        if (state == SessionState.CLOSED) {
            return result; // told so
        }
        lines.unbar();
        NextLine next = line.next();
        FirstLine first = new FirstLine(core, lines, next::plugs, next::successor);
        first.make().whenComplete((ready, failure) -> made(first, ready, failure, result));
        return result;
    }

    private void made(
            FirstLine first,
            @Nullable Ready ready,
            @Nullable Throwable failure,
            CompletableFuture<Void> result) {
        if (state == SessionState.CLOSED) {
            return; // the close has told, and clears away what was made
        }
        connecting = null;
        if (ready == null) {
            ConnectException why = Failures.explained(failure);
            lines.abandon(why.reason());
            first.complaints(parts.events::handle);
            changed(line.hadLine() ? SessionState.PARKED : SessionState.NEW, why.reason());
            result.completeExceptionally(why);
            return;
        }
        line.adopt(ready, result);
    }

    /**
     * Moves to another line.
     *
     * @param to which, or null for one like this
     */
    CompletionStage<Void> renew(@Nullable LineChoice to) {
        if (line.current() == null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(
                            "the session is "
                                    + state.name().toLowerCase(Locale.ROOT)
                                    + "; only a connected session can be moved"));
        }
        return line.next().renew(to);
    }

    void addLeg(CallerLeg leg, boolean tap) {
        addLeg(leg, tap, null);
    }

    /**
     * Somebody joins.
     *
     * @param dialing of a call that this side places, or null
     */
    void addLeg(CallerLeg leg, boolean tap, @Nullable Dialing dialing) {
        if (state != SessionState.CLOSED) {
            parts.legs.add(leg, tap, dialing);
            return;
        }
        leg.close(CloseReason.NORMAL);
        if (dialing != null) {
            dialing.closed(CloseReason.NORMAL);
        }
    }

    /**
     * Lets the line go and keeps the callers.
     *
     * @param music what they hear meanwhile, or null for silence
     */
    CompletionStage<Void> park(@Nullable AudioClip music) {
        Line now = line.current();
        if (state != SessionState.CONNECTED || now == null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(
                            "the session is "
                                    + state.name().toLowerCase(Locale.ROOT)
                                    + "; only a connected session can be parked"));
        }
        parts.interruptions.interrupt(SessionEvent.InterruptionCause.APPLICATION);
        if (line.current() != now) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(
                            "the line was gone before the session could be parked"));
        }
        CloseReason reason = new CloseReason(CloseReason.Cause.LOCAL, 1000, "parked", null);
        CompletionStage<Void> gone = line.park(now, reason);
        changed(SessionState.PARKED, reason);
        if (music != null && state == SessionState.PARKED) {
            parts.speaker().music(QueuedSpeaker.Music.PARK, music);
        }
        return gone;
    }

    @Override
    public void modelGone(CloseReason reason) {
        if (CarriedCall.ended(core.options.lines(), reason)) {
            close(CarriedCall.end());
            return;
        }
        LegPolicy.ModelGone policy = core.options.legs().modelGone();
        if (policy != LegPolicy.ModelGone.HANG_UP) {
            changed(SessionState.PARKED, reason);
        }
        if (state == SessionState.CLOSED || policy == LegPolicy.ModelGone.PARK) {
            return;
        }
        Farewell last = new Farewell(core, parts.legs, this::close);
        farewell = last;
        last.begin(reason);
    }

    private void noFarewell() {
        Farewell last = farewell;
        farewell = null;
        if (last != null) {
            last.stop();
        }
    }

    /** Ends everything. The first reason counts. */
    void close(CloseReason reason) {
        if (state == SessionState.CLOSED) {
            return;
        }
        state = SessionState.CLOSED;
        core.ends();
        noFarewell();
        CompletableFuture<Void> interrupted = connecting;
        connecting = null;
        line.close(reason);
        parts.lineGone("the session is closed");
        parts.close("the session is closed");
        parts.legs.closeAll(reason);
        CompletionStage<Void> gone = lines.close(reason);
        changed(SessionState.CLOSED, reason);
        core.tell(follower -> follower.closed(reason));
        if (interrupted != null) {
            interrupted.completeExceptionally(Failures.closedMeanwhile());
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

    @Override
    public boolean closed() {
        return state == SessionState.CLOSED;
    }

    @Override
    public void changed(SessionState now, @Nullable CloseReason reason) {
        if (state == SessionState.CLOSED && now != SessionState.CLOSED) {
            return; // whoever heard of what led here has ended the session
        }
        state = now;
        if (core.heard()) {
            core.emit(new SessionEvent.StateChanged(core.stamp(), now, reason));
        }
    }
}
