package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionListener.Interest;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A session from its opening to its end: connects, has a lost line brought back, moves, closes. On
 * the loop, where nothing else is said.
 */
final class Lifecycle implements Line.Owner, Reconnect.Owner, LineMove.Owner {
    private static final AtomicReferenceFieldUpdater<Lifecycle, SessionState> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Lifecycle.class, SessionState.class, "state");
    private static final int RECENT = 16;
    private static final CloseReason MOVED =
            new CloseReason(CloseReason.Cause.LOCAL, 1000, "moved to another line", null);

    private final SessionCore core;
    private final Runnable onClosed;
    private final SessionParts parts;
    private final LineSupervisor lines;
    private final Successor.Handle handle;
    private final CutOff cutOff;
    private @Nullable PlugWait plugs;
    private @Nullable Reconnect reconnect;
    private @Nullable LineMove move;
    private final @Nullable RollOver rollOver;
    private volatile SessionState state = SessionState.NEW;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletionStage<Void> closedView = closed.minimalCompletionStage();
    private volatile @Nullable Line current;
    private @Nullable String sessionId;
    private @Nullable CompletableFuture<Void> connecting;
    private @Nullable Replay replayed;
    private List<String> lost = List.of();
    private boolean hadLine;
    private @Nullable Farewell farewell;

    Lifecycle(SessionCore core, Runnable onClosed) {
        this.core = core;
        this.onClosed = onClosed;
        this.lines = new LineSupervisor(core);
        this.parts = new SessionParts(core, () -> state, this::close);
        this.handle = new Successor.Handle(core);
        this.cutOff = new CutOff(core, parts.configuration, parts.active::binding);
        core.follow(cutOff);
        this.rollOver = core.options.reconnect().rollOver() ? rollOver() : null;
    }

    private RollOver rollOver() {
        RollOver made = new RollOver(core, patience -> mover().begin(null, patience));
        core.follow(made);
        parts.reconfiguring.onNewLine(what -> made.wanted());
        return made;
    }

    private Reconnect reconnect() {
        Reconnect made = reconnect;
        if (made == null) {
            made =
                    new Reconnect(
                            core,
                            lines,
                            new Backoff(
                                    core.options.reconnect(),
                                    () -> ThreadLocalRandom.current().nextDouble()),
                            plugs(),
                            this::successor,
                            this);
            reconnect = made;
        }
        return made;
    }

    private PlugWait plugs() {
        PlugWait made = plugs;
        if (made == null) {
            made = new PlugWait(core);
            plugs = made;
        }
        return made;
    }

    private LineMove mover() {
        LineMove made = move;
        if (made == null) {
            made = new LineMove(core, lines, this, this::atBoundary, this::successor);
            move = made;
        }
        return made;
    }

    private Successor successor(List<LineChoice> choices) {
        return new Successor(core, parts, lines, handle, choices);
    }

    /** Nothing is going on (RULES 24). */
    private boolean atBoundary() {
        ResponseGate gate = parts.outgoing.gate();
        return !gate.busy()
                && gate.waiting() == 0
                && !gate.speaking()
                && !cutOff.turnOpen()
                && !parts.legs.primary().playing()
                && parts.tools.owed().isEmpty()
                && !callOpen();
    }

    /** Whether one of the last calls waits for its output: a handoff, a consent. */
    private boolean callOpen() {
        History history = core.conversation.snapshot();
        List<Item> items = history.items();
        for (int i = items.size() - 1; i >= Math.max(0, items.size() - RECENT); i--) {
            if (items.get(i) instanceof Item.FunctionCall call
                    && history.output(call.callId()).isEmpty()) {
                return true;
            }
        }
        return false;
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
            result.completeExceptionally(Failures.closedMeanwhile());
            return result;
        }
        connecting = result;
        noFarewell();
        changed(SessionState.CONNECTING, null);
        lines.unbar();
        FirstLine first = new FirstLine(core, lines, this::plugs, this::successor);
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
            changed(hadLine ? SessionState.PARKED : SessionState.NEW, why.reason());
            result.completeExceptionally(why);
            return;
        }
        adopt(ready, result);
    }

    /** A line takes over; {@code connected} is who waits for it, or null. */
    private void adopt(Ready ready, @Nullable CompletableFuture<Void> connected) {
        Line line = ready.line();
        boolean again = hadLine;
        lines.adopt(line);
        current = line;
        hadLine = true;
        core.clock.turnTo(line.generation);
        parts.configuration.opened(line.opening);
        Replay told = ready.replay();
        String first = told == null ? null : told.first();
        replayed = first == null ? null : told; // there are no late answers to nothing
        if (first != null) {
            core.conversation.knownFrom(first);
        }
        parts.open(line, callId -> !ready.lostCalls().contains(callId));
        ready.opening().handTo(line, this);
        if (current == line) {
            parts.outgoing.openGate();
            parts.reconfiguring.catchUp(parts.active.binding(), line);
            changed(SessionState.CONNECTED, null);
        }
        if (current == line && core.heard()) {
            core.emit(new SessionEvent.Connected(core.stamp(), line.choice, sessionId));
        }
        if (current == line) {
            if (reconnect != null) {
                reconnect.stood();
            }
            core.tell(follower -> follower.lineOpened(line));
            if (again) {
                restored(ready);
            }
        }
        if (connected != null && state == SessionState.CLOSED) {
            connected.completeExceptionally(Failures.closedMeanwhile());
        } else if (connected != null) {
            connected.complete(null);
        }
        if (current == line && move != null) {
            move.stood();
        }
        if (current == line && !line.isConnected()) {
            lost(line, null); // gone in the moment in which it stood; who waited may have closed
        }
    }

    private void restored(Ready ready) {
        List<String> all = new ArrayList<>(lost);
        all.addAll(ready.lost());
        long dropped = parts.callerAudio.takeDroppedMillis();
        if (dropped > 0) {
            all.add(dropped + " ms of the caller's sound, for which the pause was too long");
        }
        lost = List.of();
        if (core.heard()) {
            core.emit(new SessionEvent.Reconnected(core.stamp(), ready.restored(), all));
        }
        if (ready.restored() == Restoration.ATTACHED) {
            cutOff.clear();
            retrieve(ready.line());
        } else if (current == ready.line()) {
            cutOff.goOn(parts);
        }
    }

    /** What was open when we lost sight of it may have come to its end. */
    private void retrieve(Line line) {
        for (Item item : core.conversation.snapshot().items()) {
            if (current == line && item.status() != ItemStatus.COMPLETED) {
                parts.outgoing.correct(Command.RetrieveItem.of(item.id()));
            }
        }
    }

    /**
     * Moves to another line.
     *
     * @param to which, or null for one like this
     */
    CompletionStage<Void> renew(@Nullable LineChoice to) {
        if (current == null) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException(
                            "the session is "
                                    + state.name().toLowerCase(Locale.ROOT)
                                    + "; only a connected session can be moved"));
        }
        return mover().begin(to, core.options.limits().drain());
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
        if (line != current) {
            return; // replaced, or gone, while it told this
        }
        if (core.audience.wants(Interest.TRANSPORT)) {
            core.audience.transport(event);
        }
        if (event instanceof TransportEvent.StateChanged change) {
            if (change.state() == TransportState.DISCONNECTED && line == current) {
                lost(line, change.reason());
            }
            return;
        }
        Replay told = replayed;
        if (told != null && told.took(event)) {
            return; // a late answer to what the line was told
        }
        if (event instanceof TransportEvent.SessionCreated created) {
            sessionId = created.sessionId();
        } else if (event instanceof TransportEvent.Resumption resumption) {
            handle.given(resumption.handle());
        } else if (event instanceof TransportEvent.NewLineNeeded && rollOver != null) {
            rollOver.wanted();
        }
        parts.callerAudio.heard(event);
        parts.outgoing.waiting().heard(event);
        parts.events.handle(event);
    }

    @Override
    public void audio(Line line, AudioChunk chunk) {
        if (line == current) {
            speech(chunk);
        }
    }

    /**
     * The way of one frame: late ones are dropped, those whose words are not judged are held where
     * that is wanted, then legs and listeners hear it in its turn.
     */
    void speech(AudioChunk chunk) {
        if (parts.interruptions.isLate(chunk)) {
            core.counters.lateFrames++;
            return;
        }
        parts.outgoing.gate().sign(core.clock.now());
        parts.speech(chunk);
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
        replayed = null;
        cutOff.clear();
        if (move != null) {
            move.stop(reason);
        }
        parts.lineGone("the session is parked");
        core.conversation.lineGone();
        changed(SessionState.PARKED, reason);
        if (music != null) {
            parts.speaker().music(music);
        }
        return lines.leave(line, reason);
    }

    @Override
    public @Nullable Line current() {
        return current;
    }

    /** The line is gone, and nobody here asked for it. */
    private void lost(Line line, @Nullable CloseReason told) {
        CloseReason reason =
                told == null
                        ? new CloseReason(CloseReason.Cause.LOST, 0, "the line is gone", null)
                        : told;
        lines.unbar();
        if (!reason.retryable()) {
            lines.bar(line.choice);
        }
        boolean comesBack = reconnect().allowed();
        leave(line, reason);
        if (comesBack) {
            changed(SessionState.RECONNECTING, reason);
        }
        if (core.heard()) {
            core.emit(new SessionEvent.Disconnected(core.stamp(), reason));
        } else {
            core.warn("line-lost", reason.text());
        }
        if (move != null) {
            move.lost(reason);
        }
        if (state == SessionState.CLOSED) {
            return;
        }
        if (comesBack) {
            reconnect().begin(line.choice, reason);
        } else {
            gaveUp(reason);
        }
    }

    /** A line is left behind; what ran on it waits for the next. */
    private void leave(Line line, CloseReason reason) {
        current = null;
        replayed = null;
        lost = parts.suspend(cutOff);
        core.conversation.lineGone();
        lines.lost(line, reason);
    }

    @Override
    public void back(Ready ready) {
        adopt(ready, null);
    }

    @Override
    public void switchTo(Ready ready) {
        Line old = current;
        if (old != null) {
            leave(old, MOVED);
            adopt(ready, null);
        }
    }

    @Override
    public void replace() {
        Line old = current;
        if (old != null) {
            leave(old, MOVED);
            changed(SessionState.RECONNECTING, MOVED);
            if (state == SessionState.RECONNECTING) {
                reconnect().replace();
            }
        }
    }

    @Override
    public void gaveUp(CloseReason reason) {
        cutOff.clear();
        if (move != null) {
            move.stop(reason);
        }
        parts.lineGone("the line to the model is gone");
        core.error(
                ErrorSource.LINE,
                "the line to the model is gone: "
                        + reason.text()
                        + (reason.retryable() ? "" : "; connecting again will not help"),
                reason.error());
        if (state == SessionState.CLOSED) {
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
        current = null;
        noFarewell();
        CompletableFuture<Void> interrupted = connecting;
        connecting = null;
        if (reconnect != null) {
            reconnect.stop();
        }
        if (move != null) {
            move.stop(reason);
        }
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

    private void changed(SessionState now, @Nullable CloseReason reason) {
        state = now;
        if (core.heard()) {
            core.emit(new SessionEvent.StateChanged(core.stamp(), now, reason));
        }
    }
}
