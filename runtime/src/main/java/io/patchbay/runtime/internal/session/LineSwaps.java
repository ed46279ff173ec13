package io.patchbay.runtime.internal.session;

import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.runtime.internal.session.SessionPlugs.Standing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Has the session's line follow its plugs: moves it when its transport or provider was exchanged,
 * to another choice when one of them is gone, and lets it go when there is no other, so that the
 * container need not wait for it. On the loop.
 */
final class LineSwaps {
    private static final List<PlugKind> KINDS = List.of(PlugKind.TRANSPORT, PlugKind.PROVIDER);

    /** What comes and goes within this time moves nobody. */
    private static final Duration SETTLE = Duration.ofMillis(50);

    /** So long after the first of many news they are looked at, though more come. */
    private static final Duration SETTLED = SETTLE.multipliedBy(4);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_MARGIN = Duration.ofMillis(2_500);

    private final SessionCore core;
    private final LineSupervisor lines;
    private final LineMove.Owner owner;
    private final LineMove move;
    private final LineSwapReports reports;
    private SerialLoop.@Nullable Timer timer;
    private long watched;
    private long since = -1;

    /** When the first of the news came that wait to be looked at; -1 when none do. */
    private long first = -1;

    private boolean leaving;
    private boolean told;

    LineSwaps(
            SessionCore core,
            LineSupervisor lines,
            LineMove.Owner owner,
            LineMove move,
            LineSwapReports reports) {
        this.core = core;
        this.lines = lines;
        this.owner = owner;
        this.move = move;
        this.reports = reports;
    }

    /** What is plugged in changed, or a line stands that was made of something else. */
    void plugsChanged() {
        Line line = owner.current();
        if (line == null) {
            stop();
            return;
        }
        told = false;
        if (line.parts().current(core.plugs)) {
            stay();
            return;
        }
        reports.begins();
        watch(line);
        long now = core.clock.now();
        first = first < 0 ? now : first;
        Duration left = SETTLED.minusNanos(now - first);
        later(left.compareTo(SETTLE) < 0 ? left : SETTLE);
    }

    /** The line's plugs are the ones to have. */
    private void stay() {
        stop();
        since = -1;
        if (!move.running() || move.callOff()) {
            reports.calledOff();
        }
    }

    private void later(Duration delay) {
        cancel();
        timer = core.loop.schedule(this::act, delay);
    }

    /** The session is over, or has no line. */
    void stop() {
        first = -1;
        cancel();
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void act() {
        timer = null;
        first = -1;
        Line line = owner.current();
        if (line == null) {
            return;
        }
        if (line.parts().current(core.plugs)) {
            stay();
            return;
        }
        Line made = move.made();
        if (move.running()) {
            if (made != null && !made.parts().current(core.plugs)) {
                move.remake();
            }
            later(RETRY); // it may be somebody else's, and come to nothing
            return;
        }
        move(line);
    }

    private void move(Line line) {
        boolean goes = leaving(line);
        if (since < 0 || goes && !leaving) {
            since = core.clock.now(); // its end is counted from now
        }
        leaving = goes;
        Duration drain = core.options.limits().drain();
        Duration part = drain.dividedBy(4);
        Duration margin = part.compareTo(LONGEST_MARGIN) < 0 ? part : LONGEST_MARGIN;
        Duration left = drain.minus(margin).minusNanos(core.clock.now() - since);
        move.follow(() -> targets(line), left.isNegative() ? Duration.ZERO : left, margin)
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure == null) {
                                since = -1; // what there is now has its own time
                            } else {
                                stayed(line, Failures.explained(failure).reason());
                            }
                        });
    }

    /** Where to; null when there is nothing to move to now. */
    private @Nullable List<LineChoice> targets(Line line) {
        for (PlugKind kind : KINDS) {
            if (core.plugs.standing(line.parts().held(kind)) == Standing.WITHDRAWN) {
                List<LineChoice> open = lines.plugged();
                return open.isEmpty() ? null : open;
            }
        }
        return List.of(line.choice);
    }

    private boolean leaving(Line line) {
        return KINDS.stream().anyMatch(kind -> core.plugs.leaving(line.parts().held(kind)));
    }

    /** No other line came up. */
    private void stayed(Line line, CloseReason why) {
        if (owner.current() != line) {
            return; // gone, and told so
        }
        if (!told) {
            told = true;
            List<LineChoice> tried = targets(line);
            reports.stays(line, tried == null ? line.choice : tried.get(0), why);
        }
        if (owner.current() == line && leaving(line)) {
            later(RETRY);
        }
    }

    /** The drain time of a plug may end before the line has moved. */
    private void watch(Line line) {
        if (watched == line.generation) {
            return;
        }
        watched = line.generation;
        for (PlugKind kind : KINDS) {
            line.parts().held(kind).onRevoked(() -> revoked(line, kind));
        }
    }

    /** Any thread. */
    private void revoked(Line line, PlugKind kind) {
        CloseReason reason =
                new CloseReason(
                        CloseReason.Cause.LOST,
                        0,
                        (kind == PlugKind.TRANSPORT
                                        ? "transport '" + line.choice.transport()
                                        : "provider '" + line.choice.provider())
                                + "' was taken out, and its drain time is over",
                        null);
        try {
            core.loop.execute(() -> owner.takenAway(line, reason));
        } catch (RejectedExecutionException e) {
            // the loop has ended, and the session with it
        }
    }
}
