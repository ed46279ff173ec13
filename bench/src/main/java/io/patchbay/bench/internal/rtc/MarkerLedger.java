package io.patchbay.bench.internal.rtc;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What was said and what of it arrived at the other end, in one direction of one call, whatever
 * lines it took. From any thread.
 */
public final class MarkerLedger {

    /** Times are kept of so many. */
    private static final int REMEMBERED = 256;

    private final long[] begunAt = new long[REMEMBERED];
    private final BitSet heard = new BitSet();
    private final BitSet excused = new BitSet();
    private long begun;
    private long last = -1;
    private long again;
    private long cut;
    private double longest;

    /** The next marker begins to sound. */
    synchronized void begins() {
        begunAt[(int) (begun % REMEMBERED)] = System.nanoTime();
        begun++;
    }

    /** The marker that sounds is not said to its end, on purpose: nobody needs to hear it. */
    synchronized void broken() {
        if (begun > 0) {
            excused.set((int) (begun - 1));
        }
    }

    /** All that were said and not heard so far need not be: who speaks was interrupted. */
    synchronized void excuse() {
        for (int i = heard.nextClearBit(0); i < begun; i = heard.nextClearBit(i + 1)) {
            excused.set(i);
        }
    }

    /** So many have begun. */
    public synchronized long begun() {
        return begun;
    }

    /** When this one began to sound; of the newest {@value #REMEMBERED}. */
    synchronized long begunAt(long number) {
        return begunAt[(int) (number % REMEMBERED)];
    }

    /**
     * A tone was heard.
     *
     * @param kind the number modulo {@link Markers#COUNT}
     * @param since when it was there first
     */
    synchronized void hears(int kind, long since) {
        int ahead = Math.floorMod(kind - last, Markers.COUNT);
        long number = ahead <= Markers.COUNT / 2 ? last + ahead : last + ahead - Markers.COUNT;
        if (number < 0 || number >= begun) {
            return; // a tone that nobody spoke: it will be missing where it belongs
        }
        if (heard.get((int) number)) {
            again++;
        } else {
            heard.set((int) number);
            longest = Math.max(longest, (since - begunAt[(int) (number % REMEMBERED)]) / 1e6);
        }
        last = Math.max(last, number);
    }

    /** Less than most of what was heard last was there. */
    synchronized void wasCut() {
        cut++;
    }

    /** The numbers of those that were said and did not arrive. */
    public synchronized List<Long> lost() {
        List<Long> lost = new ArrayList<>();
        for (int i = heard.nextClearBit(0); i < begun; i = heard.nextClearBit(i + 1)) {
            if (!excused.get(i)) {
                lost.add((long) i);
            }
        }
        return lost;
    }

    /** So many arrived. */
    public synchronized long arrived() {
        return heard.cardinality();
    }

    /** So many were heard once more, which is right for what no turn held when a line moved. */
    public synchronized long again() {
        return again;
    }

    /** So many were heard in part. */
    public synchronized long cut() {
        return cut;
    }

    /** The longest that one was on its way since this was last asked, in milliseconds. */
    public synchronized double takeLongest() {
        double now = longest;
        longest = 0;
        return now;
    }
}
