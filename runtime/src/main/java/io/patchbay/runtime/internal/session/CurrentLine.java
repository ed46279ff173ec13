package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionListener.Interest;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The line that a session has now: takes over one that is ready, hears it, and leaves it when it is
 * lost, replaced or moved from. On the loop, where nothing else is said.
 */
final class CurrentLine implements Line.Owner, Reconnect.Owner, LineMove.Owner, Follower {
    private static final CloseReason MOVED =
            new CloseReason(CloseReason.Cause.LOCAL, 1000, "moved to another line", null);

    /** The session as its line sees it. */
    interface Owner {
        /** Whether the session is over. */
        boolean closed();

        /** The session's state is another one. */
        void changed(SessionState now, @Nullable CloseReason reason);

        /** No line comes back. */
        void modelGone(CloseReason reason);
    }

    private final SessionCore core;
    private final SessionParts parts;
    private final LineSupervisor lines;
    private final Owner owner;
    private final Successor.Handle handle;
    private final CutOff cutOff;
    private final @Nullable RollOver rollOver;
    private @Nullable PlugWait plugs;
    private @Nullable Reconnect reconnect;
    private @Nullable Moves moves;
    private @Nullable LineSwapReports reports;
    private volatile @Nullable Line current;
    private @Nullable String sessionId;
    private List<String> lost = List.of();
    private boolean hadLine;
    private boolean follows;

    CurrentLine(SessionCore core, SessionParts parts, LineSupervisor lines, Owner owner) {
        this.core = core;
        this.parts = parts;
        this.lines = lines;
        this.owner = owner;
        this.handle = new Successor.Handle(core);
        this.cutOff = new CutOff(core, parts.configuration, parts.active::binding);
        core.follow(cutOff);
        if (core.options.lines().size() > 1) {
            failback();
        }
        this.rollOver = core.options.reconnect().rollOver() ? rollOver() : null;
        core.follow(this);
    }

    private RollOver rollOver() {
        RollOver made = new RollOver(core, patience -> moves().begin(null, patience));
        core.follow(made);
        parts.reconfiguring.onNewLine(what -> made.wanted());
        return made;
    }

    private void failback() {
        if (!follows) {
            follows = true;
            core.follow(
                    new Failback(
                            core,
                            lines,
                            () -> moves().atBoundary(),
                            () -> ThreadLocalRandom.current().nextDouble(),
                            home -> moves().begin(home, Failback.PATIENCE)));
        }
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

    /** What waits for a plug that is not there. */
    PlugWait plugs() {
        PlugWait made = plugs;
        if (made == null) {
            made = new PlugWait(core);
            plugs = made;
        }
        return made;
    }

    private Moves moves() {
        Moves made = moves;
        if (made == null) {
            made = new Moves(core, parts, lines, cutOff, this, reports(), this::successor);
            moves = made;
        }
        return made;
    }

    private LineSwapReports reports() {
        LineSwapReports made = reports;
        if (made == null) {
            made = new LineSwapReports(core);
            reports = made;
        }
        return made;
    }

    /** What makes a line from one of these. */
    Successor successor(List<LineChoice> choices) {
        return new Successor(core, parts, lines, handle, choices);
    }

    /** Any thread. */
    @Override
    public @Nullable Line current() {
        return current;
    }

    /** Whether there was a line before. */
    boolean hadLine() {
        return hadLine;
    }

    @Override
    public void plugsChanged(PlugKind kind) {
        if (kind != PlugKind.TRANSPORT && kind != PlugKind.PROVIDER) {
            return;
        }
        Line line = current;
        if (line != null && (moves != null || !line.parts().current(core.plugs))) {
            moves().plugsChanged();
        }
        lines.plugsChanged();
    }

    /** A line takes over; {@code connected} is who waits for it, or null. */
    void adopt(Ready ready, @Nullable CompletableFuture<Void> connected) {
        Line line = ready.line();
        boolean again = hadLine;
        lines.adopt(line);
        current = line;
        hadLine = true;
        core.clock.turnTo(line.generation);
        handle.with(line.choice.provider());
        parts.configuration.opened(line.opening);
        Replay told = ready.replay();
        String first = told == null ? null : told.first();
        parts.told.begin(first == null ? null : told); // there are no late answers to nothing
        if (first != null) {
            core.conversation.knownFrom(first);
        }
        long held = again ? parts.callerAudio.heldMillis() : 0;
        parts.open(line, callId -> !ready.lostCalls().contains(callId));
        Duration unplayed = ready.opening().handTo(line, this);
        if (current == line) {
            parts.outgoing.openGate();
            parts.reconfiguring.catchUp(parts.active.binding(), line);
            owner.changed(SessionState.CONNECTED, null);
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
                restored(ready, held, unplayed);
            }
        }
        if (connected != null && owner.closed()) {
            connected.completeExceptionally(Failures.closedMeanwhile());
        } else if (connected != null) {
            connected.complete(null);
        }
        if (current == line && moves != null) {
            moves.stood();
        }
        if (current == line && !line.parts().current(core.plugs)) {
            moves().plugsChanged(); // a plug was exchanged while the line was made
        }
        if (current == line && !line.isConnected()) {
            lost(line, null); // gone in the moment in which it stood; who waited may have closed
        }
    }

    private void restored(Ready ready, long held, Duration unplayed) {
        List<String> all = new ArrayList<>(lost);
        all.addAll(ready.lost());
        long dropped = parts.callerAudio.takeDroppedMillis();
        if (dropped > 0) {
            all.add(dropped + " ms of the caller's sound, for which the pause was too long");
        }
        lost = List.of();
        if (!ready.line().gaps.dropped().isEmpty()) {
            core.warn(
                    "config-not-possible",
                    "provider '"
                            + ready.line().choice.provider()
                            + "' cannot have all of the configuration: "
                            + String.join("; ", ready.line().gaps.dropped()));
        }
        if (core.heard()) {
            core.emit(
                    new SessionEvent.Reconnected(
                            core.stamp(), ready.line().choice, ready.restored(), all));
        }
        if (ready.restored() == Restoration.ATTACHED) {
            cutOff.clear();
            retrieve(ready.line());
        } else if (current == ready.line()) {
            cutOff.goOn(parts, ready.line().capabilities);
        }
        if (reports != null) {
            reports.stands(
                    ready,
                    new LineSwapReports.Sound(held, dropped, unplayed),
                    () -> current == ready.line());
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
     * Moves to another line. There must be one.
     *
     * @param to which, or null for one like this
     */
    CompletionStage<Void> renew(@Nullable LineChoice to) {
        if (to != null) {
            failback();
        }
        return moves().begin(to, core.options.limits().drain());
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
        if (parts.told.took(event)) {
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
        parts.told.writable();
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
        lines.unbar();
        if (!reason.retryable()) {
            lines.bar(line.choice);
        }
        boolean comesBack = reconnect().allowed();
        leave(line);
        lines.lost(line, reason);
        after(reason, comesBack, () -> reconnect().begin(line.choice, reason));
    }

    @Override
    public void takenAway(Line line, CloseReason reason) {
        if (line == current) {
            lines.unbar();
            boolean comesBack = reconnect().allowed();
            leave(line);
            lines.cut(line, reason);
            after(reason, comesBack, () -> reconnect().replace());
        }
    }

    /** There is no line now. */
    private void after(CloseReason reason, boolean comesBack, Runnable again) {
        if (owner.closed()) {
            return; // whoever heard what was lost with the line has ended the session
        }
        if (comesBack) {
            owner.changed(SessionState.RECONNECTING, reason);
        }
        if (core.heard()) {
            core.emit(new SessionEvent.Disconnected(core.stamp(), reason));
        } else {
            core.warn("line-lost", reason.text());
        }
        if (moves != null) {
            moves.lost(reason);
        }
        if (owner.closed()) {
            return;
        }
        if (comesBack) {
            gone();
        }
        if (owner.closed()) {
            return;
        }
        if (comesBack) {
            again.run();
        } else {
            gaveUp(reason);
        }
    }

    /** A line is left behind; what ran on it waits for the next. */
    private void leave(Line line) {
        reports().leaves(line);
        current = null;
        parts.told.end();
        lost = parts.suspend(cutOff);
        core.conversation.lineGone();
    }

    /** Operators are told when it is for want of a plug that there is no line. */
    private void gone() {
        if (lines.plugged().isEmpty()) {
            reports().gone();
        }
    }

    @Override
    public void back(Ready ready) {
        adopt(ready, null);
    }

    @Override
    public void switchTo(Ready ready) {
        Line old = current;
        if (old != null) {
            leave(old);
            lines.lost(old, MOVED);
            if (!owner.closed()) {
                adopt(ready, null);
            }
        }
    }

    @Override
    public void replace(@Nullable List<LineChoice> choices) {
        Line old = current;
        if (old == null) {
            return;
        }
        RollBack back = choices == null ? null : RollBack.to(old, core, reports());
        leave(old);
        lines.lost(old, MOVED);
        if (owner.closed()) {
            return;
        }
        owner.changed(SessionState.RECONNECTING, MOVED);
        if (!owner.closed()) {
            gone();
        }
        if (owner.closed()) {
            return;
        }
        if (choices == null || back == null) {
            reconnect().replace();
        } else {
            reconnect().replace(choices, back);
        }
    }

    @Override
    public void gaveUp(CloseReason reason) {
        nothingFollows(reason);
        parts.lineGone("the line to the model is gone");
        core.error(
                ErrorSource.LINE,
                "the line to the model is gone: "
                        + reason.text()
                        + (reason.retryable() ? "" : "; connecting again will not help"),
                reason.error());
        if (!owner.closed()) {
            owner.modelGone(reason);
        }
    }

    /** The session goes on without a line. Completes when it is gone. */
    CompletionStage<Void> park(Line line, CloseReason reason) {
        current = null;
        nothingFollows(reason);
        parts.lineGone("the session is parked");
        core.conversation.lineGone();
        return lines.leave(line, reason);
    }

    /** The session is over. */
    void close(CloseReason reason) {
        current = null;
        if (reconnect != null) {
            reconnect.stop();
        }
        nothingFollows(reason);
    }

    /** Nothing is to follow the last line. */
    private void nothingFollows(CloseReason reason) {
        parts.told.end();
        cutOff.clear();
        if (moves != null) {
            moves.stop(reason);
        }
        if (reports != null) {
            reports.over();
        }
    }
}
