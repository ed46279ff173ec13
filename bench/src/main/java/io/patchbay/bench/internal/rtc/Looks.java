package io.patchbay.bench.internal.rtc;

import io.patchbay.bench.internal.client.Cost;
import io.patchbay.bench.internal.client.Results;
import java.util.Locale;

/** Heap, resident memory, threads and files of this process, looked at again and again. */
public final class Looks {

    /** What does not fall for so many looks is at rest. */
    private static final int STILL = 4;

    private static final int LOOK_MILLIS = 100;
    private static final int MOST_LOOKS = 300;

    /** Pools breathe by so many threads and files. */
    private static final int BREATH = 4;

    private final Trend heap = new Trend();
    private final Trend resident = new Trend();
    private final Trend threads = new Trend();
    private final Trend fds = new Trend();

    /**
     * One more, once what was over a moment ago is released: that goes on behind the calls' ends.
     *
     * @param at after so many calls
     * @return what was seen
     */
    public String take(double at) {
        settle();
        heap.add(at, Cost.liveHeap() / 1024.0);
        resident.add(at, Cost.resident() / 1024.0);
        threads.add(at, Process.threads());
        fds.add(at, Process.fds());
        return String.format(
                Locale.ROOT,
                "heap %.0f kB, RSS %.0f kB, %.0f threads, %.0f files",
                heap.last(),
                resident.last(),
                threads.last(),
                fds.last());
    }

    private static void settle() {
        int before = Process.threads();
        for (int still = 0, i = 0; still < STILL && i < MOST_LOOKS; i++) {
            Waits.pass(LOOK_MILLIS);
            int now = Process.threads();
            still = now < before ? 0 : still + 1;
            before = now;
        }
    }

    /** Says how what was seen with calls differs from what was seen without. */
    public static void judge(Looks with, Looks without, Results results) {
        rise("heap", "live heap", with.heap, without.heap, results);
        rise("resident", "RSS", with.resident, without.resident, results);
        grown("threads", "threads", with.threads, results);
        grown("files", "open files", with.fds, results);
    }

    private static void rise(String id, String name, Trend with, Trend without, Results results) {
        double rise = with.slope() - without.slope();
        double noise = 3 * Math.hypot(with.error(), without.error());
        results.add("leak." + id, name + " a call, with calls", "kB", with.slope());
        results.add(
                "leak." + id + ".still", name + " in the same time without", "kB", without.slope());
        results.add("leak." + id + ".noise", name + ", three standard errors", "kB", noise);
        results.limit(name + " a call, above the noise", rise, Math.max(noise, 0));
    }

    private static void grown(String id, String name, Trend with, Results results) {
        double more = with.last() - with.first();
        results.add("leak." + id, name + " more at the end", "", more);
        results.limit(name + " more at the end", more, BREATH);
    }
}
