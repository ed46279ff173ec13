package io.patchbay.transport.cloudflare.internal;

import static java.lang.System.Logger.Level.DEBUG;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.LeasedFetch;
import io.patchbay.net.fetch.UpgradeFetch;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One connection through one fetch, from the choice to its end: the lease on the fetch. From any
 * thread, where nothing else is said.
 */
final class Passage {

    private static final System.Logger LOG = System.getLogger(Passage.class.getName());

    /** The line that goes through. */
    interface Line {

        /** What another connection would go through now; null when there is nothing. */
        @Nullable Offer best();

        /**
         * Another connection would go through another fetch. On the loop.
         *
         * @return whether that was told to a session that can do something about it
         */
        boolean moves(String reason);

        /** The connection has so long, then it is cut off. On the loop. */
        void ends(Duration left);
    }

    private final Fetches fetches;
    private final Line line;
    private final String name;
    private final SerialLoop loop;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Forgotten at the end, though the line may stay: its classes are to go (RULES 39). */
    private volatile @Nullable Offer offer;

    /** What is of somebody else in it; null through one of ours. */
    private volatile @Nullable LeasedFetch lease;

    /** The one that the session was asked to move to. On the loop. */
    private @Nullable Offer told;

    private SerialLoop.@Nullable Timer cutting;

    Passage(Fetches fetches, Line line, Offer offer, SerialLoop loop) {
        this.fetches = fetches;
        this.line = line;
        this.offer = offer;
        this.name = offer.name();
        this.loop = loop;
        fetches.enter(this);
    }

    /** Whether it goes through this service, still. */
    boolean through(UpgradeFetch fetch) {
        Offer mine = offer;
        return mine != null && mine.fetch() == fetch;
    }

    /** The name of the fetch. */
    String name() {
        return name;
    }

    SerialLoop loop() {
        return loop;
    }

    /** Completes when nothing of the fetch is in use any more. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    /** What makes the connection. One of ours, which never goes, has nothing in between. */
    UpgradeFetch fetch(Offer chosen) {
        if (chosen.ours()) {
            return chosen.fetch();
        }
        LeasedFetch leased = new LeasedFetch(chosen.fetch(), name, this::end);
        lease = leased;
        return leased;
    }

    /** Others are there: asks for another line if that would go through a better one. */
    void reconsider() {
        later(
                () -> {
                    Offer best = line.best();
                    Offer mine = offer;
                    Offer before = told;
                    if (best != null
                            && mine != null
                            && !best.same(mine)
                            && (before == null || !best.same(before))
                            && line.moves(
                                    "the fetch '"
                                            + best.name()
                                            + "' takes the place of '"
                                            + name
                                            + "'")) {
                        told = best;
                    }
                });
    }

    /**
     * The fetch goes. The line moves, if there is something to move to, and is cut off when the
     * time is over; where there is nothing, it is cut off at once and comes back when there is.
     */
    void leaves(Duration time) {
        String gone = "the fetch '" + name + "' is gone";
        if (time.isZero() || line.best() == null) {
            cut(gone);
            return;
        }
        reconsider();
        later(
                () -> {
                    if (!ended.isDone()) {
                        cutting = loop.schedule(() -> cut(gone), time);
                        line.ends(time);
                    }
                });
    }

    /** Ends it now, and lets go of what is somebody else's. */
    void cut(String reason) {
        LeasedFetch leased = lease;
        if (leased == null) {
            end();
        } else {
            leased.cut(reason);
        }
    }

    /** Nothing of the fetch is in use any more. */
    void end() {
        if (!ended.complete(null)) {
            return;
        }
        forget();
        later(
                () -> {
                    told = null;
                    if (cutting != null) {
                        cutting.cancel();
                    }
                });
    }

    private void forget() {
        lease = null;
        offer = null;
        fetches.leave(this);
    }

    /** What an operator should know of one that does not end. */
    String standing() {
        LeasedFetch leased = lease;
        return "a connection through the fetch '"
                + name
                + "', which is gone, does not end"
                + (leased == null || leased.where().isEmpty() ? "" : ": " + leased.where());
    }

    /** Runs on the loop; when that has ended, nobody is left to be told. */
    private void later(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(DEBUG, "the session''s loop has ended before its connection");
            forget();
            ended.complete(null);
        }
    }
}
