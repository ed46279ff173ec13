package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.bench.internal.swap.RtcSwapPlan;
import io.patchbay.bench.internal.swap.SwapReport;
import io.patchbay.bench.internal.swap.SwapResults;
import io.patchbay.bench.internal.swap.SwapRun;
import io.patchbay.bench.internal.swap.ToneSwapRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The short form of {@code ./patchbay bench swap --webrtc}: lines move between WebRTC and
 * WebSocket, and the bundles of both ends are updated, under calls of marker tones. What is
 * asserted does not depend on how fast the machine is.
 */
@Tag("once")
class RtcSwapProofTest {

    private static final long SEED = Long.getLong("patchbay.swap.seed", 7);

    @Test
    @Timeout(600)
    void sound_goes_on_while_what_carries_it_is_exchanged_under_live_calls()
            throws InterruptedException {
        SwapResults results = run(RtcSwapPlan.shortForm(SEED));
        assertTrue(results.kept(), () -> broken(results));
    }

    /**
     * RULES 27: over WebSocket and over WebRTC. Both go on to be answered; how many packets a busy
     * machine loses meanwhile is the business of the test above.
     */
    @Test
    @Timeout(600)
    void pages_stay_on_the_old_door_new_ones_come_to_the_new_at_the_same_address()
            throws InterruptedException {
        SwapResults results = run(RtcSwapPlan.pagesForm(SEED));
        assertTrue(
                results.verdicts().stream()
                        .filter(verdict -> !verdict.promise().contains("markers"))
                        .allMatch(SwapResults.Verdict::kept),
                () -> broken(results));
    }

    private static SwapResults run(RtcSwapPlan plan) throws InterruptedException {
        SwapResults results = ToneSwapRun.of(plan, System.out::println).run();
        System.out.println(SwapReport.table(results));
        return results;
    }

    private static String broken(SwapResults results) {
        return "seed " + SEED + ": " + SwapRun.broken(results) + SwapReport.table(results);
    }
}
