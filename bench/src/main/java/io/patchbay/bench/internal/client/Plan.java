package io.patchbay.bench.internal.client;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param steps what is measured at all
 * @param sessions live sessions for the latency
 * @param idleSessions sessions for memory and connects
 * @param rounds interleaved rounds after the warm-up
 * @param warmUps repetitions that do not count
 * @param events audio events of a round, flat out
 * @param chunks chunks sent in a round, flat out
 * @param pacedEvents audio events of each session in a round, in real time
 * @param items items of a round at each length of history
 * @param calls tool calls of a round at each length of history
 * @param lengths lengths of history, ascending from 0
 */
public record Plan(
        Set<Step> steps,
        int sessions,
        int idleSessions,
        int rounds,
        int warmUps,
        int events,
        int chunks,
        int pacedEvents,
        int items,
        int calls,
        List<Integer> lengths) {

    /** One thing to measure. */
    public enum Step {
        /** Audio events flat out. */
        INBOUND,
        /** Chunks of caller's sound flat out. */
        SEND,
        /** Audio events in real time. */
        LATENCY,
        /** Connects and memory. */
        IDLE,
        /** Items of the conversation. */
        HISTORY,
        /** Tool calls. */
        TOOLS,
        /** Audio events, chunks of sound and connects over TLS. */
        TLS
    }

    /** Copies the sets. */
    public Plan {
        steps = Set.copyOf(steps);
        lengths = List.copyOf(lengths);
    }

    /** What a run of {@code seconds} per paced step does; all steps. */
    public static Plan of(int sessions, int idleSessions, int rounds, int seconds) {
        return new Plan(
                EnumSet.allOf(Step.class),
                sessions,
                idleSessions,
                rounds,
                3,
                200_000 * seconds,
                50_000 * seconds,
                50 * seconds,
                5_000,
                1_000,
                List.of(0, 1_000, 10_000));
    }

    int seconds() {
        return Math.max(1, pacedEvents / 50);
    }

    /** The same with these steps alone. */
    public Plan only(Set<Step> chosen) {
        return new Plan(
                chosen,
                sessions,
                idleSessions,
                rounds,
                warmUps,
                events,
                chunks,
                pacedEvents,
                items,
                calls,
                lengths);
    }
}
