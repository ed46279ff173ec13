package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.bench.internal.swap.SwapPlan;
import io.patchbay.bench.internal.swap.SwapReport;
import io.patchbay.bench.internal.swap.SwapResults;
import io.patchbay.bench.internal.swap.SwapRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The short form of {@code ./patchbay bench swap --cloudflare}: the transport {@code cloudflare} is
 * exchanged under calls of numbered frames that go through a relay, which is killed and comes back;
 * calls move to {@code websocket} and home again. What is asserted does not depend on how fast the
 * machine is.
 */
@Tag("once")
class CloudflareSwapProofTest {

    private static final long SEED = Long.getLong("patchbay.swap.seed", 7);

    @Test
    @Timeout(600)
    void nothing_is_lost_while_a_line_through_a_relay_is_exchanged_and_the_relay_restarts()
            throws InterruptedException {
        SwapResults results =
                new SwapRun(SwapPlan.shortForm(SEED, SwapPlan.Line.RELAY), System.out::println)
                        .run();
        System.out.println(SwapReport.table(results));
        assertTrue(
                results.kept(),
                () -> "seed " + SEED + ": " + SwapRun.broken(results) + SwapReport.table(results));
    }
}
