package io.patchbay.bench.internal.swap;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Exchanges the plug through which callers come: calls that live stay on the version that they came
 * through until they end, new ones go to the new version (RULES 27). On the run's thread.
 */
final class DoorSwaps {

    /** So many frames more show that a call goes on. */
    private static final int FRAMES = 10;

    private final Calls calls;
    private final Entrance entrance;
    private final Loaders loaders;
    private final Timing timing;
    private final Jams jams;
    private final Faults faults;
    private final Random random;

    DoorSwaps(
            Calls calls,
            Entrance entrance,
            Loaders loaders,
            Timing timing,
            Jams jams,
            Faults faults,
            Random random) {
        this.calls = calls;
        this.entrance = entrance;
        this.loaders = loaders;
        this.timing = timing;
        this.jams = jams;
        this.faults = faults;
        this.random = random;
    }

    /** Exchanges the bundle; returns when the calls of the old version have ended. */
    Exchanged exchange(Family family, How how) throws BundleException, InterruptedException {
        Exchanged done =
                switch (how) {
                    case ROLLED_BACK -> jammed(family);
                    case IN_PLACE, RETURNED -> stoppedFirst(family, how);
                    case KILLED -> killed(family);
                    default -> beside(family, how);
                };
        List<String> pinned = loaders.pinned();
        if (!pinned.isEmpty()) {
            faults.add("class loaders are there after the last call: " + pinned);
        }
        return done;
    }

    private Exchanged beside(Family family, How how) throws BundleException, InterruptedException {
        List<Call> before = calls.throughDoors();
        Bundle old = family.current();
        family.prepare();
        BooleanSupplier still =
                switch (how) {
                    case HANDOFF, CONSENT, INTERRUPTION, RECONNECT -> timing.reach(how, before);
                    default -> () -> true;
                };
        long begun = System.nanoTime();
        family.start();
        Bundle between = null;
        if (how == How.TWICE) {
            between = family.current();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
            family.install();
        }
        How found = still.getAsBoolean() ? how : How.BESIDE;
        opens(family, how);
        Exchanged done = Exchanged.since(begun, found);
        if (how == How.CUT) {
            before.forEach(calls::cut);
        }
        call(family);
        goOn(family, before, version(old));
        calls.end(before);
        again(family, before.size() - 1);
        if (!Container.happens(family::tookOver)) {
            faults.add(family.name() + ", " + how + ": not taken over: " + family.standing());
        }
        family.remove(old);
        if (between != null) {
            family.remove(between);
        }
        return done;
    }

    /** The old version is thrown out at once: it goes when its last call has ended. */
    private Exchanged killed(Family family) throws BundleException, InterruptedException {
        List<Call> before = calls.throughDoors();
        Bundle old = family.current();
        family.prepare();
        long begun = System.nanoTime();
        family.start();
        opens(family, How.KILLED);
        Exchanged done = Exchanged.since(begun, How.KILLED);
        Background gone = Background.begin(() -> family.remove(old));
        drains(family, version(old), gone, How.KILLED);
        before.forEach(calls::cut);
        call(family);
        goOn(family, before, version(old));
        calls.end(before);
        ends(family, gone, How.KILLED);
        again(family, before.size() - 1);
        return done;
    }

    private Exchanged stoppedFirst(Family family, How how)
            throws BundleException, InterruptedException {
        List<Call> before = calls.throughDoors();
        Bundle old = family.current();
        String version = version(old);
        Background gone =
                Background.begin(how == How.IN_PLACE ? family::update : () -> family.remove(old));
        drains(family, version, gone, how);
        goOn(family, before, version);
        calls.end(before);
        long begun = System.nanoTime();
        ends(family, gone, how);
        if (how == How.RETURNED) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(150)));
            family.install();
        }
        opens(family, how);
        Exchanged done = Exchanged.since(begun, how);
        again(family, before.size());
        return done;
    }

    /** A version whose door does not open: the old one keeps its own. */
    private Exchanged jammed(Family family) throws BundleException, InterruptedException {
        List<Call> before = calls.throughDoors();
        Bundle old = family.current();
        String version = family.prepare();
        long begun = System.nanoTime();
        try (Jams.Jam jam = jams.begin(version)) {
            Bundle failing = family.start();
            if (!jam.noticed()) {
                faults.add(family.name() + ": nobody tried the door that does not open");
            }
            family.backTo(old);
            family.remove(failing);
        }
        family.backTo(old);
        opens(family, How.ROLLED_BACK);
        Exchanged done = Exchanged.since(begun, How.ROLLED_BACK);
        goOn(family, before, version(old));
        Call gone = before.get(random.nextInt(before.size()));
        calls.end(List.of(gone));
        again(family, 1);
        return done;
    }

    private static String version(Bundle bundle) {
        return bundle.getVersion().toString();
    }

    private void opens(Family family, How how) {
        if (!entrance.opens(version(family.current())) || !Container.happens(family::bound)) {
            faults.add(family.name() + ", " + how + ": no door opens: " + family.standing());
        }
    }

    private void drains(Family family, String version, Background gone, How how) {
        if (!Container.happens(() -> family.drains(version) || gone.isDone()) || gone.isDone()) {
            faults.add(
                    family.name()
                            + ", "
                            + how
                            + ": it did not wait for its calls: "
                            + family.standing());
        }
    }

    private void ends(Family family, Background gone, How how) throws InterruptedException {
        if (!gone.join()) {
            faults.add(
                    family.name()
                            + ", "
                            + how
                            + ": it does not go after its last call: "
                            + family.standing());
        }
    }

    /** A new call, which must be with the newest version. */
    private void call(Family family) throws InterruptedException {
        Call call = calls.openThroughDoor();
        String newest = version(family.current());
        if (!newest.equals(call.door())) {
            faults.add(call.name() + " came through version " + call.door() + ", not " + newest);
        }
    }

    private void again(Family family, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            call(family);
        }
        int users = family.users(version(family.current()));
        if (users != calls.throughDoors().size()) {
            faults.add(
                    calls.throughDoors().size()
                            + " calls came through the door, and the directory says "
                            + family.standing());
        }
    }

    /** These calls live on with the old version. */
    private void goOn(Family family, List<Call> old, String version) {
        if (family.users(version) != old.size()) {
            faults.add(old.size() + " calls are with " + version + ", but: " + family.standing());
        }
        long[] before = old.stream().mapToLong(Count.ARRIVED::of).toArray();
        boolean all =
                Container.happens(
                        () -> {
                            for (int i = 0; i < before.length; i++) {
                                if (Count.ARRIVED.of(old.get(i)) < before[i] + FRAMES
                                        || !Calls.connected(old.get(i))) {
                                    return false;
                                }
                            }
                            return true;
                        });
        if (!all) {
            faults.add("not all calls of the old version go on");
        }
    }
}
