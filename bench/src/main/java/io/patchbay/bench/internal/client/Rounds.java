package io.patchbay.bench.internal.client;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/** Warm-up, then rounds in which what is compared takes turns. */
final class Rounds {

    /**
     * One of those that take turns.
     *
     * @param id of its figure
     * @param name of its figure
     * @param once measures once: CPU microseconds
     */
    record Turn(String id, String name, DoubleSupplier once) {}

    private final Plan plan;
    private final Consumer<String> progress;
    private final Results results;

    Rounds(Plan plan, Consumer<String> progress, Results results) {
        this.plan = plan;
        this.progress = progress;
        this.results = results;
    }

    /** Measures all of them in turn, each round another one first, and keeps what counts. */
    void run(List<Turn> turns) {
        for (int round = -plan.warmUps(); round < plan.rounds(); round++) {
            for (int i = 0; i < turns.size(); i++) {
                Turn turn = turns.get(Math.floorMod(round + i, turns.size()));
                double value = turn.once().getAsDouble();
                progress.accept(line(round, turn.name(), value));
                if (round >= 0) {
                    results.add(turn.id(), turn.name(), "CPU us", value);
                }
            }
        }
    }

    static String line(int round, String name, double value) {
        String which = round < 0 ? "warm-up" : "round " + (round + 1);
        return String.format(Locale.ROOT, "  %s, %s: %.2f", which, name, value);
    }
}
