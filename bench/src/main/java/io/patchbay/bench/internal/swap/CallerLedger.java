package io.patchbay.bench.internal.swap;

/**
 * What the far end has of a caller's numbered frames, over all lines of the call: each exactly once
 * and in order, except those that a new line is given again because no turn holds them (RULES 42).
 * On the peer's thread; the counters are read from any.
 */
final class CallerLedger {

    private final String call;
    private final Faults faults;
    private final Delays delays;
    private int next;
    private int committed;
    private int onLine = -1;
    private volatile long arrived;
    private volatile long lost;
    private volatile long again;
    private volatile long againCommitted;

    CallerLedger(String call, Faults faults, Delays delays) {
        this.call = call;
        this.faults = faults;
        this.delays = delays;
    }

    /** Sound now comes over another line. */
    void anotherLine() {
        onLine = -1;
    }

    /**
     * A frame arrives over the newest line.
     *
     * @return whether it was never here before
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    boolean arrives(int number) {
        if (onLine >= 0 && number != onLine + 1) {
            faults.add(call + ": caller's frame " + number + " came after " + onLine);
        }
        onLine = number;
        if (number > next) {
            lost += number - next;
            faults.add(call + ": caller's frames " + next + " to " + (number - 1) + " are lost");
        }
        if (number >= next) {
            arrived++;
            next = number + 1;
            delays.arrives(number);
            return true;
        }
        again++;
        if (number < committed) {
            againCommitted++;
        }
        return false;
    }

    /** A turn holds all that arrived up to now. */
    void commit() {
        committed = Math.max(committed, onLine + 1);
    }

    /** The number of the next frame that was never here. */
    int next() {
        return next;
    }

    /** Frames that arrived, each counted once. */
    long arrived() {
        return arrived;
    }

    /** Frames that never arrived. */
    long lost() {
        return lost;
    }

    /** Frames that arrived again on a new line. */
    long again() {
        return again;
    }

    /** Those among them that a turn held already, as far as the far end knows. */
    long againCommitted() {
        return againCommitted;
    }
}
