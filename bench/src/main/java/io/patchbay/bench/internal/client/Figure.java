package io.patchbay.bench.internal.client;

import java.util.List;

/**
 * A figure over the rounds of a run.
 *
 * @param id for programs, e.g. {@code inbound.session}
 * @param name for people
 * @param unit e.g. {@code us/event}
 * @param rounds one value a round, in order
 */
public record Figure(String id, String name, String unit, List<Double> rounds) {

    /** At the end of the id of a figure that is the ratio of another one's rounds. */
    static final String RATIO = ".ratio";

    /** Copies the rounds. */
    public Figure {
        rounds = List.copyOf(rounds);
    }

    /** The middle value; of two middle ones the mean. */
    public double median() {
        double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The least value. */
    public double min() {
        return rounds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** The greatest value. */
    public double max() {
        return rounds.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
