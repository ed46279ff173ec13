package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.swap.RtcSwapPlan.Way;
import java.util.Collection;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Does what a run over WebRTC exchanges, one way at a time. On the run's thread. */
final class RtcSwaps {

    private final RtcCalls calls;
    private final Family line;
    private final Family door;
    private final RtcDoor pages;
    private final Faults faults;

    RtcSwaps(RtcCalls calls, Family line, Family door, RtcDoor pages, Faults faults) {
        this.calls = calls;
        this.line = line;
        this.door = door;
        this.pages = pages;
        this.faults = faults;
    }

    static boolean ofDoors(Way way) {
        return way == Way.DOOR_BESIDE || way == Way.DOOR_IN_PLACE;
    }

    /** Does it; returns how long it took, in milliseconds, until all talk again. */
    double exchange(Way way, Collection<RtcCalls.One> some)
            throws BundleException, InterruptedException {
        long begun = System.nanoTime();
        double took =
                switch (way) {
                    case TO_SOCKET -> {
                        calls.move(some, one -> calls.socket(one.name()));
                        yield since(begun);
                    }
                    case TO_WEBRTC -> {
                        calls.move(some, one -> calls.webRtc(one.name()));
                        yield since(begun);
                    }
                    case LINE_BESIDE -> beside(begun);
                    case LINE_IN_PLACE -> inPlace(some, begun);
                    case CUT -> {
                        some.forEach(one -> one.call().cut());
                        yield since(begun);
                    }
                    case DOOR_BESIDE -> doorBeside(some);
                    case DOOR_IN_PLACE -> doorInPlace(some);
                };
        if (!ofDoors(way)) {
            talks(some, way != Way.TO_SOCKET);
        }
        return took;
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e6;
    }

    private void talks(Collection<RtcCalls.One> some, boolean media) {
        if (!calls.talk(some, 2)) {
            faults.add("not everybody is answered afterwards: " + RtcCalls.standing(some));
        }
        List<String> elsewhere =
                some.stream()
                        .filter(one -> one.call().overMedia() != media)
                        .map(RtcCalls.One::name)
                        .toList();
        if (!elsewhere.isEmpty()) {
            faults.add(elsewhere + " do not speak over " + (media ? "WebRTC" : "WebSocket"));
        }
    }

    private double beside(long begun) throws BundleException {
        Bundle old = line.current();
        line.install();
        if (!Container.happens(line::tookOver)) {
            faults.add("the newer transport does not take over: " + line.standing());
        }
        double took = since(begun);
        line.remove(old);
        return took;
    }

    /** Those who know another choice take it, and are brought home. */
    private double inPlace(Collection<RtcCalls.One> some, long begun) throws BundleException {
        line.update();
        if (!Container.happens(line::bound)
                || !Container.happens(
                        () -> some.stream().allMatch(one -> one.caller().connected()))) {
            faults.add("not all are connected after the update: " + RtcCalls.standing(some));
        }
        double took = since(begun);
        if (!calls.talk(some, 1)) {
            faults.add("not everybody is answered after the update: " + RtcCalls.standing(some));
        }
        List<RtcCalls.One> away = some.stream().filter(one -> !one.call().overMedia()).toList();
        calls.move(away, one -> calls.webRtc(one.name()));
        return took;
    }

    private double doorBeside(Collection<RtcCalls.One> before)
            throws BundleException, InterruptedException {
        Bundle old = door.current();
        String version = old.getVersion().toString();
        long begun = System.nanoTime();
        door.install();
        if (!Container.happens(door::bound)) {
            faults.add("the newer door does not open: " + door.standing());
        }
        double took = since(begun);
        goOn(before, version);
        pages.call(calls, before.size());
        int here = door.users(door.current().getVersion().toString());
        if (here != before.size()) {
            faults.add(here + " new calls are with the newer door: " + door.standing());
        }
        calls.end(before);
        if (!Container.happens(door::tookOver)) {
            faults.add("calls are left at the old door: " + door.standing());
        }
        door.remove(old);
        return took;
    }

    private double doorInPlace(Collection<RtcCalls.One> before)
            throws BundleException, InterruptedException {
        String version = door.current().getVersion().toString();
        int count = before.size();
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
        if (!Container.happens(door::bound)) {
            faults.add("the updated door does not open: " + door.standing());
        }
        double took = since(begun);
        pages.call(calls, count);
        return took;
    }

    /** These calls live on with the old version. */
    private void goOn(Collection<RtcCalls.One> before, String version) {
        if (door.users(version) != before.size()) {
            faults.add(before.size() + " calls are with " + version + ", but: " + door.standing());
        }
        if (!calls.talk(before, 2)) {
            faults.add("calls of the old door do not go on: " + RtcCalls.standing(before));
        }
    }
}
