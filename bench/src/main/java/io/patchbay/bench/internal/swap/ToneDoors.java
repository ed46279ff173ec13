package io.patchbay.bench.internal.swap;

import java.util.Collection;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Exchanges a plug that calls come through: those that are up stay with the old version until they
 * end, and new ones reach the newest at the same address (RULES 27). On the run's thread.
 */
final class ToneDoors {

    private final RtcCalls calls;
    private final Family door;
    private final ToneEntrance entrance;
    private final Faults faults;
    private final int turns;

    /** {@code turns} answers show that a call goes on. */
    ToneDoors(RtcCalls calls, Family door, ToneEntrance entrance, Faults faults, int turns) {
        this.calls = calls;
        this.door = door;
        this.entrance = entrance;
        this.faults = faults;
        this.turns = turns;
    }

    /** A newer version comes beside the old one; in milliseconds until calls reach it. */
    double beside(Collection<RtcCalls.One> before) throws BundleException, InterruptedException {
        Bundle old = door.current();
        String version = old.getVersion().toString();
        long begun = System.nanoTime();
        door.install();
        opens();
        double took = ToneSwapRun.since(begun);
        entrance.call(calls, before.size());
        String newer = door.current().getVersion().toString();
        if (!Container.happens(() -> door.users(newer) == before.size())) {
            faults.add("new calls are not with " + newer + ": " + door.standing());
        }
        goOn(before, version);
        calls.end(before);
        if (!Container.happens(door::tookOver)) {
            faults.add("calls are left at the old door: " + door.standing());
        }
        door.remove(old);
        return took;
    }

    /** It is updated in place; in milliseconds until calls reach the newer version. */
    double inPlace(Collection<RtcCalls.One> before) throws BundleException, InterruptedException {
        String version = door.current().getVersion().toString();
        long begun = System.nanoTime();
        Background update = Background.begin(door::update);
        if (!Container.happens(() -> door.drains(version) || update.isDone()) || update.isDone()) {
            faults.add("the door did not wait for its calls: " + door.standing());
        }
        goOn(before, version);
        calls.end(before);
        if (!update.join()) {
            faults.add("the door does not go after its last call: " + door.standing());
        }
        opens();
        double took = ToneSwapRun.since(begun);
        entrance.call(calls, before.size());
        return took;
    }

    /** New calls come to the newest version, at the address that they always had. */
    private void opens() {
        String version = door.current().getVersion().toString();
        if (!Container.happens(() -> entrance.leads(() -> door.users(version) > 0))) {
            faults.add("calls do not come to " + version + ": " + door.standing());
        }
    }

    /** These calls live on with the old version. */
    private void goOn(Collection<RtcCalls.One> before, String version) {
        if (!Container.happens(() -> door.users(version) == before.size())) {
            faults.add(before.size() + " calls are with " + version + ", but: " + door.standing());
        }
        if (!calls.talk(before, turns)) {
            faults.add("calls of the old door do not go on: " + RtcCalls.standing(before));
        }
    }
}
