package io.patchbay.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.bench.internal.client.Report;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.rtc.RtcPlan;
import io.patchbay.bench.internal.rtc.RtcRun;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A benchmark in miniature: that it counts right is tested, never how fast it was. */
@Tag("once")
@Timeout(300)
class WebRtcBenchTest {

    private static final RtcPlan TINY =
            new RtcPlan(
                    EnumSet.allOf(RtcPlan.Step.class),
                    1,
                    0,
                    1,
                    1,
                    List.of(1),
                    List.of(2),
                    500,
                    40,
                    8);

    private static Results run(RtcPlan.Step... steps) {
        List<String> progress = new ArrayList<>();
        Results results =
                new RtcRun(
                                TINY.only(EnumSet.copyOf(List.of(steps))),
                                line -> {
                                    System.out.println(line);
                                    progress.add(line);
                                })
                        .run();
        System.out.println(Report.table(results));
        assertTrue(progress.size() > steps.length);
        return results;
    }

    private static void found(Results results, String... ids) {
        for (String id : ids) {
            assertEquals(1, results.figure(id).orElseThrow().rounds().size(), id);
        }
    }

    @Test
    void what_needs_no_session_is_measured() {
        found(
                run(RtcPlan.Step.PACING, RtcPlan.Step.TEXT),
                "pacing.link.p50",
                "pacing.bare.p99",
                "text.link",
                "text.bare");
    }

    @Test
    void sessions_over_web_rtc_are_measured_beside_bare_peers() {
        Results results =
                run(
                        RtcPlan.Step.CONNECT,
                        RtcPlan.Step.LATENCY,
                        RtcPlan.Step.LOAD,
                        RtcPlan.Step.LIMIT);
        found(
                results,
                "connect.session",
                "connect.bare.there",
                "connect.session.here",
                "latency.session.in.p50",
                "latency.session.out.p95",
                "latency.bare.out.p50",
                "load.1.session.cpu",
                "load.1.bare.cpu",
                "load.1.session.resident",
                "limit.2",
                "limit");
    }

    @Test
    void nothing_is_left_of_calls_that_are_over() {
        Results results = run(RtcPlan.Step.LEAK);
        found(results, "leak.heap", "leak.resident.still", "leak.threads", "leak.files");
        double threads = results.figure("leak.threads").orElseThrow().median();
        double files = results.figure("leak.files").orElseThrow().median();
        assertTrue(threads <= 8, () -> threads + " threads more after 32 calls");
        assertTrue(files <= 8, () -> files + " open files more after 32 calls");
    }
}
