package io.patchbay.bench.internal.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Results for people and for programs. */
public final class Report {

    private Report() {}

    /** Where a run took place: what somebody needs who compares it with another one. */
    public static String machine() {
        return System.getProperty("java.vm.name")
                + " "
                + System.getProperty("java.vm.version")
                + ", "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ", "
                + Runtime.getRuntime().availableProcessors()
                + " processors";
    }

    /** A table for a terminal. */
    public static String table(Results results) {
        StringBuilder out = new StringBuilder(machine()).append('\n');
        out.append(String.format(Locale.ROOT, "%n%-66s %9s %-8s  range%n", "", "median", "unit"));
        for (Figure figure : plain(results)) {
            out.append(
                    String.format(
                            Locale.ROOT,
                            "%-66s %9s %-8s  [%s .. %s]%s%n",
                            figure.name(),
                            number(figure.median()),
                            figure.unit(),
                            number(figure.min()),
                            number(figure.max()),
                            results.figure(figure.id() + Figure.RATIO)
                                    .map(Report::ratio)
                                    .orElse("")));
        }
        if (!results.targets().isEmpty()) {
            out.append(
                    String.format(Locale.ROOT, "%n%-66s %9s %8s%n", "target", "reached", "limit"));
        }
        for (Target target : results.targets()) {
            out.append(
                    String.format(
                            Locale.ROOT,
                            "%-66s %9s %8s  %s%s%n",
                            target.name(),
                            number(target.reached()),
                            number(target.limit()),
                            target.met() ? "met" : "MISSED",
                            target.aim() ? " (aim)" : ""));
        }
        out.append(TlsTable.of(results));
        results.notMeasured().forEach(what -> out.append("\nnot measured: ").append(what));
        return out.toString();
    }

    private static List<Figure> plain(Results results) {
        return results.figures().stream()
                .filter(figure -> !TlsTable.has(figure) && !figure.id().endsWith(Figure.RATIO))
                .toList();
    }

    /** What each round was to what it is measured beside. */
    private static String ratio(Figure figure) {
        return "  x "
                + number(figure.median())
                + " ["
                + number(figure.min())
                + " .. "
                + number(figure.max())
                + "]";
    }

    static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : "%.2f", value);
    }

    /** The same as JSON. */
    public static String json(Results results) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("machine", machine());
        root.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        ArrayNode figures = root.putArray("figures");
        for (Figure figure : results.figures()) {
            ObjectNode one =
                    figures.addObject()
                            .put("id", figure.id())
                            .put("name", figure.name())
                            .put("unit", figure.unit())
                            .put("median", figure.median())
                            .put("min", figure.min())
                            .put("max", figure.max());
            ArrayNode rounds = one.putArray("rounds");
            figure.rounds().forEach(rounds::add);
        }
        ArrayNode targets = root.putArray("targets");
        for (Target target : results.targets()) {
            targets.addObject()
                    .put("name", target.name())
                    .put("reached", target.reached())
                    .put("limit", target.limit())
                    .put("aim", target.aim())
                    .put("met", target.met());
        }
        ArrayNode missing = root.putArray("not_measured");
        results.notMeasured().forEach(missing::add);
        return root.toPrettyString();
    }
}
