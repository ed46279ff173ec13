package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Half an hour and a thousand turns of one session, with interruptions, tools, handoffs and lines
 * that break: both sides know the same whenever it is quiet, and memory does not grow.
 *
 * <p>{@code -Dpatchbay.soak.seeds=n} tries so many seeds, where two are usual.
 */
@Tag("heap")
class SoakTest {
    private static final int TURNS = 1_000;
    private static final int WARM_UP = 400;
    private static final int CHECKPOINT = 40;

    /**
     * So many bytes a turn may the slopes of a rough and of a calm call differ; the history is
     * bounded, and full before anything is measured. Both slopes are some ten bytes, for no turn is
     * like the other. One forgotten item a turn is several hundred bytes, and a forgotten line, one
     * in eight turns, is several thousand.
     */
    private static final double NOISE = 256;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Integer.getInteger("patchbay.soak.seeds", 2));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_long_rough_call_ends_with_one_history_and_flat_memory(long seed, TestReporter reporter) {
        double calm = slope(seed, false);
        double rough = slope(seed, true);
        reporter.publishEntry("bytes a turn, calm", String.valueOf(calm));
        reporter.publishEntry("bytes a turn, rough", String.valueOf(rough));
        reporter.publishEntry("bytes a turn, rough", String.valueOf(rough));
        assertTrue(
                rough - calm < NOISE, () -> "bytes a turn: " + rough + ", in a calm call " + calm);
    }

    private static double slope(long seed, boolean rough) {
        List<Long> used = new ArrayList<>();
        try (SoakWorld world = new SoakWorld(seed, rough)) {
            try {
                Duration halfAnHour = Duration.ofMinutes(30);
                while (world.turns < TURNS || world.loop.elapsed().compareTo(halfAnHour) < 0) {
                    world.turn();
                    if (world.turns % 10 == 0) {
                        world.settle();
                    }
                    if (world.turns >= WARM_UP && world.turns % CHECKPOINT == 0) {
                        used.add(Reachable.bytes(world));
                    }
                }
                world.nothingIsLeft();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed "
                                + seed
                                + (rough ? ", rough" : ", calm")
                                + ", turn "
                                + world.turns
                                + ": "
                                + world.happened
                                + "\n"
                                + world.story(),
                        e);
            }
            assertTrue(world.totals.calls > 100, "tools were called");
            assertTrue(world.happened.getOrDefault("AgentHandoff", 0) > 50, "agents handed over");
            if (rough) {
                assertTrue(world.drops > 50, "lines broke");
                assertTrue(world.happened.getOrDefault("interrupted", 0) > 100, "callers cut in");
            } else {
                assertEquals(0, world.drops + world.happened.getOrDefault("interrupted", 0));
            }
            return slope(used) / CHECKPOINT;
        }
    }

    /** The median of the slopes between all pairs: one odd measurement does not move it. */
    private static double slope(List<Long> values) {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            for (int j = i + 1; j < values.size(); j++) {
                slopes.add((values.get(j) - values.get(i)) / (double) (j - i));
            }
        }
        Collections.sort(slopes);
        return slopes.get(slopes.size() / 2);
    }
}
