package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.History;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.transport.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that has a session move from line to line: a request, a line's end, an exchanged plug.
 * Made when it is first needed, as most sessions never move. On the loop.
 */
final class Moves {
    private static final int RECENT = 16;

    private final SessionCore core;
    private final SessionParts parts;
    private final CutOff cutOff;
    private final LineMove.Owner owner;
    private final LineSwapReports reports;
    private final LineMove move;
    private final LineSwaps swaps;

    Moves(
            SessionCore core,
            SessionParts parts,
            LineSupervisor lines,
            CutOff cutOff,
            LineMove.Owner owner,
            LineSwapReports reports,
            Function<List<LineChoice>, Successor> successors) {
        this.core = core;
        this.parts = parts;
        this.cutOff = cutOff;
        this.owner = owner;
        this.reports = reports;
        this.move = new LineMove(core, lines, owner, this::atBoundary, successors);
        this.swaps = new LineSwaps(core, lines, owner, move, reports);
    }

    /**
     * Moves on request; see {@link LineMove#begin}. When it fails, the plugs that it did not come
     * to are reported, too.
     */
    CompletionStage<Void> begin(@Nullable LineChoice to, Duration patience) {
        Line from = owner.current();
        reports.begins();
        CompletionStage<Void> moving = move.begin(to, patience);
        return to == null || from == null
                ? moving
                : moving.whenComplete(
                        (nothing, failure) -> {
                            if (failure != null && owner.current() == from) {
                                reports.stays(from, to, Failures.explained(failure).reason());
                            }
                        });
    }

    /** What is plugged in changed. */
    void plugsChanged() {
        swaps.plugsChanged();
    }

    /** A line stands. */
    void stood() {
        move.stood();
    }

    /** The line is gone, and nobody here asked for it. */
    void lost(CloseReason reason) {
        move.lost(reason);
    }

    /** No line will come. */
    void stop(CloseReason reason) {
        swaps.stop();
        move.stop(reason);
    }

    /** Nothing is going on (RULES 24). */
    boolean atBoundary() {
        ResponseGate gate = parts.outgoing.gate();
        return !gate.busy()
                && gate.waiting() == 0
                && !gate.speaking()
                && !cutOff.turnOpen()
                && !parts.legs.playing()
                && parts.tools.owed().stream().allMatch(parts.tools::waits)
                && !callOpen();
    }

    /** Whether one of the last calls waits for its output: a handoff, a consent. */
    private boolean callOpen() {
        History history = core.conversation.snapshot();
        List<Item> items = history.items();
        for (int i = items.size() - 1; i >= Math.max(0, items.size() - RECENT); i--) {
            if (items.get(i) instanceof Item.FunctionCall call
                    && history.output(call.callId()).isEmpty()
                    && !parts.tools.waits(call.callId())) {
                return true;
            }
        }
        return false;
    }
}
