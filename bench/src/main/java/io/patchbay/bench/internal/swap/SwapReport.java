package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.client.Report;
import io.patchbay.bench.internal.load.Say;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a run of swaps found, for people and for programs. */
public final class SwapReport {

    private SwapReport() {}

    /** A table for a terminal. */
    public static String table(SwapResults results) {
        StringBuilder out = new StringBuilder(Report.machine()).append("\n\n");
        out.append(
                String.format(
                        Locale.ROOT,
                        "%-11s %-20s %5s %16s %16s %7s %16s %9s%n",
                        "kind",
                        "how",
                        "count",
                        "ms p50 / p99",
                        "held ms p50/p99",
                        "lost ms",
                        "silent p50/p99",
                        "re-sent"));
        for (SwapResults.Row row : results.rows()) {
            out.append(
                    String.format(
                            Locale.ROOT,
                            "%-11s %-20s %5d %16s %16s %7s %16s %9s%n",
                            name(row),
                            row.how(),
                            row.took().count(),
                            pair(row.took()),
                            pair(row.held()),
                            row.kind() == null ? "-" : String.valueOf(row.lostMillis()),
                            pair(row.silence()) + (row.promised() ? "" : " *"),
                            row.again()));
        }
        out.append("* no promise of silence is made here\n\n");
        results.figures()
                .forEach((name, value) -> out.append(String.format("%-36s %s%n", name, value)));
        out.append('\n');
        for (SwapResults.Verdict verdict : results.verdicts()) {
            out.append(
                    String.format(
                            "%-6s %-46s %s%n",
                            verdict.kept() ? "kept" : "BROKEN",
                            verdict.promise(),
                            verdict.found()));
        }
        results.faults().forEach(fault -> out.append("WRONG: ").append(fault).append('\n'));
        results.complaints()
                .forEach(
                        (what, count) -> out.append(count).append(" x ").append(what).append('\n'));
        return out.toString();
    }

    private static String name(SwapResults.Row row) {
        return row.kind() == null
                ? "-"
                : row.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String pair(Distribution values) {
        return values.count() == 0
                ? "-"
                : String.format(
                        Locale.ROOT, "%.0f / %.0f", values.quantile(0.5), values.quantile(0.99));
    }

    /** The same as JSON. */
    public static String json(SwapResults results, SwapPlan plan) {
        ObjectNode root = Say.JSON.createObjectNode();
        root.put("machine", Report.machine());
        root.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        root.put("seed", plan.seed()).put("sessions", plan.sessions()).put("swaps", plan.swaps());
        ArrayNode rows = root.putArray("swaps_by_kind");
        for (SwapResults.Row row : results.rows()) {
            ObjectNode one = rows.addObject().put("kind", name(row)).put("how", row.how());
            one.put("promised", row.promised()).put("count", row.took().count());
            pair(one, "took_ms", row.took());
            pair(one, "held_ms", row.held());
            pair(one, "silence_ms", row.silence());
            pair(one, "silence_by_session_ms", row.engineSilence());
            one.put("lost_ms", row.lostMillis()).put("frames_again", row.again());
        }
        ObjectNode figures = root.putObject("figures");
        results.figures().forEach((name, value) -> figures.putPOJO(name, value));
        ArrayNode verdicts = root.putArray("verdicts");
        for (SwapResults.Verdict verdict : results.verdicts()) {
            verdicts.addObject()
                    .put("promise", verdict.promise())
                    .put("kept", verdict.kept())
                    .put("found", verdict.found());
        }
        ArrayNode faults = root.putArray("faults");
        results.faults().forEach(faults::add);
        ObjectNode complaints = root.putObject("complaints");
        results.complaints().forEach(complaints::put);
        return root.toPrettyString();
    }

    private static void pair(ObjectNode to, String name, Distribution values) {
        to.putObject(name)
                .put("count", values.count())
                .put("p50", values.quantile(0.5))
                .put("p99", values.quantile(0.99))
                .put("max", values.quantile(1));
    }
}
