package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.CloseReason;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a lost line back: waits, tries, waits longer. What nobody would let in is not tried again.
 * On the loop.
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
    private final Backoff backoff;
    private final Supplier<Successor> successors;
    private final Owner owner;
    private SerialLoop.@Nullable Timer timer;
    private @Nullable Object running;
    private int attempt;
    private long stoodSince = -1;

    Reconnect(
            SessionCore core,
            LineSupervisor lines,
            Backoff backoff,
            Supplier<Successor> successors,
            Owner owner) {
        this.core = core;
        this.lines = lines;
        this.backoff = backoff;
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
    void begin(CloseReason cause) {
        ReconnectPolicy policy = core.options.reconnect();
        if (stoodSince < 0 || core.clock.now() - stoodSince >= policy.longestDelay().toNanos()) {
            attempt = 0;
        }
        stoodSince = -1;
        next(cause);
    }

    /** A line was given up so that another can be made: at once, and as before if that fails. */
    void replace() {
        attempt = 0;
        stoodSince = -1;
        Object mine = new Object();
        running = mine;
        go(mine);
    }

    private void next(CloseReason cause) {
        if (attempt >= core.options.reconnect().attempts() || lines.choices().isEmpty()) {
            stop();
            owner.gaveUp(cause);
            return;
        }
        attempt++;
        Object mine = new Object();
        running = mine;
        Duration delay = backoff.before(attempt);
        if (core.heard()) {
            core.emit(new SessionEvent.Reconnecting(core.stamp(), attempt, delay, cause));
        }
        if (running == mine) { // nobody has closed the session when he heard of it
            timer = core.loop.schedule(() -> go(mine), delay);
        }
    }

    private void go(Object mine) {
        timer = null;
        if (running != mine) {
            return;
        }
        Successor successor = successors.get();
        successor
                .connect()
                .thenCompose(successor::restore)
                .whenComplete((ready, failure) -> core.onLoop(() -> tried(mine, ready, failure)));
    }

    private void tried(Object mine, @Nullable Ready ready, @Nullable Throwable failure) {
        if (running != mine) {
            return; // the session is closed, and what was made with it
        }
        if (ready != null) {
            running = null;
            owner.back(ready);
            return;
        }
        CloseReason reason = Failures.explained(failure).reason();
        lines.abandon(reason);
        next(reason);
    }

    /** Nothing comes back any more. */
    void stop() {
        running = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
