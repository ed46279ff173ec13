package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.bench.internal.swap.RtcSwapPlan;
import io.patchbay.bench.internal.swap.RtcSwapRun;
import io.patchbay.bench.internal.swap.SwapReport;
import io.patchbay.bench.internal.swap.SwapResults;
import io.patchbay.bench.internal.swap.SwapRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The short form of {@code ./patchbay bench swap --webrtc}: lines move between WebRTC and
 * WebSocket, and the bundles of both ends are updated, under calls of marker tones. What is
 * asserted does not depend on how fast the machine is.
 */
class RtcSwapProofTest {

    @Test
    @Timeout(600)
    void sound_goes_on_while_what_carries_it_is_exchanged_under_live_calls()
            throws InterruptedException {
        long seed = Long.getLong("patchbay.swap.seed", 7);
        SwapResults results =
                new RtcSwapRun(RtcSwapPlan.shortForm(seed), System.out::println).run();
        System.out.println(SwapReport.table(results));
        assertTrue(
                results.kept(),
                () -> "seed " + seed + ": " + SwapRun.broken(results) + SwapReport.table(results));
    }
}
