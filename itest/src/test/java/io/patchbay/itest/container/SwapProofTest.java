package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.bench.internal.swap.SwapPlan;
import io.patchbay.bench.internal.swap.SwapReport;
import io.patchbay.bench.internal.swap.SwapResults;
import io.patchbay.bench.internal.swap.SwapRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The short form of {@code ./patchbay bench swap}: plugs of every kind are exchanged under calls of
 * numbered frames. What is asserted does not depend on how fast the machine is. The build takes one
 * seed; {@code -Dpatchbay.swap.seed} tries another.
 */
class SwapProofTest {

    @Test
    @Timeout(600)
    void nothing_is_lost_while_plugs_are_exchanged_under_live_calls() throws InterruptedException {
        long seed = Long.getLong("patchbay.swap.seed", 7);
        SwapResults results = new SwapRun(SwapPlan.shortForm(seed), System.out::println).run();
        assertTrue(
                results.kept(),
                () -> "seed " + seed + ": " + SwapRun.broken(results) + SwapReport.table(results));
    }
}
