package io.patchbay.bench.internal.swap;

import io.patchbay.bench.internal.swap.Moments.Moment;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** Brings calls to where something is to happen to them. On the run's thread. */
final class Timing {

    private static final int CUTS = 20;
    private static final long UNTIL_NEXT_CUT_SECONDS = 3;

    private final Calls calls;
    private final Moments moments;
    private final Faults faults;
    private final Random random;

    Timing(Calls calls, Moments moments, Faults faults, Random random) {
        this.calls = calls;
        this.moments = moments;
        this.faults = faults;
        this.random = random;
    }

    /**
     * Waits until one of these calls is at the moment of {@code how}.
     *
     * @return whether it is there still
     */
    BooleanSupplier reach(How how, List<Call> some) throws InterruptedException {
        Call call = some.get(random.nextInt(some.size()));
        Caller caller = call.caller();
        Moment moment =
                switch (how) {
                    case HANDOFF -> Moment.HANDOFF;
                    case CONSENT -> Moment.CONSENT;
                    case INTERRUPTION -> Moment.INTERRUPTION;
                    case RECONNECT -> Moment.RECONNECT;
                    default -> Moment.TOOL;
                };
        CompletableFuture<Void> reached = moments.next(moment, call.name());
        switch (moment) {
            case HANDOFF -> calls.want(call, FarEnd.Move.HANDOFF);
            case CONSENT -> calls.want(call, FarEnd.Move.CONSENT);
            case TOOL -> calls.want(call, FarEnd.Move.SLOW_TOOL);
            case INTERRUPTION -> caller.interruptNext();
            default -> cutUntil(reached, call, some);
        }
        if (!Moments.await(reached)) {
            faults.add("nothing was exchanged " + how + ": there was none in time");
            return () -> false;
        }
        long handoffs = caller.handoffs();
        return switch (moment) {
            case HANDOFF -> () -> caller.handoffs() == handoffs;
            case CONSENT -> caller::isAsked;
            case INTERRUPTION -> caller::interrupts;
            case RECONNECT -> () -> !Calls.connected(call);
            default -> () -> true;
        };
    }

    /** A line that its session is about to leave anyway is cut, and nobody reconnects. */
    private void cutUntil(CompletableFuture<Void> reached, Call call, List<Call> some)
            throws InterruptedException {
        for (int i = 0; i < CUTS && !reached.isDone(); i++) {
            calls.cut(call);
            some.stream().limit(some.size() / 2).forEach(calls::cut);
            Moments.await(reached, UNTIL_NEXT_CUT_SECONDS);
        }
    }
}
