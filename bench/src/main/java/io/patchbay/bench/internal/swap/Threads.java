package io.patchbay.bench.internal.swap;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The threads of this process by name, without their numbers. Pools breathe: threads that nobody
 * needs end after a minute.
 */
final class Threads {

    /** Longer than idle threads of any pool live. */
    private static final long PATIENCE_SECONDS = 150;

    /** What does not change for so long is at rest. */
    private static final long STILL_SECONDS = 5;

    private Threads() {}

    /** How many of each name live now. */
    static Map<String, Integer> now() {
        Map<String, Integer> names = new TreeMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            names.merge(thread.getName().replaceAll("\\d+", "#"), 1, Integer::sum);
        }
        return names;
    }

    static int count(Map<String, Integer> names) {
        return names.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Those that are there once their number stands still for a while. */
    static Map<String, Integer> still() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        long since = System.nanoTime();
        Map<String, Integer> names = now();
        while (System.nanoTime() < end
                && System.nanoTime() - since < TimeUnit.SECONDS.toNanos(STILL_SECONDS)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            Map<String, Integer> next = now();
            if (!next.equals(names)) {
                names = next;
                since = System.nanoTime();
            }
        }
        return names;
    }

    /** Waits until there are not more than before; returns those that are there. */
    static Map<String, Integer> atMost(Map<String, Integer> before) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Map<String, Integer> names = now();
        while (count(names) > count(before) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            names = now();
        }
        return names;
    }

    /** What there is more of than before, for a person. */
    static String more(Map<String, Integer> before, Map<String, Integer> after) {
        StringBuilder more = new StringBuilder();
        after.forEach(
                (name, count) -> {
                    int extra = count - before.getOrDefault(name, 0);
                    if (extra > 0) {
                        more.append(more.isEmpty() ? "" : ", ")
                                .append(String.format(Locale.ROOT, "%d x %s", extra, name));
                    }
                });
        return more.isEmpty() ? "none by name" : more.toString();
    }
}
