package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.bench.internal.swap.SipSwapPlan;
import io.patchbay.bench.internal.swap.SwapReport;
import io.patchbay.bench.internal.swap.SwapResults;
import io.patchbay.bench.internal.swap.SwapRun;
import io.patchbay.bench.internal.swap.ToneSwapRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The short form of {@code ./patchbay bench swap --sip}: plugs of every kind are exchanged under
 * calls that come by telephone, that of the telephones among them (RULES 27). What is asserted does
 * not depend on how fast the machine is.
 */
@Tag("once")
class SipSwapProofTest {

    private static final long SEED = Long.getLong("patchbay.swap.seed", 7);

    @Test
    @Timeout(600)
    void telephone_calls_go_on_while_plugs_are_exchanged_and_new_ones_come_to_the_new_version()
            throws InterruptedException {
        SwapResults results =
                ToneSwapRun.of(SipSwapPlan.shortForm(SEED), System.out::println).run();
        System.out.println(SwapReport.table(results));
        assertTrue(
                results.kept(),
                () -> "seed " + SEED + ": " + SwapRun.broken(results) + SwapReport.table(results));
    }
}
