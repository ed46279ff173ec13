package io.patchbay.sip.internal.media;

import java.util.Arrays;

/**
 * How unevenly packets arrive: how much later each came than the quickest of the last ones. Times
 * are microseconds; what matters are differences.
 */
final class ArrivalTimes {

    private static final int KEPT = 128;
    private static final int STEP_MICROS = 5_000;
    private static final int STEPS = 120;

    /** Of 128, so many may come too late. */
    private static final int LATE = 2;

    /** Later than this is no jitter: the far end's clock made a jump. */
    private static final long JUMP_MICROS = 600_000;

    private static final int EVERY = 8;

    private final long[] delays = new long[KEPT];
    private final int[] counts = new int[STEPS];
    private int kept;
    private int at;
    private int sinceSpread;
    private long least;
    private long spread;

    /** A packet whose sound began at {@code media} on its maker's clock has come. */
    void arrived(long now, long media) {
        long delay = now - media;
        if (kept > 0 && Math.abs(delay - least) > JUMP_MICROS) {
            kept = 0;
            at = 0;
        }
        boolean first = kept == 0;
        delays[at] = delay;
        at = (at + 1) % KEPT;
        kept = Math.min(KEPT, kept + 1);
        if (first || delay < least) {
            least = delay;
        }
        if (first || ++sinceSpread >= EVERY || delay - least > spread) {
            sinceSpread = 0;
            measure();
        }
    }

    private void measure() {
        least = Long.MAX_VALUE;
        for (int i = 0; i < kept; i++) {
            least = Math.min(least, delays[i]);
        }
        Arrays.fill(counts, 0);
        for (int i = 0; i < kept; i++) {
            counts[(int) Math.min(STEPS - 1, (delays[i] - least) / STEP_MICROS)]++;
        }
        int later = 0;
        int step = STEPS - 1;
        // with few packets none is left out
        int allowed = LATE * kept / KEPT;
        while (step > 0 && later + counts[step] <= allowed) {
            later += counts[step--];
        }
        spread = step == 0 ? 0 : (long) (step + 1) * STEP_MICROS;
    }

    /** What was late until now says nothing of the way: only the quickest counts. */
    void forgetLate() {
        delays[0] = least;
        kept = Math.min(1, kept);
        at = kept;
        spread = 0;
        sinceSpread = 0;
    }

    void reset() {
        kept = 0;
        at = 0;
        spread = 0;
        sinceSpread = 0;
    }

    /** When sound would have come on the quickest way. */
    long ideal(long media) {
        return media + least;
    }

    /** How much later than that nearly all packets come at most. */
    long spread() {
        return spread;
    }
}
