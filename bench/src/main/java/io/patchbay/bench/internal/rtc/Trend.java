package io.patchbay.bench.internal.rtc;

import java.util.ArrayList;
import java.util.List;

/** How something rises, by least squares. Not thread-safe. */
final class Trend {

    private record Point(double x, double y) {}

    private final List<Point> points = new ArrayList<>();

    void add(double x, double y) {
        points.add(new Point(x, y));
    }

    double first() {
        return points.get(0).y();
    }

    double last() {
        return points.get(points.size() - 1).y();
    }

    double slope() {
        double x = points.stream().mapToDouble(Point::x).average().orElse(0);
        double y = points.stream().mapToDouble(Point::y).average().orElse(0);
        double over = 0;
        double under = 0;
        for (Point one : points) {
            over += (one.x() - x) * (one.y() - y);
            under += (one.x() - x) * (one.x() - x);
        }
        return under == 0 ? 0 : over / under;
    }

    /** The standard error of the slope. */
    double error() {
        double slope = slope();
        double x = points.stream().mapToDouble(Point::x).average().orElse(0);
        double y = points.stream().mapToDouble(Point::y).average().orElse(0);
        double rest = 0;
        double under = 0;
        for (Point one : points) {
            double off = one.y() - y - slope * (one.x() - x);
            rest += off * off;
            under += (one.x() - x) * (one.x() - x);
        }
        return points.size() < 3 || under == 0
                ? Double.POSITIVE_INFINITY
                : Math.sqrt(rest / (points.size() - 2) / under);
    }
}
