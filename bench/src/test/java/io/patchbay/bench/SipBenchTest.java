package io.patchbay.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.bench.internal.client.Report;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.sip.SipPlan;
import io.patchbay.bench.internal.sip.SipRun;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A benchmark in miniature: that it counts right is tested, never how fast it was. */
@Tag("once")
@Timeout(300)
class SipBenchTest {

    private static final SipPlan TINY =
            new SipPlan(
                    EnumSet.allOf(SipPlan.Step.class),
                    1,
                    0,
                    1,
                    100,
                    10,
                    List.of(20),
                    List.of(2),
                    List.of(2),
                    400,
                    0,
                    60,
                    6);

    private static Results run(SipPlan.Step... steps) {
        Results results =
                new SipRun(TINY.only(EnumSet.copyOf(List.of(steps))), System.out::println).run();
        System.out.println(Report.table(results));
        return results;
    }

    private static double found(Results results, String id) {
        assertEquals(1, results.figure(id).orElseThrow().rounds().size(), id);
        return results.figure(id).orElseThrow().median();
    }

    @Test
    void calls_are_set_up_beside_bare_peers_and_none_is_lost() {
        Results results = run(SipPlan.Step.SETUP);
        for (String who : List.of("ours", "callee", "bare")) {
            assertTrue(found(results, "setup." + who) > 0, who);
            assertEquals(0, found(results, "setup." + who + ".lost"), who);
        }
    }

    @Test
    void sessions_and_calls_alone_are_measured_beside_bare_packets() {
        Results results = run(SipPlan.Step.LATENCY, SipPlan.Step.LOAD, SipPlan.Step.LIMIT);
        for (String id :
                List.of(
                        "latency.call.out.p50",
                        "latency.call.in.p95",
                        "latency.bare.p50",
                        "latency.added.in",
                        "load.2.session.cpu",
                        "load.2.call.p99",
                        "load.2.bare.heap",
                        "limit.session.2",
                        "limit.bare")) {
            found(results, id);
        }
    }

    @Test
    void nothing_is_left_of_calls_that_are_over() {
        Results results = run(SipPlan.Step.LEAK, SipPlan.Step.FLOOD);
        double threads = found(results, "leak.threads");
        double files = found(results, "leak.files");
        assertTrue(threads <= 8, () -> threads + " threads more after 60 calls");
        assertTrue(files <= 8, () -> files + " open files more after 60 calls");
        assertEquals(0, found(results, "flood.silent"));
    }
}
