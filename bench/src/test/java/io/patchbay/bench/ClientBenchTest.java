package io.patchbay.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.bench.internal.client.ClientRun;
import io.patchbay.bench.internal.client.Figure;
import io.patchbay.bench.internal.client.Plan;
import io.patchbay.bench.internal.client.Report;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.bench.internal.client.ServerProcess;
import io.patchbay.bench.internal.load.LoadListener;
import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A benchmark in miniature: that it counts right is tested, never how fast it was. */
@Tag("once")
@Timeout(120)
class ClientBenchTest {

    private static final int SESSIONS = 2;
    private static final Plan TINY =
            new Plan(
                    EnumSet.allOf(Plan.Step.class),
                    SESSIONS,
                    SESSIONS,
                    1,
                    1,
                    1_000,
                    512,
                    10,
                    50,
                    5,
                    List.of(0, 100));

    @Test
    void a_run_against_the_load_server_finds_every_figure() {
        List<String> progress = new ArrayList<>();
        Results results;
        try (ServerProcess server = ServerProcess.start()) {
            results = new ClientRun(server.uri(), TINY, progress::add).run();
        }
        assertEquals(1_280, value(results, "send.characters"), "base64 of 960 bytes each");
        assertEquals(SESSIONS, value(results, "latency.2.session.held"));
        assertEquals(SESSIONS, value(results, "idle.lean.held"));
        assertEquals(SESSIONS, value(results, "tls.held.session"));
        assertEquals(SESSIONS, value(results, "tls.held.lean"));
        List<String> expected =
                List.of(
                        "inbound.session",
                        "inbound.lean",
                        "inbound.streaming",
                        "send.loop.session",
                        "send.thread.bare",
                        "latency.1.session.p50",
                        "latency.2.lean.p99",
                        "idle.session.heap",
                        "item.0",
                        "item.100",
                        "call.0",
                        "call.100.p50",
                        "tls.inbound.session",
                        "tls.inbound.lean",
                        "tls.inbound.streaming",
                        "tls.send.loop.session",
                        "tls.send.loop.bare",
                        "tls.send.thread.session",
                        "tls.send.thread.bare",
                        "tls.connect.session",
                        "tls.wall.lean",
                        "tls.heap.session");
        for (String id : expected) {
            assertEquals(1, results.figure(id).orElseThrow().rounds().size(), id);
        }
        assertTrue(results.notMeasured().isEmpty());
        assertFalse(progress.isEmpty());
        assertEquals(7, results.targets().size(), "five, and two for the length 100; none for TLS");
        reads_as_json(results);
        shows_tls_apart(results);
    }

    private static void shows_tls_apart(Results results) {
        String table = Report.table(results);
        int apart = table.indexOf("over TLS");
        assertTrue(apart > table.indexOf("tool call at 100 : at 0"), "after the targets");
        assertEquals(8, table.substring(apart).lines().skip(1).count(), "a line each");
        assertFalse(table.substring(0, apart).contains("TLS"));
        assertTrue(results.targets().stream().noneMatch(target -> target.name().contains("TLS")));
    }

    private static void reads_as_json(Results results) {
        JsonNode json = JsonMapper.shared().readTree(Report.json(results));
        assertEquals(results.figures().size(), json.path("figures").size());
        assertEquals(
                results.figures().stream().map(Figure::id).collect(Collectors.toList()),
                json.path("figures").valueStream().map(f -> f.path("id").asString()).toList());
        assertTrue(Report.table(results).contains("inbound event : floor (b)"));
    }

    @Test
    void steps_that_were_not_asked_for_are_left_out() {
        try (LoadListener server = LoadListener.start(0)) {
            Results results =
                    new ClientRun(
                                    URI.create(server.url()),
                                    TINY.only(EnumSet.of(Plan.Step.INBOUND)),
                                    line -> {})
                            .run();
            assertEquals(
                    Set.of("inbound.session", "inbound.lean", "inbound.streaming"),
                    results.figures().stream().map(Figure::id).collect(Collectors.toSet()));
        }
    }

    private static double value(Results results, String id) {
        return results.figure(id).orElseThrow().median();
    }
}
