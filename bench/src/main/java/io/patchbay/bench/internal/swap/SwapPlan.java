package io.patchbay.bench.internal.swap;

import io.patchbay.api.plug.PlugKind;
import java.util.EnumSet;
import java.util.Set;

/**
 * How much is swapped.
 *
 * @param sessions live calls
 * @param swaps how many times a bundle is exchanged
 * @param warmUp so many of them do not count for threads and memory
 * @param reconnects how many times all lines are cut, for comparison
 * @param referenceSeconds so long nothing is swapped, for comparison of memory; 0 measures none
 * @param seed of all chances
 * @param kinds what is exchanged
 * @param line what carries calls to the model
 */
public record SwapPlan(
        int sessions,
        int swaps,
        int warmUp,
        int reconnects,
        int referenceSeconds,
        long seed,
        Set<PlugKind> kinds,
        Line line) {

    /** What carries calls to the model, and what is in between. */
    public enum Line {
        /** The transport {@code websocket}; the other kind is a pipe. */
        WEBSOCKET,
        /** The transport {@code cloudflare}; the other kind is {@code websocket}. */
        CLOUDFLARE,
        /** The same through a relay in Java. */
        RELAY,
        /** The same through our worker in real workerd. */
        WORKERD
    }

    /** All kinds that a run exchanges. */
    public static final Set<PlugKind> ALL = Set.copyOf(EnumSet.allOf(PlugKind.class));

    /** Copies the set. */
    public SwapPlan {
        kinds = Set.copyOf(kinds);
    }

    /** So many of the calls come through a caller-leg plug. */
    int throughDoors() {
        return (sessions + 3) / 4;
    }

    /** What takes a test half a minute. */
    public static SwapPlan shortForm(long seed) {
        return new SwapPlan(4, 30, 0, 1, 0, seed, ALL, Line.WEBSOCKET);
    }

    /**
     * What takes a test half a minute: the transport {@code cloudflare} alone, in each way that is
     * about lines.
     */
    public static SwapPlan shortForm(long seed, Line line) {
        return new SwapPlan(3, 9, 0, 2, 0, seed, Set.of(PlugKind.TRANSPORT), line);
    }

    /** What {@code ./patchbay bench swap} does. */
    public static SwapPlan longForm(int sessions, int swaps, long seed) {
        return new SwapPlan(
                sessions,
                swaps,
                Math.min(100, swaps / 4),
                10,
                Math.min(90, swaps),
                seed,
                ALL,
                Line.WEBSOCKET);
    }

    /** The same with these kinds alone. */
    public SwapPlan only(Set<PlugKind> chosen) {
        return new SwapPlan(
                sessions, swaps, warmUp, reconnects, referenceSeconds, seed, chosen, line);
    }

    /** The same with calls over this. */
    public SwapPlan over(Line chosen) {
        return new SwapPlan(
                sessions, swaps, warmUp, reconnects, referenceSeconds, seed, kinds, chosen);
    }

    /** Whether there is a relay in between. */
    boolean relayed() {
        return line == Line.RELAY || line == Line.WORKERD;
    }
}
