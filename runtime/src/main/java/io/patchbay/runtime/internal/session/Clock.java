package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent;
import org.jspecify.annotations.Nullable;

/** A session's time: its loop's clock, counted from its opening so that it never overflows. */
final class Clock {
    private final SerialLoop loop;
    private final long origin;
    private volatile long generation;
    private long begun;

    Clock(SerialLoop loop) {
        this.loop = loop;
        this.origin = loop.nanoTime();
    }

    /** Nanoseconds since the session was opened. */
    long now() {
        return loop.nanoTime() - origin;
    }

    /** A new connection begins; what happens does not belong to it yet. */
    long nextGeneration() {
        return ++begun;
    }

    /** From now on all that happens belongs to this connection. */
    void turnTo(long connection) {
        generation = connection;
    }

    /** Which connection of the session this is; 0 before the first. */
    long generation() {
        return generation;
    }

    SessionEvent.Stamp stamp() {
        return stamp(null);
    }

    SessionEvent.Stamp stamp(@Nullable String leg) {
        return new SessionEvent.Stamp(loop.nanoTime(), generation, leg);
    }
}
