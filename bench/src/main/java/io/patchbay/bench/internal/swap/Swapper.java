package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.Swap;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Exchanges bundles under live calls, in every way. On the run's thread. */
final class Swapper {

    /** Lines are moved at a silence, and then there is a little more to hear. */
    private static final long AFTER_NANOS = 60_000_000;

    private static final int CUTS = 6;
    private static final long UNTIL_NEXT_CUT_SECONDS = 10;

    private final Calls calls;
    private final Peer peer;
    private final Moments moments;
    private final Faults faults;
    private final Random random;
    private int exchanged;

    Swapper(Calls calls, Peer peer, Moments moments, Faults faults, Random random) {
        this.calls = calls;
        this.peer = peer;
        this.moments = moments;
        this.faults = faults;
        this.random = random;
    }

    /** How many bundles were exchanged. */
    int exchanged() {
        return exchanged;
    }

    /** Exchanges a bundle; returns when that is over, in milliseconds. */
    double exchange(Family family, How how) throws BundleException, InterruptedException {
        exchanged++;
        long begun;
        switch (how) {
            case TWICE -> {
                exchanged++;
                begun = System.nanoTime();
                twice(family);
            }
            case ROLLED_BACK -> {
                begun = System.nanoTime();
                rolledBack(family);
            }
            case IN_PLACE -> {
                begun = System.nanoTime();
                family.update();
                tookOver(family, how);
            }
            case RETURNED -> {
                begun = System.nanoTime();
                family.remove(family.current());
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(150)));
                family.install();
                tookOver(family, how);
            }
            case HANDOFF, CONSENT, INTERRUPTION, RECONNECT -> {
                await(how);
                begun = System.nanoTime();
                beside(family, how, 0);
            }
            case CUT -> {
                begun = System.nanoTime();
                beside(family, how, (calls.count() + 1) / 2);
            }
            default -> {
                begun = System.nanoTime();
                beside(family, how, 0);
            }
        }
        double took = (System.nanoTime() - begun) / 1e6;
        // a call whose line was cut must have another before the next exchange takes the server
        // away
        if (family.carriesLines() || how == How.CUT || how == How.RECONNECT) {
            connected(how);
            LockSupport.parkNanos(AFTER_NANOS);
        }
        return took;
    }

    private void beside(Family family, How how, int cut) throws BundleException {
        Bundle old = family.current();
        family.install();
        if (cut > 0) {
            calls.cut(cut);
        }
        tookOver(family, how);
        family.remove(old);
    }

    private void twice(Family family) throws BundleException {
        Bundle first = family.current();
        Bundle second = family.install();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
        family.install();
        tookOver(family, How.TWICE);
        family.remove(first);
        family.remove(second);
    }

    /** The far end takes no new lines until every session has tried, and stayed. */
    private void rolledBack(Family family) throws BundleException {
        Bundle old = family.current();
        peer.refuse(true);
        try {
            calls.swaps().clear();
            Bundle failing = family.install();
            int[] stayed = {0};
            boolean all =
                    Container.happens(
                            () -> {
                                for (Swap swap = calls.swaps().poll();
                                        swap != null;
                                        swap = calls.swaps().poll()) {
                                    stayed[0] += swap.outcome() == Swap.Outcome.ROLLED_BACK ? 1 : 0;
                                }
                                return stayed[0] >= calls.count();
                            });
            if (!all) {
                faults.add(
                        "only "
                                + stayed[0]
                                + " sessions said that the successor of "
                                + family.name()
                                + " failed");
            }
            family.backTo(old);
            family.remove(failing);
            family.backTo(old);
        } finally {
            peer.refuse(false);
        }
    }

    private void await(How how) throws InterruptedException {
        int call = random.nextInt(calls.count());
        Moments.Moment moment =
                switch (how) {
                    case HANDOFF -> Moments.Moment.HANDOFF;
                    case CONSENT -> Moments.Moment.CONSENT;
                    case INTERRUPTION -> Moments.Moment.INTERRUPTION;
                    default -> Moments.Moment.RECONNECT;
                };
        CompletableFuture<Void> reached = moments.next(moment);
        switch (how) {
            case HANDOFF -> calls.want(call, FarEnd.Move.HANDOFF);
            case CONSENT -> calls.want(call, FarEnd.Move.CONSENT);
            case INTERRUPTION -> calls.caller(call).interruptNext();
            default -> cutUntil(reached);
        }
        if (!Moments.await(reached)) {
            faults.add("nothing was exchanged " + how + ": there was none in time");
        }
    }

    /** A line that its session is about to leave anyway is cut, and nobody reconnects. */
    private void cutUntil(CompletableFuture<Void> reached) throws InterruptedException {
        for (int i = 0; i < CUTS && !reached.isDone(); i++) {
            calls.cut((calls.count() + 1) / 2);
            Moments.await(reached, UNTIL_NEXT_CUT_SECONDS);
        }
    }

    private void tookOver(Family family, How how) {
        if (!Container.happens(family::tookOver)) {
            faults.add(family.name() + ", " + how + ": not taken over: " + family.standing());
        }
    }

    private void connected(How how) {
        if (!Container.happens(calls::connected)) {
            faults.add("not all sessions have a line again, " + how);
        }
    }

    /** Cuts all lines and waits until they are back; for comparison. In milliseconds. */
    double reconnect() {
        long lines = calls.linesMade();
        long begun = System.nanoTime();
        calls.cut(calls.count());
        if (!Container.happens(
                () -> calls.linesMade() >= lines + calls.count() && calls.connected())) {
            faults.add("not all sessions have a line again after it was cut");
        }
        double took = (System.nanoTime() - begun) / 1e6;
        LockSupport.parkNanos(AFTER_NANOS);
        return took;
    }
}
