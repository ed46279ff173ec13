package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Brings a lost line back: waits, tries, waits longer, each choice for itself. What nobody would
 * let in is not tried again; what lacks a plug is tried when the plug is there. On the loop.
 */
final class Reconnect {
    /** What becomes of it. */
    interface Owner {
        /** A line stands and knows what it can. */
        void back(Ready ready);

        /** No line comes back. */
        void gaveUp(CloseReason reason);
    }

    private final SessionCore core;
    private final LineSupervisor lines;
    private final Trials trials;
    private final PlugWait plugs;
    private final Function<List<LineChoice>, Successor> successors;
    private final Owner owner;
    private SerialLoop.@Nullable Timer timer;
    private @Nullable Object running;
    private @Nullable RollBack back;
    private int attempt;
    private long stoodSince = -1;
    private Duration patience = Duration.ZERO;

    Reconnect(
            SessionCore core,
            LineSupervisor lines,
            Backoff backoff,
            PlugWait plugs,
            Function<List<LineChoice>, Successor> successors,
            Owner owner) {
        this.core = core;
        this.lines = lines;
        this.trials = new Trials(backoff);
        this.plugs = plugs;
        this.successors = successors;
        this.owner = owner;
    }

    /** Whether the policy lets anything come back. */
    boolean allowed() {
        return core.options.reconnect().attempts() > 0 && !lines.choices().isEmpty();
    }

    /** A line stands. */
    void stood() {
        stoodSince = core.clock.now();
    }

    /** A line is lost. One that dies young does not begin a new count. */
    void begin(LineChoice lost, CloseReason cause) {
        ReconnectPolicy policy = core.options.reconnect();
        long now = core.clock.now();
        if (stoodSince < 0 || now - stoodSince >= policy.longestDelay().toNanos()) {
            fresh(now);
            if (cause.retryable()) { // the others wait, so that this one has a chance to be back
                trials.delay(lost, now);
                trials.untriedFrom(trials.due(lost));
            }
        } else {
            trials.delay(lost, now);
            trials.untriedFrom(now);
        }
        stoodSince = -1;
        next(cause);
    }

    private void fresh(long now) {
        attempt = 0;
        trials.clear(now);
        patience = core.options.limits().plugWait();
    }

    /** A line was given up so that another can be made: at once, and as before if that fails. */
    void replace() {
        go(replacing(), CloseReason.NORMAL);
    }

    /**
     * A line was given up so that one of these can be made.
     *
     * @param way where to go when that fails
     */
    void replace(List<LineChoice> choices, RollBack way) {
        Object mine = replacing();
        back = way;
        Successor successor = successors.apply(choices);
        successor.within(core.options.reconnect().tryNextAfter());
        make(mine, choices, successor);
    }

    private Object replacing() {
        fresh(core.clock.now());
        stoodSince = -1;
        Object mine = new Object();
        running = mine;
        return mine;
    }

    /** Those that may be tried, now or later, and have not used up their attempts. */
    private List<LineChoice> left() {
        // one that was let go on purpose is tried once, whatever the policy for lost ones
        int attempts = Math.max(1, core.options.reconnect().attempts());
        return lines.choices().stream().filter(c -> trials.tries(c) < attempts).toList();
    }

    private void next(CloseReason cause) {
        Object mine = new Object();
        running = mine;
        List<LineChoice> left = left();
        List<LineChoice> missing = PlugWait.missing(core, left);
        if (missing.size() == left.size()) {
            if (left.isEmpty() || patience.isZero()) {
                giveUp(cause);
            } else {
                await(mine, missing, cause);
            }
            return;
        }
        long now = core.clock.now();
        long due = Long.MAX_VALUE;
        for (LineChoice choice : left) {
            if (!missing.contains(choice)) {
                due = Math.min(due, trials.due(choice));
            }
        }
        Duration delay = Duration.ofNanos(Math.max(0, due - now));
        attempt++;
        if (core.heard()) {
            core.emit(new SessionEvent.Reconnecting(core.stamp(), attempt, delay, cause));
        }
        if (running == mine) { // nobody has closed the session when he heard of it
            timer = core.loop.schedule(() -> go(mine, cause), delay);
            plugs.watch(missing, () -> came(mine, missing, cause));
        }
    }

    /** Nothing can be tried before a plug is there. */
    private void await(Object mine, List<LineChoice> missing, CloseReason cause) {
        long since = core.clock.now();
        Duration most = patience;
        plugs.begin(
                missing,
                most,
                () -> {
                    Duration left = most.minusNanos(core.clock.now() - since);
                    patience = left.isNegative() ? Duration.ZERO : left;
                    came(mine, missing, cause);
                },
                reason -> {
                    if (running == mine) {
                        giveUp(reason);
                    }
                });
    }

    private void came(Object mine, List<LineChoice> missing, CloseReason cause) {
        if (running != mine) {
            return;
        }
        for (LineChoice choice : missing) {
            if (PlugWait.offered(core, choice)) {
                trials.hurry(choice);
            }
        }
        if (timer != null) {
            timer.cancel();
        }
        go(mine, cause);
    }

    private void go(Object mine, CloseReason cause) {
        timer = null;
        if (running != mine) {
            return;
        }
        plugs.stop();
        long now = core.clock.now();
        List<LineChoice> due =
                left().stream()
                        .filter(c -> trials.due(c) <= now && PlugWait.offered(core, c))
                        .toList();
        if (due.isEmpty()) {
            next(cause); // its plug went away again
            return;
        }
        make(mine, due, successors.apply(due));
    }

    private void make(Object mine, List<LineChoice> due, Successor successor) {
        successor
                .connect()
                .thenCompose(successor::restore)
                .whenComplete(
                        (ready, failure) -> core.onLoop(() -> tried(mine, due, ready, failure)));
    }

    private void tried(
            Object mine,
            List<LineChoice> choices,
            @Nullable Ready ready,
            @Nullable Throwable failure) {
        if (running != mine) {
            return; // the session is closed, and what was made with it
        }
        long now = core.clock.now();
        if (ready != null) {
            LineChoice made = ready.line().choice;
            trials.failed(choices.subList(0, Math.max(0, choices.indexOf(made))), now);
            trials.worked(made);
            running = null;
            back = null;
            owner.back(ready);
            return;
        }
        ConnectException why = Failures.explained(failure);
        lines.abandon(why.reason());
        RollBack way = back;
        if (way != null && way.failed(why)) {
            lines.unbar(); // it was the plugs that nobody would let in
            List<LineChoice> former = List.of(way.choice());
            make(mine, former, successors.apply(former));
            return;
        }
        back = null;
        failed(choices, why, now);
        next(why.reason());
    }

    /** A plug that went while its line was made says nothing of the far end: that was no try. */
    private void failed(List<LineChoice> choices, ConnectException why, long now) {
        List<LineChoice> tried = new ArrayList<>();
        for (LineChoice choice : choices) {
            if (!PlugWait.offered(core, choice) || choices.size() == 1 && MissingPlug.isWhy(why)) {
                trials.delay(choice, now);
            } else {
                tried.add(choice);
            }
        }
        trials.failed(tried, now);
    }

    private void giveUp(CloseReason reason) {
        stop();
        owner.gaveUp(reason);
    }

    /** Nothing comes back any more. */
    void stop() {
        running = null;
        back = null;
        plugs.stop();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
