package io.patchbay.bench.internal.swap;

import java.util.Arrays;

/** Values of which somebody wants to know the middle and the end. Not thread-safe. */
public final class Distribution {

    private double[] values = new double[16];
    private int count;

    void add(double value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    void addAll(Distribution other) {
        for (int i = 0; i < other.count; i++) {
            add(other.values[i]);
        }
    }

    /** How many. */
    public int count() {
        return count;
    }

    /** What they take of the heap. */
    long bytes() {
        return (long) values.length * Double.BYTES;
    }

    /** The value that {@code share} of them do not exceed; 0 of none. */
    public double quantile(double share) {
        if (count == 0) {
            return 0;
        }
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        int at = (int) Math.ceil(share * count) - 1;
        return sorted[Math.max(0, at)];
    }
}
