package io.patchbay.bench.internal.swap;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Holds what a run found against what is promised. */
final class Verdicts {

    /** RULES 25. */
    static final double SILENCE_MILLIS = 300;

    /** With fewer looks at the heap there is no saying how steeply it rises. */
    private static final int FEWEST_LOOKS = 6;

    /** In so many exchanges each way occurs. */
    private static final int MANY = 500;

    private final SwapPlan plan;
    private final SwapResults results;
    private final Faults faults;
    private final Loaders loaders;

    Verdicts(SwapPlan plan, SwapResults results, Faults faults, Loaders loaders) {
        this.plan = plan;
        this.results = results;
        this.faults = faults;
        this.loaders = loaders;
    }

    void threads(Map<String, Integer> before, Map<String, Integer> after) {
        int now = Threads.count(after);
        int then = Threads.count(before);
        results.figure("threads at rest after the warm-up", then);
        results.figure("threads at rest at the end", now);
        results.verdict(
                "as many threads as after the warm-up",
                now <= then,
                now + (now <= then ? "" : ", of these more: " + Threads.more(before, after)));
    }

    void heap(Memory memory, Memory still, int swaps) {
        if (memory.count() < FEWEST_LOOKS || still.count() < FEWEST_LOOKS) {
            results.figure("live heap", "the run is too short to say how it rises");
            return;
        }
        double rise = memory.slope() - still.slope();
        double noise = 3 * Math.hypot(memory.error(), still.error());
        String found =
                String.format(
                        Locale.ROOT,
                        "%.0f kB a minute with %d swaps, %.0f without, noise %.0f",
                        memory.slope(),
                        swaps,
                        still.slope(),
                        noise);
        results.figure(
                "live heap, bytes a swap",
                Math.round(memory.slope() * 1024 * memory.minutes() / swaps));
        results.verdict("live heap as flat as without swaps", rise <= noise, found);
    }

    /**
     * All else.
     *
     * @param leases those that are left; empty when none is
     */
    void judge(Calls calls, String leases) {
        long arrived = calls.sum(Count.ARRIVED);
        long lost = calls.sum(Count.LOST);
        long received = calls.sum(Count.RECEIVED);
        long unplayed = calls.sum(Count.UNPLAYED);
        long made = calls.sum(Count.TOOL_CALLS);
        long answered = calls.sum(Count.OUTPUTS);
        long excused = calls.sum(Count.EXCUSED);
        List<String> pinned = loaders.pinned();
        results.figure("caller's frames that arrived", arrived);
        results.figure("of these again on a new line", calls.sum(Count.AGAIN));
        results.figure("of these held by a turn already", calls.sum(Count.AGAIN_COMMITTED));
        results.figure("model's frames received", received);
        results.figure("model's frames heard", calls.sum(Count.HEARD));
        results.figure("calls", calls.opened());
        results.figure("turns", calls.sum(Count.TURNS));
        results.figure("turns asked again", calls.sum(Count.UNANSWERED));
        results.figure("handoffs", calls.sum(Count.HANDOFFS));
        results.figure("tool calls", made);
        results.figure("of these cancelled or never heard of", excused);
        results.figure("lines", calls.sum(Count.LINES));
        results.figure("class loaders replaced", loaders.count());
        results.missed().forEach((how, count) -> results.figure("missed: " + how, count));
        results.verdict("no caller's frame lost", lost == 0 && arrived > 0, lost + " lost");
        results.verdict("no model's frame lost", unplayed == 0 && received > 0, unplayed + " lost");
        results.verdict(
                "each tool call has one output",
                answered + excused == made && made > 0,
                answered + " + " + excused + " of " + made);
        results.verdict(
                "old class loaders are collectable",
                pinned.isEmpty(),
                pinned.isEmpty() ? "all " + loaders.count() : pinned.toString());
        results.verdict("no lease is left", leases.isEmpty(), leases.isEmpty() ? "none" : leases);
        silence();
        if (plan.swaps() >= MANY) {
            TreeSet<String> missing = new TreeSet<>();
            for (How how : How.values()) {
                if ((how != How.RELAY || plan.relayed())
                        && results.rows().stream()
                                .noneMatch(row -> row.how().equals(how.toString()))) {
                    missing.add(how.toString());
                }
            }
            plan.kinds().stream()
                    .filter(kind -> results.rows().stream().noneMatch(row -> row.kind() == kind))
                    .forEach(kind -> missing.add(kind.toString()));
            results.verdict(
                    "every kind and every fault happened",
                    missing.isEmpty(),
                    missing.isEmpty() ? "all" : "not: " + missing);
        }
        results.verdict("nothing else went wrong", faults.count() == 0, faults.count() + " faults");
        results.faults(faults.words());
        results.complaints(calls.complaints());
    }

    private void silence() {
        Distribution silence = new Distribution();
        results.rows().stream()
                .filter(SwapResults.Row::promised)
                .forEach(row -> silence.addAll(row.silence()));
        results.figure("moves with a promise of silence", silence.count());
        results.figure("silence of these, ms at p50", Math.round(silence.quantile(0.5)));
        results.figure("silence of these, ms at p99", Math.round(silence.quantile(0.99)));
        if (plan.warmUp() > 0) {
            results.verdict(
                    "silence of moved lines at most 300 ms at p99",
                    silence.quantile(0.99) <= SILENCE_MILLIS,
                    String.format(Locale.ROOT, "%.0f ms", silence.quantile(0.99)));
        }
    }
}
