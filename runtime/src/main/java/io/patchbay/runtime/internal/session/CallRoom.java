package io.patchbay.runtime.internal.session;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Lets so many calls of a session run at once; more wait in their order, up to a bound. */
final class CallRoom {
    private final int maxRunning;
    private final int maxWaiting;
    private int running;
    private @Nullable ArrayDeque<Entry> waiting;

    private record Entry(ModelCall call, Runnable start) {}

    CallRoom(int maxRunning, int maxWaiting) {
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
    }

    /**
     * Lets a call in, now or later; each that came in has to {@link #leave}.
     *
     * @return false when too many wait; it will not start
     */
    boolean enter(ModelCall call, Runnable start) {
        if (running < maxRunning) {
            running++;
            start.run();
            return true;
        }
        ArrayDeque<Entry> queue = waiting == null ? new ArrayDeque<>() : waiting;
        waiting = queue;
        return queue.size() < maxWaiting && queue.add(new Entry(call, start));
    }

    /** A call that waits wants in no more; false when it does not wait. */
    boolean forget(ModelCall call) {
        return waiting != null && waiting.removeIf(entry -> entry.call == call);
    }

    /** A call that came in is over. */
    void leave() {
        Entry next = waiting == null ? null : waiting.pollFirst();
        if (next == null) {
            running--;
        } else {
            next.start.run();
        }
    }
}
