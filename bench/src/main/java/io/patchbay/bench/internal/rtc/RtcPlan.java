package io.patchbay.bench.internal.rtc;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How much is measured of calls over WebRTC.
 *
 * @param steps what is measured at all
 * @param rounds interleaved rounds after the warm-up
 * @param warmUps repetitions that do not count
 * @param seconds of sound in a round
 * @param connects connects of a round
 * @param loads numbers of calls whose cost is measured
 * @param ladder numbers of calls, ascending, until sound suffers
 * @param messages messages of a round over the text channel
 * @param calls calls of the leak check
 * @param samples looks at memory during it
 */
public record RtcPlan(
        Set<Step> steps,
        int rounds,
        int warmUps,
        int seconds,
        int connects,
        List<Integer> loads,
        List<Integer> ladder,
        int messages,
        int calls,
        int samples) {

    /** One thing to measure. */
    public enum Step {
        /** From the offer to the first sound. */
        CONNECT,
        /** From mouth to ear, both ways. */
        LATENCY,
        /** CPU, memory and threads of calls with sound both ways. */
        LOAD,
        /** How many calls there can be until sound suffers. */
        LIMIT,
        /** How evenly sound leaves. */
        PACING,
        /** Messages over the text channel. */
        TEXT,
        /** What is left of calls that are over. */
        LEAK
    }

    /** Copies the collections. */
    public RtcPlan {
        steps = Set.copyOf(steps);
        loads = List.copyOf(loads);
        ladder = List.copyOf(ladder);
    }

    /** What {@code ./patchbay bench webrtc} does. */
    public static RtcPlan of(int rounds, int seconds, int calls) {
        return new RtcPlan(
                EnumSet.allOf(Step.class),
                rounds,
                1,
                seconds,
                20,
                List.of(1, 10, 20, 50),
                List.of(25, 50, 75, 100, 125, 150),
                20_000,
                calls,
                25);
    }

    /** The same with these numbers of calls. */
    public RtcPlan withLoads(List<Integer> chosen) {
        return new RtcPlan(
                steps, rounds, warmUps, seconds, connects, chosen, ladder, messages, calls,
                samples);
    }

    /** The same with these steps alone. */
    public RtcPlan only(Set<Step> chosen) {
        return new RtcPlan(
                chosen, rounds, warmUps, seconds, connects, loads, ladder, messages, calls,
                samples);
    }
}
