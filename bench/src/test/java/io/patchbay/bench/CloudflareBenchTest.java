package io.patchbay.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.bench.internal.client.Report;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.edge.EdgePlan;
import io.patchbay.bench.internal.edge.EdgeRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A benchmark in miniature: that it counts right is tested, never how fast it was. */
@Tag("once")
@Timeout(300)
class CloudflareBenchTest {

    private static final int LINES = 2;
    private static final EdgePlan TINY =
            new EdgePlan(
                    EnumSet.allOf(EdgePlan.Step.class),
                    1,
                    0,
                    1,
                    LINES,
                    3,
                    300,
                    2,
                    Optional.empty());

    private static Results run(EdgePlan plan) {
        Results results = new EdgeRun(plan, System.out::println).run();
        System.out.println(Report.table(results));
        return results;
    }

    private static double found(Results results, String id) {
        assertEquals(1, results.figure(id).orElseThrow().rounds().size(), id);
        return results.figure(id).orElseThrow().median();
    }

    @Test
    void every_way_is_measured_beside_the_direct_line_and_no_frame_is_missing() {
        Results results = run(TINY);
        List<String> ways =
                new ArrayList<>(
                        List.of("websocket", "http1", "http2", "bytes", "messages", "relay"));
        boolean worker = results.notMeasured().stream().noneMatch(what -> what.contains("workerd"));
        if (worker) {
            ways.add("workerd");
        }
        for (String way : ways) {
            for (String kind :
                    List.of("connect_p99", "paced_p50", "paced_bytes", "full_rate", "full_cpu")) {
                found(results, "edge." + kind + "." + way);
            }
            assertEquals(LINES, found(results, "edge.paced_held." + way), way);
        }
        found(results, "edge.idle_relay.relay");
        found(results, "edge.paced_p50.http1.ratio");
        assertEquals(worker ? 0 : 1, results.notMeasured().size(), results.notMeasured()::toString);
        assertEquals(3, results.targets().size(), "what the same engine may cost");
    }

    @Test
    void a_worker_that_cannot_be_run_is_named_and_the_rest_is_measured() {
        Path nowhere = Path.of("no-such-workerd");
        Results results = run(TINY.only(EnumSet.of(EdgePlan.Step.CONNECT)).withWorkerd(nowhere));
        found(results, "edge.connect_p50.http1");
        assertEquals(1, results.notMeasured().size(), () -> results.notMeasured().toString());
        assertTrue(results.notMeasured().get(0).contains("our worker in workerd: "));
        assertTrue(results.figure("edge.connect_p50.workerd").isEmpty());
    }
}
