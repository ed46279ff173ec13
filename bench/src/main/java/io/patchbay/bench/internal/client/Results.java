package io.patchbay.bench.internal.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run found, in the order in which it was found. Not thread-safe. */
public final class Results {

    private record Label(String name, String unit) {}

    private final Map<String, Label> labels = new LinkedHashMap<>();
    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<String> notMeasured = new ArrayList<>();

    /** One more round of a figure. */
    public void add(String id, String name, String unit, double value) {
        labels.putIfAbsent(id, new Label(name, unit));
        values.computeIfAbsent(id, key -> new ArrayList<>()).add(value);
    }

    /** What a figure of this round was to that which it is measured beside. */
    public void beside(String id, double ratio) {
        add(id + Figure.RATIO, "", "", ratio);
    }

    /** Something that this run could not find out, and why. */
    public void notMeasured(String what) {
        notMeasured.add(what);
    }

    /** Compares two medians, where both are there. */
    public void ratio(String name, String of, String to, double limit, boolean aim) {
        Optional<Figure> over = figure(of);
        Optional<Figure> under = figure(to);
        if (over.isPresent() && under.isPresent()) {
            targets.add(new Target(name, over.get().median() / under.get().median(), limit, aim));
        }
    }

    /** Compares a median with a number, where it is there. */
    public void atMost(String name, String of, double limit) {
        figure(of).ifPresent(f -> targets.add(new Target(name, f.median(), limit, false)));
    }

    /** Compares a number with the most that it may be. */
    public void limit(String name, double reached, double limit) {
        targets.add(new Target(name, reached, limit, false));
    }

    /** All figures. */
    public List<Figure> figures() {
        return labels.keySet().stream().map(id -> figure(id).orElseThrow()).toList();
    }

    /** One figure. */
    public Optional<Figure> figure(String id) {
        Label label = labels.get(id);
        return label == null
                ? Optional.empty()
                : Optional.of(
                        new Figure(
                                id,
                                label.name(),
                                label.unit(),
                                values.getOrDefault(id, List.of())));
    }

    /** All targets. */
    public List<Target> targets() {
        return List.copyOf(targets);
    }

    /** What was not measured. */
    public List<String> notMeasured() {
        return List.copyOf(notMeasured);
    }
}
