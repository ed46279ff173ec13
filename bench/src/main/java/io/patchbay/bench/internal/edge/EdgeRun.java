package io.patchbay.bench.internal.edge;

import io.patchbay.bench.internal.client.BenchException;
import io.patchbay.bench.internal.client.Results;
import io.patchbay.net.EventLoops;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** What lines through fetches and relays cost, all of them beside the direct line in each round. */
public final class EdgeRun {

    private static final int THREADS = 2;

    /**
     * What http1 may cost more than the direct line: nothing, but for what a busy machine adds. It
     * is the same engine on the same channel.
     */
    private static final double NOTHING = 1.1;

    private final EdgePlan plan;
    private final Consumer<String> told;
    private final Results results = new Results();
    private final List<Way> ways = new ArrayList<>();

    /** A run; {@code progress} is told how far it is. */
    public EdgeRun(EdgePlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.told = progress;
    }

    /**
     * Runs.
     *
     * @throws BenchException when the direct line does not come about, saying why
     */
    public Results run() {
        try (Ways made = Ways.start(plan, results);
                EventLoops loops = EventLoops.create(THREADS)) {
            ways.addAll(made.all());
            for (EdgePlan.Step step : EdgePlan.Step.values()) {
                if (plan.steps().contains(step)) {
                    told.accept(step.name().toLowerCase(Locale.ROOT));
                    rounds(
                            switch (step) {
                                case CONNECT -> new Connects(loops, plan.connects());
                                case LATENCY -> new RoundTrips(loops, plan.lines(), plan.seconds());
                                case THROUGHPUT -> new Throughput(loops, plan.frames());
                                case MEMORY -> new IdleLines(loops, plan.idle());
                            });
                }
            }
        }
        for (String id : List.of("full_cpu", "full_bytes", "paced_bytes")) {
            results.figure("edge." + id + ".http1")
                    .ifPresent(
                            figure ->
                                    results.ratio(
                                            figure.name() + " : direct",
                                            figure.id(),
                                            "edge." + id + "." + Way.DIRECT,
                                            NOTHING,
                                            true));
        }
        return results;
    }

    private void rounds(Measure measure) {
        for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
            Map<Way, List<Measure.Value>> found = new LinkedHashMap<>();
            ways.forEach(way -> found.put(way, List.of()));
            for (int i = 0; i < found.size(); i++) {
                Way way = List.copyOf(found.keySet()).get(Math.floorMod(round + i, found.size()));
                if (ways.contains(way)) {
                    found.put(way, once(measure, way, round));
                }
            }
            if (round >= 0) {
                keep(found);
            }
        }
    }

    private List<Measure.Value> once(Measure measure, Way way, int round) {
        try {
            List<Measure.Value> values = measure.of(way);
            StringBuilder line = new StringBuilder("  ");
            line.append(round < 0 ? "warm-up" : "round " + (round + 1)).append(", ");
            line.append(way.name()).append(':');
            for (Measure.Value value : values) {
                line.append(String.format(Locale.ROOT, " %s %.1f", value.id(), value.value()));
            }
            told.accept(line.toString());
            return values;
        } catch (BenchException | CompletionException e) {
            // frames that do not come back within the time are a CompletionException
            Throwable why =
                    e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            String words = way.name() + ": " + (why.getMessage() == null ? why : why.getMessage());
            if (way.id().equals(Way.DIRECT)) {
                throw new BenchException(words, e);
            }
            ways.remove(way);
            results.notMeasured(words);
            return List.of();
        }
    }

    /** A round is over: each figure of all ways, with what it is to that of the direct line. */
    private void keep(Map<Way, List<Measure.Value>> found) {
        Map<String, Measure.Value> kinds = new LinkedHashMap<>();
        found.values().forEach(all -> all.forEach(one -> kinds.putIfAbsent(one.id(), one)));
        for (String kind : kinds.keySet()) {
            double direct = Double.NaN;
            for (Map.Entry<Way, List<Measure.Value>> of : found.entrySet()) {
                Way way = of.getKey();
                for (Measure.Value value : of.getValue()) {
                    if (!value.id().equals(kind)) {
                        continue;
                    }
                    String id = "edge." + kind + "." + way.id();
                    results.add(id, value.name() + ", " + way.name(), value.unit(), value.value());
                    if (way.id().equals(Way.DIRECT)) {
                        direct = value.value();
                    } else if (direct > 0) {
                        results.beside(id, value.value() / direct);
                    }
                }
            }
        }
    }
}
