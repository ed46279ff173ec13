package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/**
 * Takes calls to another kind of transport or another provider, and back: because they are asked
 * to, or because their own is gone. On the run's thread.
 */
final class Away {

    /** So long they talk there. */
    private static final long STAY_NANOS = TimeUnit.MILLISECONDS.toNanos(1_200);

    private final Calls calls;
    private final Map<PlugKind, Family> others;
    private final Faults faults;

    /** {@code others} are the plugs to which calls are taken. */
    Away(Calls calls, Map<PlugKind, Family> others, Faults faults) {
        this.calls = calls;
        this.others = others;
        this.faults = faults;
    }

    /** All calls move to the other plug of this kind, in a new version, and back. */
    Exchanged another(Family home) throws BundleException {
        Family other = others.get(home.kind());
        if (other == null) {
            throw new IllegalStateException("there is no other " + home.kind());
        }
        Bundle old = other.current();
        other.install();
        if (!Container.happens(other::tookOver)) {
            faults.add(other.name() + ": not taken over: " + other.standing());
        }
        other.remove(old);
        List<Call> all = calls.live();
        long begun = System.nanoTime();
        if (!calls.move(all, call -> call.lines().other(home.kind()))) {
            faults.add("not all calls move to " + other.name());
        }
        long moved = System.nanoTime() - begun;
        speaks(all, true, "another " + home.kind());
        LockSupport.parkNanos(STAY_NANOS);
        begun = System.nanoTime();
        if (!calls.move(all, call -> call.lines().home())) {
            faults.add("not all calls move back from " + other.name());
        }
        speaks(all, false, "its own " + home.kind());
        return new Exchanged(How.ANOTHER, Math.max(moved, System.nanoTime() - begun) / 1e6);
    }

    /** The plug is gone: calls that have a next choice take it, the others wait. */
    Exchanged next(Family home) throws BundleException {
        List<Call> some = calls.live().stream().filter(call -> call.lines().fallback()).toList();
        long begun = System.nanoTime();
        home.remove(home.current());
        speaks(some, true, "the next choice");
        Exchanged done = Exchanged.since(begun, How.NEXT);
        home.install();
        if (!Container.happens(home::tookOver)) {
            faults.add(home.name() + ", " + How.NEXT + ": not taken over: " + home.standing());
        }
        return done;
    }

    /** Calls that took a next choice come home. */
    void home() {
        List<Call> some = calls.live().stream().filter(call -> call.end().away()).toList();
        if (!some.isEmpty() && !calls.move(some, call -> call.lines().home())) {
            faults.add("not all calls come back to the line that they prefer");
        }
        speaks(some, false, "what they prefer");
    }

    private void speaks(List<Call> some, boolean away, String where) {
        boolean all =
                Container.happens(
                        () ->
                                some.stream()
                                        .allMatch(
                                                call ->
                                                        call.end().away() == away
                                                                && Calls.connected(call)));
        if (!all) {
            faults.add("not all calls speak over " + where);
        }
    }
}
