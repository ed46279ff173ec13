package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.Fault;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Faults that wait for their occasion, first come, first served. */
final class FaultBox {
    private final Deque<Fault> waiting = new ArrayDeque<>();

    void add(Fault fault) {
        waiting.add(fault);
    }

    /** Takes the first fault of a kind; null if none waits. */
    <F extends Fault> @Nullable F take(Class<F> kind) {
        for (Fault fault : waiting) {
            if (kind.isInstance(fault)) {
                waiting.remove(fault);
                return kind.cast(fault);
            }
        }
        return null;
    }
}
