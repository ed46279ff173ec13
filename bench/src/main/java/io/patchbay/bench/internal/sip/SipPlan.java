package io.patchbay.bench.internal.sip;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How much is measured of telephone calls.
 *
 * @param steps what is measured at all
 * @param rounds interleaved rounds after the warm-up
 * @param warmUps repetitions that do not count
 * @param seconds of sound in a round
 * @param setups calls of a round that are hung up as soon as they are answered
 * @param together of these, so many at a time
 * @param rates calls a second that {@code sipp} tries, ascending
 * @param loads numbers of calls whose cost and evenness are measured
 * @param ladder numbers of calls, ascending, until their packets come late
 * @param flood INVITEs that nobody follows up
 * @param floodSeconds until the transactions of calls are over, too
 * @param calls calls of the leak check
 * @param samples looks at memory during it
 */
public record SipPlan(
        Set<Step> steps,
        int rounds,
        int warmUps,
        int seconds,
        int setups,
        int together,
        List<Integer> rates,
        List<Integer> loads,
        List<Integer> ladder,
        int flood,
        int floodSeconds,
        int calls,
        int samples) {

    /** One thing to measure. */
    public enum Step {
        /** Calls a second, from INVITE to the end. */
        SETUP,
        /** The same, called by {@code sipp}. */
        SIPP,
        /** From mouth to ear, both ways. */
        LATENCY,
        /** CPU, memory and evenness of calls with sound both ways. */
        LOAD,
        /** How many calls there can be until their packets come late. */
        LIMIT,
        /** What a flood of INVITEs leaves. */
        FLOOD,
        /** What is left of calls that are over. */
        LEAK
    }

    /** Copies the collections. */
    public SipPlan {
        steps = Set.copyOf(steps);
        rates = List.copyOf(rates);
        loads = List.copyOf(loads);
        ladder = List.copyOf(ladder);
    }

    /** What {@code ./patchbay bench sip} does. */
    public static SipPlan of(int rounds, int seconds, int calls) {
        return new SipPlan(
                EnumSet.allOf(Step.class),
                rounds,
                1,
                seconds,
                5_000,
                50,
                List.of(250, 500, 1_000, 1_500, 2_000),
                List.of(1, 10, 50, 100),
                List.of(100, 200, 300, 400, 500, 600, 800, 1_000),
                200_000,
                35,
                calls,
                25);
    }

    /** The same with these numbers of calls. */
    public SipPlan withLoads(List<Integer> chosen) {
        return new SipPlan(
                steps,
                rounds,
                warmUps,
                seconds,
                setups,
                together,
                rates,
                chosen,
                ladder,
                flood,
                floodSeconds,
                calls,
                samples);
    }

    /** The same with these steps alone. */
    public SipPlan only(Set<Step> chosen) {
        return new SipPlan(
                chosen,
                rounds,
                warmUps,
                seconds,
                setups,
                together,
                rates,
                loads,
                ladder,
                flood,
                floodSeconds,
                calls,
                samples);
    }
}
