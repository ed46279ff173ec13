package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.Swap;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Exchanges bundles under live calls, in every way. On the run's thread. */
final class Swapper {

    /** Lines are moved at a silence, and then there is a little more to hear. */
    private static final long AFTER_NANOS = 60_000_000;

    private final Calls calls;
    private final Peer peer;
    private final Route route;
    private final Timing timing;
    private final DoorSwaps doors;
    private final Away away;
    private final Jams jams;
    private final Faults faults;
    private final Random random;
    private int exchanged;

    Swapper(
            Calls calls,
            Peer peer,
            Route route,
            Timing timing,
            DoorSwaps doors,
            Away away,
            Jams jams,
            Faults faults,
            Random random) {
        this.calls = calls;
        this.peer = peer;
        this.route = route;
        this.timing = timing;
        this.doors = doors;
        this.away = away;
        this.jams = jams;
        this.faults = faults;
        this.random = random;
    }

    /** How many bundles were exchanged. */
    int exchanged() {
        return exchanged;
    }

    /** Exchanges a bundle; returns when that is over. */
    Exchanged exchange(Family family, How how) throws BundleException, InterruptedException {
        exchanged += how == How.TWICE || how == How.ANOTHER ? 2 : 1;
        Exchanged done =
                switch (family.kind()) {
                    case CALLER_LEG -> doors.exchange(family, how);
                    default -> exchangePart(family, how);
                };
        // a call whose line was cut must have another before the next exchange takes the server
        // away
        if (family.carriesLines() || done.how().cutsLines() || how.cutsLines()) {
            connected(how);
            away.home();
            LockSupport.parkNanos(AFTER_NANOS);
        }
        return done;
    }

    private Exchanged exchangePart(Family family, How how)
            throws BundleException, InterruptedException {
        return switch (how) {
            case TWICE -> twice(family);
            case ROLLED_BACK -> family.carriesLines() ? rolledBack(family) : jammed(family);
            case IN_PLACE -> inPlace(family);
            case RETURNED -> returned(family);
            case KILLED -> killed(family);
            case NEXT -> away.next(family);
            case ANOTHER -> away.another(family);
            case HANDOFF, CONSENT, INTERRUPTION, RECONNECT -> during(family, how);
            case CUT, RELAY, BESIDE -> beside(family, how);
        };
    }

    private Exchanged beside(Family family, How how) throws BundleException {
        Bundle old = family.current();
        family.prepare();
        long begun = System.nanoTime();
        family.start();
        if (how == How.CUT) {
            calls.cut((calls.count() + 1) / 2);
        } else if (how == How.RELAY) {
            restartRelay();
        }
        return tookOver(family, how, old, begun);
    }

    private Exchanged during(Family family, How how) throws BundleException, InterruptedException {
        Bundle old = family.current();
        family.prepare();
        BooleanSupplier still = timing.reach(how, calls.live());
        long begun = System.nanoTime();
        family.start();
        return tookOver(family, still.getAsBoolean() ? how : How.BESIDE, old, begun);
    }

    private Exchanged tookOver(Family family, How how, Bundle old, long begun)
            throws BundleException {
        tookOver(family, how);
        family.remove(old);
        return Exchanged.since(begun, how);
    }

    private Exchanged twice(Family family) throws BundleException {
        Bundle first = family.current();
        long begun = System.nanoTime();
        Bundle second = family.install();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
        family.install();
        tookOver(family, How.TWICE);
        family.remove(first);
        family.remove(second);
        return Exchanged.since(begun, How.TWICE);
    }

    private Exchanged inPlace(Family family) throws BundleException {
        long begun = System.nanoTime();
        family.update();
        tookOver(family, How.IN_PLACE);
        return Exchanged.since(begun, How.IN_PLACE);
    }

    private Exchanged returned(Family family) throws BundleException {
        long begun = System.nanoTime();
        family.remove(family.current());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(150)));
        family.install();
        tookOver(family, How.RETURNED);
        return Exchanged.since(begun, How.RETURNED);
    }

    /** Nobody waits until the old one is free of users. */
    private Exchanged killed(Family family) throws BundleException, InterruptedException {
        Bundle old = family.current();
        String version = old.getVersion().toString();
        family.prepare();
        if (!family.carriesLines()) {
            timing.reach(How.KILLED, calls.live());
        }
        long begun = System.nanoTime();
        family.start();
        Background gone = Background.begin(() -> family.remove(old));
        boolean drained = Container.happens(() -> family.drains(version) || gone.isDone());
        boolean inUse = drained && !gone.isDone();
        if (inUse && family.carriesLines()) {
            calls.cut((calls.count() + 1) / 2);
        }
        if (!gone.join()) {
            faults.add(family.name() + ", " + How.KILLED + ": the old one does not go");
        }
        How how = inUse ? How.KILLED : How.BESIDE;
        tookOver(family, how);
        return Exchanged.since(begun, how);
    }

    /** The far end takes no new lines until every session has tried, and stayed. */
    private Exchanged rolledBack(Family family) throws BundleException {
        Bundle old = family.current();
        long begun = System.nanoTime();
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
                                + " failed; elsewhere are "
                                + calls.live().stream()
                                        .filter(call -> call.end().away())
                                        .map(Call::name)
                                        .toList());
            }
            family.backTo(old);
            family.remove(failing);
            family.backTo(old);
        } finally {
            peer.refuse(false);
        }
        return Exchanged.since(begun, How.ROLLED_BACK);
    }

    /** A version that throws where it is to make what it offers: the old one stays. */
    private Exchanged jammed(Family family) throws BundleException {
        Bundle old = family.current();
        String version = family.prepare();
        long begun = System.nanoTime();
        try (Jams.Jam jam = jams.begin(version)) {
            Bundle failing = family.start();
            if (!jam.noticed()) {
                faults.add(family.name() + ": nobody tried the version that fails");
            }
            family.backTo(old);
            family.remove(failing);
        }
        family.backTo(old);
        tookOver(family, How.ROLLED_BACK);
        return Exchanged.since(begun, How.ROLLED_BACK);
    }

    private void tookOver(Family family, How how) {
        if (!Container.happens(family::tookOver)) {
            faults.add(family.name() + ", " + how + ": not taken over: " + family.standing());
        }
    }

    private void connected(How how) {
        // one that has fallen back is known to be away when its sound comes
        if (!Container.happens(calls::connected) || !Container.happens(calls::settled)) {
            faults.add("not all sessions have a line again, " + how);
        }
    }

    private void restartRelay() {
        route.kill();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(150)));
        route.restart();
    }

    /** Cuts all lines and waits until they are back; for comparison. In milliseconds. */
    double reconnect() {
        return again(() -> calls.cut(calls.count()));
    }

    /** The same, but the relay is killed, and comes back. */
    double relayRestarts() {
        return again(this::restartRelay);
    }

    private double again(Runnable breaks) {
        long lines = calls.sum(Count.LINES);
        long begun = System.nanoTime();
        breaks.run();
        if (!Container.happens(
                () ->
                        calls.sum(Count.LINES) >= lines + calls.count()
                                && calls.connected()
                                && calls.settled())) {
            faults.add("not all sessions have a line again after it was cut");
        }
        double took = (System.nanoTime() - begun) / 1e6;
        away.home();
        LockSupport.parkNanos(AFTER_NANOS);
        return took;
    }
}
