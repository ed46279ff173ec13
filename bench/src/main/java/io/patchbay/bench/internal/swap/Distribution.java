package io.patchbay.bench.internal.swap;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Values of which somebody wants to know the middle and the end. Not thread-safe. */
public final class Distribution {

    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    void addAll(Distribution other) {
        values.addAll(other.values);
    }

    /** How many. */
    public int count() {
        return values.size();
    }

    /** The value that {@code share} of them do not exceed; 0 of none. */
    public double quantile(double share) {
        if (values.isEmpty()) {
            return 0;
        }
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int at = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, at));
    }
}
