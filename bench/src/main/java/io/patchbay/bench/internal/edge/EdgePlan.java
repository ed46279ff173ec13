package io.patchbay.bench.internal.edge;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * How much is measured of lines through fetches and relays.
 *
 * @param steps what is measured at all
 * @param rounds interleaved rounds after the warm-up
 * @param warmUps repetitions that do not count
 * @param seconds of a paced round
 * @param lines that are up in a paced round
 * @param connects of a round
 * @param frames of a round at full speed
 * @param idle lines that only stand, for memory
 * @param workerd the program that runs the worker; none looks where the worker was built
 */
public record EdgePlan(
        Set<Step> steps,
        int rounds,
        int warmUps,
        int seconds,
        int lines,
        int connects,
        int frames,
        int idle,
        Optional<Path> workerd) {

    /** One thing to measure. */
    public enum Step {
        /**
         * What a line that only stands takes, here and at the relay; first, as a process gives
         * little of its memory back.
         */
        MEMORY,
        /** From the call of connect until the line stands. */
        CONNECT,
        /** There and back, paced as sound is, on several lines. */
        LATENCY,
        /** There and back, as fast as it goes, on one line. */
        THROUGHPUT
    }

    /** Copies the set. */
    public EdgePlan {
        steps = Set.copyOf(steps);
    }

    /** What {@code ./patchbay bench cloudflare} does. */
    public static EdgePlan of(int rounds, int seconds, int lines) {
        return new EdgePlan(
                EnumSet.allOf(Step.class),
                rounds,
                2,
                seconds,
                lines,
                200,
                50_000 * seconds,
                200,
                Optional.empty());
    }

    /** The same with these steps alone. */
    public EdgePlan only(Set<Step> chosen) {
        return new EdgePlan(
                chosen, rounds, warmUps, seconds, lines, connects, frames, idle, workerd);
    }

    /** The same with this program. */
    public EdgePlan withWorkerd(Path program) {
        return new EdgePlan(
                steps,
                rounds,
                warmUps,
                seconds,
                lines,
                connects,
                frames,
                idle,
                Optional.of(program));
    }
}
