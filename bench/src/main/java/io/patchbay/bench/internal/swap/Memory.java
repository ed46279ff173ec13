package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.client.Cost;
import java.util.ArrayList;
import java.util.List;

/** The live heap over time, and how steeply it rises. Not thread-safe. */
final class Memory {

    private record Sample(double minutes, double kilobytes) {}

    private final List<Sample> samples = new ArrayList<>();
    private final long begun = System.nanoTime();

    /**
     * Looks.
     *
     * @param known bytes that are there for a reason and do not count
     */
    void sample(long known) {
        samples.add(
                new Sample((System.nanoTime() - begun) / 60e9, (Cost.liveHeap() - known) / 1024.0));
    }

    /** How often somebody looked. */
    int count() {
        return samples.size();
    }

    double minutes() {
        return samples.isEmpty()
                ? 0
                : samples.get(samples.size() - 1).minutes() - samples.get(0).minutes();
    }

    /** Kilobytes a minute, by least squares. */
    double slope() {
        double x = mean(true);
        double y = mean(false);
        double over = 0;
        double under = 0;
        for (Sample one : samples) {
            over += (one.minutes() - x) * (one.kilobytes() - y);
            under += (one.minutes() - x) * (one.minutes() - x);
        }
        return under == 0 ? 0 : over / under;
    }

    /** The standard error of the slope. */
    double error() {
        double slope = slope();
        double x = mean(true);
        double y = mean(false);
        double rest = 0;
        double under = 0;
        for (Sample one : samples) {
            double off = one.kilobytes() - y - slope * (one.minutes() - x);
            rest += off * off;
            under += (one.minutes() - x) * (one.minutes() - x);
        }
        return samples.size() < 3 || under == 0
                ? Double.POSITIVE_INFINITY
                : Math.sqrt(rest / (samples.size() - 2) / under);
    }

    private double mean(boolean time) {
        return samples.stream()
                .mapToDouble(one -> time ? one.minutes() : one.kilobytes())
                .average()
                .orElse(0);
    }
}
