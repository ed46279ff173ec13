package io.patchbay.console.internal.health;

import io.patchbay.api.session.SessionCounters;
import java.util.ArrayDeque;
import java.util.function.Supplier;

/** By how much sessions' counters grew within the last minute. For any thread. */
final class Lately {

    static final int MINUTE_SECONDS = 60;

    private record Sample(long nanos, SessionCounters counters) {}

    private final Supplier<SessionCounters> counters;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    Lately(Supplier<SessionCounters> counters) {
        this.counters = counters;
    }

    /** Reads them; every few seconds. */
    synchronized void sample(long nanos) {
        samples.addLast(new Sample(nanos, counters.get()));
        // the first one that is a minute old is what the next ones are compared with
        while (samples.size() > 1 && isOld(second(), nanos)) {
            samples.removeFirst();
        }
    }

    private Sample second() {
        return samples.stream().skip(1).findFirst().orElseThrow();
    }

    private static boolean isOld(Sample sample, long nanos) {
        return nanos - sample.nanos >= MINUTE_SECONDS * 1_000_000_000L;
    }

    /** What came since a minute ago, or since the first sample. */
    synchronized SessionCounters grown() {
        SessionCounters now = counters.get();
        Sample first = samples.peekFirst();
        if (first == null) {
            return now;
        }
        SessionCounters then = first.counters;
        return new SessionCounters(
                now.absorbedErrors() - then.absorbedErrors(),
                now.staleResults() - then.staleResults(),
                now.callsNotRun() - then.callsNotRun(),
                now.lateFrames() - then.lateFrames(),
                now.callerBytesDropped() - then.callerBytesDropped(),
                now.listenerFailures() - then.listenerFailures(),
                now.listenerDrops() - then.listenerDrops());
    }
}
