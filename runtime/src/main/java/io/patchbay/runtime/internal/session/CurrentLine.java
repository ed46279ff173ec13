package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionListener.Interest;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The line that a session has now: takes over one that is ready, hears it, and leaves it when it is
 * lost, replaced or moved from. On the loop, where nothing else is said.
 */
final class CurrentLine implements Line.Owner, NextLine.Owner, Follower {
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
    private final CutOff cutOff;
    private final NextLine next;
    private volatile @Nullable Line current;
    private @Nullable String sessionId;
    private List<String> lost = List.of();
    private boolean hadLine;

    CurrentLine(SessionCore core, SessionParts parts, LineSupervisor lines, Owner owner) {
        this.core = core;
        this.parts = parts;
        this.lines = lines;
        this.owner = owner;
        this.cutOff = new CutOff(core, parts.configuration, parts.active::binding);
        core.follow(cutOff);
        this.next = new NextLine(core, parts, lines, this, cutOff);
        core.follow(this);
    }

    /** What brings another line. */
    NextLine next() {
        return next;
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
        if (kind == PlugKind.TRANSPORT || kind == PlugKind.PROVIDER) {
            next.plugsChanged(current);
        }
    }

    /** A line takes over; {@code connected} is who waits for it, or null. */
    void adopt(Ready ready, @Nullable CompletableFuture<Void> connected) {
        Line line = ready.line();
        boolean again = hadLine;
        lines.adopt(line);
        current = line;
        hadLine = true;
        core.clock.turnTo(line.generation);
        next.handle().with(line);
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
            next.stands();
            core.tell(follower -> follower.lineOpened(line));
            if (again) {
                List<String> gone = lost;
                lost = List.of();
                new Continuation(core, parts, cutOff, next, this).on(ready, gone, held, unplayed);
            }
        }
        if (connected != null && owner.closed()) {
            connected.completeExceptionally(Failures.closedMeanwhile());
        } else if (connected != null) {
            connected.complete(null);
        }
        if (current == line) {
            next.stood(line);
        }
        if (current == line && !line.isConnected()) {
            lost(line, null); // gone in the moment in which it stood; who waited may have closed
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
        if (parts.told.took(event)) {
            return; // a late answer to what the line was told
        }
        if (event instanceof TransportEvent.SessionCreated created) {
            sessionId = created.sessionId();
        } else if (event instanceof TransportEvent.Resumption resumption) {
            next.handle().given(resumption.handle());
        } else if (event instanceof TransportEvent.NewLineNeeded) {
            next.wanted();
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
        AudioChunk heard = parts.packets.admit(chunk);
        if (heard == null) {
            return;
        }
        if (parts.interruptions.isLate(heard)) {
            core.counters.lateFrames++;
            return;
        }
        parts.outgoing.gate().sign(core.clock.now());
        parts.speech(heard);
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
        boolean comesBack = next.reconnect().allowed();
        leave(line);
        lines.lost(line, reason);
        after(reason, comesBack, () -> next.reconnect().begin(line.choice, reason));
    }

    @Override
    public void takenAway(Line line, CloseReason reason) {
        if (line == current) {
            lines.unbar();
            boolean comesBack = next.reconnect().allowed();
            leave(line);
            lines.cut(line, reason);
            after(reason, comesBack, () -> next.reconnect().replace());
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
        next.lost(reason);
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
        next.reports().leaves(line);
        current = null;
        parts.told.end();
        lost = parts.suspend(cutOff);
        core.conversation.lineGone();
    }

    /** Operators are told when it is for want of a plug that there is no line. */
    private void gone() {
        if (lines.plugged().isEmpty()) {
            next.reports().gone();
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
        RollBack back = choices == null ? null : RollBack.to(old, core, next.reports());
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
            next.reconnect().replace();
        } else {
            next.reconnect().replace(choices, back);
        }
    }

    @Override
    public void gaveUp(CloseReason reason) {
        nothingFollows(reason);
        parts.lineGone("the line to the model is gone");
        if (!CarriedCall.ended(core.options.lines(), reason)) {
            core.error(
                    ErrorSource.LINE,
                    "the line to the model is gone: "
                            + reason.text()
                            + (reason.retryable() ? "" : "; connecting again will not help"),
                    reason.error());
        }
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
        next.close();
        nothingFollows(reason);
    }

    /** Nothing is to follow the last line. */
    private void nothingFollows(CloseReason reason) {
        parts.told.end();
        cutOff.clear();
        next.none(reason);
    }
}
