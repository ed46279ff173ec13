package io.patchbay.runtime.internal.call;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.OutgoingCalls;
import io.patchbay.runtime.internal.plug.CallerLegs.Candidate;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.Lease;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One opening of one plug's door, from {@code listen} to the close of what it gave. The plug's code
 * runs on a worker of its own; whoever waits for it waits {@link #PATIENCE} at most. It keeps the
 * plug, without being a user of it, until its door is closed, or given up.
 */
final class Door {
    private static final System.Logger LOG = System.getLogger(Door.class.getName());

    /** How long the plug may take to open its door, or to close it. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What became of an opening, or of a closing. */
    enum Outcome {
        /** It is so. */
        DONE,
        /** The plug threw. */
        FAILED,
        /** The plug does not come back. */
        STUCK
    }

    private final Candidate plug;
    private final Lease<CallerLegFactory> lease;
    private final Reception reception;
    private final Executor workers;
    private final Supplier<SerialLoop> clock;
    private volatile @Nullable AutoCloseable handle;
    private volatile String problem = "";

    Door(
            Candidate plug,
            Lease<CallerLegFactory> lease,
            Reception reception,
            Executor workers,
            Supplier<SerialLoop> clock) {
        this.plug = plug;
        this.lease = lease;
        this.reception = reception;
        this.workers = workers;
        this.clock = clock;
        plug.door(true);
    }

    Candidate plug() {
        return plug;
    }

    /** What places calls through it, or null where the plug does not. */
    @Nullable OutgoingCalls outgoing() {
        return handle instanceof OutgoingCalls calls ? calls : null;
    }

    /** Why it did not open. */
    String problem() {
        return problem;
    }

    /**
     * Has the plug listen.
     *
     * @return never fails; what did not open in time is closed when it opens after all
     */
    CompletionStage<Outcome> open() {
        return inPlug(
                () -> {
                    AutoCloseable made =
                            lease.plug().listen(lease.settings(), lease.context(), reception);
                    if (made == null) {
                        throw new NullPointerException(
                                "listen returned null instead of what closes it");
                    }
                    return made;
                },
                (made, failure) -> {
                    handle = made;
                    if (failure != null) {
                        problem = failure;
                        letGo();
                    }
                },
                this::tooLate,
                "open");
    }

    /**
     * Has the plug close, and takes no more calls then: until its newer version is in place, or
     * nobody is, those that come are its own.
     *
     * @param late runs when the plug comes back although nobody waits for it any more
     * @return never fails
     */
    CompletionStage<Outcome> close(Runnable late) {
        AutoCloseable closing = handle;
        if (closing == null) {
            letGo();
            return CompletableFuture.completedFuture(Outcome.DONE);
        }
        handle = null;
        return inPlug(
                () -> {
                    closing.close();
                    return closing;
                },
                (closed, failure) -> {
                    if (failure != null) {
                        LOG.log(
                                Level.WARNING,
                                "the door of {0} failed to close: {1}",
                                plug,
                                failure);
                    }
                    letGo();
                },
                closed -> late.run(),
                "close");
    }

    private void tooLate(@Nullable AutoCloseable opened) {
        if (opened == null) {
            return;
        }
        LOG.log(Level.WARNING, "the door of {0} opened too late and is closed", plug);
        try {
            opened.close();
        } catch (Throwable e) {
            LOG.log(Level.WARNING, "the door of {0} failed to close: {1}", plug, Copies.place(e));
        }
    }

    private interface Step {
        AutoCloseable run() throws Exception;
    }

    private interface End {
        void told(@Nullable AutoCloseable result, @Nullable String failure);
    }

    private interface Late {
        void told(@Nullable AutoCloseable result);
    }

    /** Runs code of the plug; exactly one of {@code end} and {@code late} learns what it gave. */
    private CompletionStage<Outcome> inPlug(Step step, End end, Late late, String what) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Race race = new Race();
        Runnable work =
                () -> {
                    Runnable leave;
                    try {
                        leave = lease.enter();
                    } catch (IllegalStateException e) {
                        return; // given up before a worker was free for it
                    }
                    race.inside(Thread.currentThread());
                    AutoCloseable result = null;
                    String failure = null;
                    try {
                        result = step.run();
                    } catch (Throwable e) { // a plug may throw anything
                        failure = Copies.line(e);
                    }
                    boolean inTime = race.won();
                    try {
                        if (inTime) {
                            end.told(result, failure);
                        } else {
                            late.told(result);
                        }
                    } finally {
                        leave.run();
                        if (inTime) {
                            outcome.complete(failure == null ? Outcome.DONE : Outcome.FAILED);
                        }
                    }
                };
        if (!race.isLimited(clock, PATIENCE, () -> stuck(race, what, outcome))) {
            LOG.log(Level.DEBUG, "the runtime ends, and {0} has all the time it takes", plug);
        }
        workers.execute(work);
        return outcome;
    }

    private void stuck(Race race, String what, CompletableFuture<Outcome> outcome) {
        problem = "it does not come back after " + PATIENCE.toSeconds() + " s";
        LOG.log(
                Level.WARNING,
                "{0} does not {1} its door within {2}; it is given up, in {3}",
                plug,
                what,
                PATIENCE,
                race.stack());
        letGo();
        outcome.complete(Outcome.STUCK);
    }

    private void letGo() {
        reception.close();
        plug.door(false);
        lease.release();
    }
}
