package io.patchbay.runtime.internal.session;

import io.patchbay.api.provider.ProviderCapabilities.MoveOrder;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves the session to another line at a turn boundary (RULES 23, 24): the successor connects and
 * learns the conversation first and takes over then, or the old line is closed first where the
 * provider wants it so. A successor that fails leaves the old line as it is. On the loop.
 */
final class LineMove {
    private static final Duration LOOK = Duration.ofMillis(50);

    /** A successor that was outdated so often takes over all the same, and is moved from then. */
    private static final int REMADE = 4;

    private static final CloseReason SUPERSEDED =
            new CloseReason(CloseReason.Cause.LOCAL, 1000, "no longer the one to move to", null);

    /** Who has the line. */
    interface Owner {
        /** The line that is moved from; null when there is none any more. */
        @Nullable Line current();

        /** The successor takes over. */
        void switchTo(Ready ready);

        /**
         * The old line is closed, and another is made.
         *
         * @param choices of which; null for any, once its plugs are there
         */
        void replace(@Nullable List<LineChoice> choices);

        /** The plugs of the line are taken from under it. */
        void takenAway(Line line, CloseReason reason);
    }

    private final SessionCore core;
    private final LineSupervisor lines;
    private final Owner owner;
    private final BooleanSupplier boundary;
    private final Function<List<LineChoice>, Successor> successors;
    private @Nullable CompletableFuture<Void> done;
    private SerialLoop.@Nullable Timer timer;
    private Supplier<@Nullable List<LineChoice>> wanted = List::of;
    private @Nullable LineChoice preferred;
    private boolean optional;
    private @Nullable Successor successor;
    private @Nullable Line made;
    private long deadline;
    private long early;
    private boolean replacing;
    private int remade;
    private @Nullable Wish wish;

    /** Where to go once the move that has begun is over. */
    private record Wish(LineChoice to, Duration patience, CompletableFuture<Void> done) {}

    LineMove(
            SessionCore core,
            LineSupervisor lines,
            Owner owner,
            BooleanSupplier boundary,
            Function<List<LineChoice>, Successor> successors) {
        this.core = core;
        this.lines = lines;
        this.owner = owner;
        this.boundary = boundary;
        this.successors = successors;
    }

    /** Whether a move is on its way. */
    boolean running() {
        return done != null;
    }

    /** The successor that stands and has not taken over yet; null when there is none. */
    @Nullable Line made() {
        return made;
    }

    /**
     * Moves on request.
     *
     * @param to the line that is preferred from then on; null for the choices as they are
     * @param patience how long a turn boundary is waited for
     */
    CompletionStage<Void> begin(@Nullable LineChoice to, Duration patience) {
        CompletableFuture<Void> running = done;
        if (running != null) {
            deadline = Math.min(deadline, core.clock.now() + patience.toNanos());
            early = Math.min(early, deadline);
        }
        if (running != null && to != null) {
            return instead(running, to, patience);
        }
        if (running != null) {
            optional = false;
            return running;
        }
        preferred = to;
        return begin(to == null ? lines::choices : () -> List.of(to), patience, Duration.ZERO);
    }

    /**
     * Moves because of what is plugged in, until it is called off; a move that is on its way is
     * this one.
     *
     * @param to asked in the moment in which the successor is made; where there is none, which is
     *     null, the old line is let go, and what comes back takes its place
     * @param patience how long a turn boundary is waited for
     * @param lead how long before the end of the patience the successor is made
     */
    CompletionStage<Void> follow(
            Supplier<@Nullable List<LineChoice>> to, Duration patience, Duration lead) {
        CompletableFuture<Void> running = done;
        if (running != null) {
            return running;
        }
        optional = true;
        return begin(to, patience, lead);
    }

    private CompletionStage<Void> begin(
            Supplier<@Nullable List<LineChoice>> to, Duration patience, Duration lead) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        done = result;
        deadline = core.clock.now() + patience.toNanos();
        early = deadline - lead.toNanos();
        wanted = to;
        look();
        return result;
    }

    /**
     * The move on its way goes to another line; when it has begun already, one more follows it. Of
     * several wishes the last counts.
     */
    private CompletionStage<Void> instead(
            CompletableFuture<Void> running, LineChoice to, Duration patience) {
        if (successor == null && !replacing) {
            wanted = () -> List.of(to);
            preferred = to;
            optional = false;
            return running;
        }
        Wish waiting = wish;
        CompletableFuture<Void> next = waiting == null ? new CompletableFuture<>() : waiting.done();
        wish = new Wish(to, patience, next);
        if (waiting == null) {
            running.whenComplete((nothing, failure) -> next());
        }
        return next;
    }

    /** The move after the one that is over. */
    private void next() {
        Wish last = wish;
        wish = null;
        if (last == null) {
            return;
        }
        if (owner.current() == null) {
            last.done()
                    .completeExceptionally(
                            new IllegalStateException("there is no line to move from any more"));
            return;
        }
        begin(last.to(), last.patience())
                .whenComplete(
                        (moved, why) -> {
                            if (why == null) {
                                last.done().complete(null);
                            } else {
                                last.done().completeExceptionally(why);
                            }
                        });
    }

    /** What the successor is made of is not wanted any more: another takes its place. */
    void remake() {
        // one that is being made is made again by who makes it
        if (made == null || remade >= REMADE && core.clock.now() >= deadline) {
            return;
        }
        remade++;
        successor = null;
        made = null;
        cancelTimer();
        lines.abandon(SUPERSEDED);
        look();
    }

    /**
     * What is plugged in is no reason to move any more.
     *
     * @return whether the move is off; it goes on when somebody asked for it
     */
    boolean callOff() {
        CompletableFuture<Void> result = done;
        if (result == null || replacing || !optional) {
            return false;
        }
        boolean making = successor != null;
        clear();
        if (making) {
            lines.abandon(SUPERSEDED);
        }
        result.complete(null);
        return true;
    }

    private boolean due() {
        return boundary.getAsBoolean() || core.clock.now() >= deadline;
    }

    private void look() {
        timer = null;
        Line old = owner.current();
        if (old == null || done == null) {
            return; // told by lost(), or over
        }
        boolean due = due();
        if (!due && (core.clock.now() < early || made != null)) {
            lookAgain();
            return;
        }
        Line ready = made;
        if (ready != null) {
            restore(ready);
            return;
        }
        @Nullable List<LineChoice> choices = wanted.get();
        if (choices != null && !closesFirst(old, choices)) {
            make(choices);
        } else if (due) {
            replacing = true;
            prefer();
            owner.replace(choices);
        } else {
            lookAgain();
        }
    }

    private void lookAgain() {
        long next = core.clock.now() < early ? early : deadline;
        Duration left = Duration.ofNanos(Math.max(1, next - core.clock.now()));
        timer = core.loop.schedule(this::look, left.compareTo(LOOK) < 0 ? left : LOOK);
    }

    private void prefer() {
        if (preferred != null) {
            lines.prefer(preferred);
        }
    }

    private static boolean closesFirst(Line old, List<LineChoice> choices) {
        return old.capabilities.moveOrder() == MoveOrder.CLOSE_FIRST
                && choices.stream().anyMatch(c -> c.provider().equals(old.choice.provider()));
    }

    private void make(List<LineChoice> choices) {
        Successor next = successors.apply(choices);
        successor = next;
        next.connect()
                .whenComplete((line, failure) -> core.onLoop(() -> connected(next, line, failure)));
    }

    private void connected(Successor mine, @Nullable Line line, @Nullable Throwable failure) {
        if (successor != mine) {
            return;
        }
        if (line == null) {
            failed(Failures.explained(failure));
            return;
        }
        made = line;
        mine.onEnd(
                reason -> {
                    if (successor == mine) {
                        failed(new ConnectException(reason, null));
                    }
                });
        restore(line);
    }

    private void restore(Line line) {
        Successor mine = successor;
        if (mine == null) {
            return;
        }
        mine.restore(line)
                .whenComplete(
                        (ready, failure) -> core.onLoop(() -> restored(mine, ready, failure)));
    }

    private void restored(Successor mine, @Nullable Ready ready, @Nullable Throwable failure) {
        if (successor != mine || owner.current() == null) {
            return;
        }
        if (ready == null) {
            failed(Failures.explained(failure));
        } else if (due() && mine.outdated() && remade < REMADE) {
            remake(); // it cannot be told what was said since it opened
        } else if (due()) {
            prefer();
            CompletableFuture<Void> result = done;
            clear();
            owner.switchTo(ready);
            if (result != null) {
                result.complete(null);
            }
        } else {
            look(); // somebody speaks again: at the next silence it learns what was said
        }
    }

    private void failed(ConnectException why) {
        CompletableFuture<Void> result = done;
        if (result == null) {
            return;
        }
        clear();
        lines.abandon(why.reason());
        core.warn(
                "line-not-moved",
                "the session stays on its line, because no other could be made: "
                        + why.reason().text());
        result.completeExceptionally(why);
    }

    /** A line stands: when it was to replace another, that is done. */
    void stood() {
        if (replacing) {
            CompletableFuture<Void> result = done;
            clear();
            if (result != null) {
                result.complete(null);
            }
        }
    }

    /**
     * The line that is moved from is gone, or the session is over. While a line is being replaced
     * that is no news.
     */
    void lost(CloseReason reason) {
        if (replacing && reason.cause() != CloseReason.Cause.LOCAL) {
            return;
        }
        stop(reason);
    }

    /** No line will come, for this reason. */
    void stop(CloseReason reason) {
        CompletableFuture<Void> result = done;
        boolean making = successor != null;
        clear();
        if (making) {
            lines.abandon(reason);
        }
        if (result != null) {
            result.completeExceptionally(
                    new ConnectException(
                            new CloseReason(
                                    reason.cause(),
                                    reason.code(),
                                    "not moved: " + reason.text(),
                                    reason.error()),
                            null));
        }
    }

    private void clear() {
        done = null;
        wanted = List::of;
        preferred = null;
        optional = false;
        successor = null;
        made = null;
        replacing = false;
        remade = 0;
        cancelTimer();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
