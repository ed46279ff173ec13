package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.transport.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * All that brings a session another line: reconnect after a loss, moves on request and because of
 * exchanged plugs, the way back to a better choice, roll-over. Each is made when it is first
 * needed, as most sessions never need one. On the loop.
 */
final class NextLine {

    /** Who has the line. */
    interface Owner extends Reconnect.Owner, LineMove.Owner {}

    private final SessionCore core;
    private final SessionParts parts;
    private final LineSupervisor lines;
    private final Owner owner;
    private final CutOff cutOff;
    private final Successor.Handle handle;
    private final @Nullable RollOver rollOver;
    private @Nullable PlugWait plugs;
    private @Nullable Reconnect reconnect;
    private @Nullable Moves moves;
    private @Nullable LineSwapReports reports;
    private boolean comesHome;

    NextLine(
            SessionCore core,
            SessionParts parts,
            LineSupervisor lines,
            Owner owner,
            CutOff cutOff) {
        this.core = core;
        this.parts = parts;
        this.lines = lines;
        this.owner = owner;
        this.cutOff = cutOff;
        this.handle = new Successor.Handle(core);
        if (core.options.lines().size() > 1) {
            comeHome();
        }
        this.rollOver = core.options.reconnect().rollOver() ? rollOver() : null;
    }

    private RollOver rollOver() {
        RollOver made = new RollOver(core, patience -> moves().begin(null, patience));
        core.follow(made);
        parts.reconfiguring.onNewLine(made::wanted);
        return made;
    }

    private void comeHome() {
        if (!comesHome) {
            comesHome = true;
            core.follow(
                    new Failback(
                            core,
                            lines,
                            () -> moves().atBoundary(),
                            () -> ThreadLocalRandom.current().nextDouble(),
                            home -> moves().begin(home, Failback.PATIENCE)));
        }
    }

    /** After a loss. */
    Reconnect reconnect() {
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
                            owner);
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
            made = new Moves(core, parts, lines, cutOff, owner, reports(), this::successor);
            moves = made;
        }
        return made;
    }

    /** What is told of exchanged plugs. */
    LineSwapReports reports() {
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

    /** With what an earlier conversation is resumed. */
    Successor.Handle handle() {
        return handle;
    }

    /**
     * Moves to another line. There must be one.
     *
     * @param to which, or null for one like this
     */
    CompletionStage<Void> renew(@Nullable LineChoice to) {
        if (to != null) {
            comeHome();
        }
        return moves().begin(to, core.options.limits().drain());
    }

    /** The line says that only another one can go on. */
    void wanted() {
        if (rollOver != null) {
            rollOver.wanted();
        }
    }

    /** What is plugged in changed. */
    void plugsChanged(@Nullable Line line) {
        if (line != null && (moves != null || !line.parts().current(core.plugs))) {
            moves().plugsChanged();
        }
        lines.plugsChanged();
    }

    /** A line stands. */
    void stands() {
        if (reconnect != null) {
            reconnect.stood();
        }
    }

    /** All have heard of a line that stands. */
    void stood(Line line) {
        if (moves != null) {
            moves.stood();
        }
        if (owner.current() == line && !line.parts().current(core.plugs)) {
            moves().plugsChanged(); // a plug was exchanged while the line was made
        }
    }

    /** What a line that followed another has brought is told, if plugs had to do with it. */
    void restored(Ready ready, long held, long dropped, Duration unplayed) {
        if (reports != null) {
            reports.stands(
                    ready,
                    new LineSwapReports.Sound(held, dropped, unplayed),
                    () -> owner.current() == ready.line());
        }
    }

    /** The line is gone, and nobody here asked for it. */
    void lost(CloseReason reason) {
        if (moves != null) {
            moves.lost(reason);
        }
    }

    /** Nothing is to follow the last line. */
    void none(CloseReason reason) {
        if (moves != null) {
            moves.stop(reason);
        }
        if (reports != null) {
            reports.over();
        }
    }

    /** The session is over. */
    void close() {
        if (reconnect != null) {
            reconnect.stop();
        }
    }
}
