package io.patchbay.runtime.internal.call;

import io.patchbay.api.plug.PlugRefusal;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.runtime.internal.plug.CallerLegs.Candidate;
import io.patchbay.runtime.internal.plug.Copies;
import io.patchbay.runtime.internal.session.Lease;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where callers of one kind come in: at most one door is open, that of the best plug. When another
 * one takes over its door opens first where both can stand, else the old one closes first; one that
 * does not open leaves the old one in its place. One step at a time, and nobody waits for it.
 */
final class Doorway {
    private static final System.Logger LOG = System.getLogger(Doorway.class.getName());

    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    /**
     * How soon a place where none opens is tried again; each time twice as long, up to the most.
     */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Supplier<List<Candidate>> offered;
    private final BiFunction<Candidate, Lease<CallerLegFactory>, Door> doors;
    private final Runnable vacated;
    private final Executor workers;
    private final Supplier<SerialLoop> clock;

    /** Plugs that could not open; not tried again before there is room, or none is open. */
    private final Set<Long> broken = ConcurrentHashMap.newKeySet();

    /** Those among them that did not come back: each try would keep another thread. */
    private final Set<Long> stuck = ConcurrentHashMap.newKeySet();

    /** Why plugs could not open, until they do, or go. */
    private final Map<Long, PlugRefusal> shut = new ConcurrentHashMap<>();

    private final AtomicBoolean pausing = new AtomicBoolean();
    private Duration pause = FIRST_PAUSE;

    private volatile @Nullable Door open;

    /** Whether a step is under way, and whether another look is owed; guarded by this. */
    private boolean busy;

    private boolean owed;

    /**
     * Nothing is open yet.
     *
     * @param offered the plugs of this kind, the best one first
     * @param doors makes the door of a plug that was leased for it
     * @param vacated told when a door closed and none takes its place
     * @param workers take every task
     * @param clock when to try again where no door is open
     */
    Doorway(
            Supplier<List<Candidate>> offered,
            BiFunction<Candidate, Lease<CallerLegFactory>, Door> doors,
            Runnable vacated,
            Executor workers,
            Supplier<SerialLoop> clock) {
        this.offered = offered;
        this.doors = doors;
        this.vacated = vacated;
        this.workers = workers;
        this.clock = clock;
    }

    /** The door that is open, or null. */
    @Nullable Door open() {
        return open;
    }

    /** Why plugs that should be open are not. */
    Collection<PlugRefusal> shut() {
        return shut.values();
    }

    /** What is plugged in changed, or may be tried again. Returns before that is done. */
    void look() {
        synchronized (this) {
            if (busy) {
                owed = true;
                return;
            }
            busy = true;
        }
        workers.execute(this::go);
    }

    /** There is room somewhere: who failed for want of it may have it now. */
    void tryAgain() {
        if (open == null && !broken.isEmpty()) {
            broken.clear();
            look();
        }
    }

    private void go() {
        do {
            CompletableFuture<Void> step = contained();
            if (!step.isDone()) {
                step.whenComplete((nothing, failure) -> goOn());
                return;
            }
        } while (isOwed());
    }

    /** A step that fails is over all the same, or no other would ever be taken. */
    private CompletableFuture<Void> contained() {
        CompletionStage<Void> step;
        try {
            step = step();
        } catch (RuntimeException | Error e) {
            step = CompletableFuture.failedFuture(e);
        }
        return step.whenComplete(
                        (nothing, failure) -> {
                            if (failure != null) {
                                LOG.log(
                                        Level.ERROR,
                                        "callers may find a door shut, or one of an old plug: {0}",
                                        Copies.place(failure));
                            }
                        })
                .toCompletableFuture();
    }

    private void goOn() {
        if (isOwed()) {
            go();
        }
    }

    private synchronized boolean isOwed() {
        busy = owed;
        owed = false;
        return busy;
    }

    private CompletionStage<Void> step() {
        List<Candidate> all = offered.get();
        List<Long> there = all.stream().map(Candidate::id).toList();
        broken.retainAll(there);
        shut.keySet().retainAll(there);
        Candidate best =
                all.stream().filter(plug -> !broken.contains(plug.id())).findFirst().orElse(null);
        Door before = open;
        if (best == null) {
            if (before != null) {
                return shut(before).thenRun(vacated);
            }
            retryLater();
            return DONE;
        }
        if (before != null && before.plug().id() == best.id()) {
            return DONE;
        }
        Lease<CallerLegFactory> lease = best.lease().orElse(null);
        if (lease == null) {
            return DONE; // it goes already, and that is another change
        }
        Door door = doors.apply(best, lease);
        return door.open()
                .thenCompose(
                        outcome -> {
                            if (outcome == Door.Outcome.DONE) {
                                opened(door);
                                return before == null ? DONE : shut(before);
                            }
                            return before == null || outcome == Door.Outcome.STUCK
                                    ? broke(door, outcome)
                                    : makeRoom(before, best);
                        });
    }

    /** Two of them may not stand in one place: the old one has to make room. */
    private CompletionStage<Void> makeRoom(Door before, Candidate best) {
        return shut(before)
                .thenCompose(
                        nothing -> {
                            Lease<CallerLegFactory> lease = best.lease().orElse(null);
                            if (lease == null) {
                                look();
                                return DONE;
                            }
                            Door door = doors.apply(best, lease);
                            return door.open()
                                    .thenCompose(
                                            outcome -> {
                                                if (outcome == Door.Outcome.DONE) {
                                                    opened(door);
                                                    return DONE;
                                                }
                                                return broke(door, outcome);
                                            });
                        });
    }

    private void opened(Door door) {
        open = door;
        pause = FIRST_PAUSE;
        shut.remove(door.plug().id());
    }

    /** The next best one takes its place. */
    private CompletionStage<Void> broke(Door door, Door.Outcome outcome) {
        broken.add(door.plug().id());
        shut.put(door.plug().id(), door.plug().shut(door.problem()));
        if (outcome == Door.Outcome.STUCK) {
            stuck.add(door.plug().id());
        }
        LOG.log(Level.ERROR, "{0} takes no calls: {1}", door.plug(), door.problem());
        look();
        return DONE;
    }

    /**
     * None of them opens, and nobody may come along to change that: what was in the way, as a port
     * that somebody else had, may be gone by itself.
     */
    private void retryLater() {
        stuck.retainAll(broken);
        if (stuck.containsAll(broken) || !pausing.compareAndSet(false, true)) {
            return; // there is none that could be asked, or it will be asked anyway
        }
        Duration wait = pause;
        Duration twice = wait.multipliedBy(2);
        pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        try {
            SerialLoop.Timer unused = clock.get().schedule(this::retry, wait);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the runtime ends, and no door opens any more");
        }
    }

    private void retry() {
        pausing.set(false);
        if (open == null) {
            broken.retainAll(stuck);
            look();
        }
    }

    private CompletionStage<Void> shut(Door door) {
        if (open == door) {
            open = null;
        }
        return door.close(
                        () -> {
                            broken.clear();
                            look();
                            vacated.run();
                        })
                .thenAccept(outcome -> {});
    }
}
