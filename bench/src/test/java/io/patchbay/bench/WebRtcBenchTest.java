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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A benchmark in miniature: that it counts right is tested, never how fast it was. */
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
}
