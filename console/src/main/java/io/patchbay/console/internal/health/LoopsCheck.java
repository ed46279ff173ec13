package io.patchbay.console.internal.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether event loops, on which all sound travels, are in time. */
record LoopsCheck(LoopProbe probe) implements Check {

    /** Callers hear more than that: it is what is sent ahead at most. */
    private static final Duration AUDIBLE = Duration.ofMillis(100);

    private static final Duration STUCK = Duration.ofSeconds(1);

    @Override
    public String tag() {
        return "loops";
    }

    @Override
    public String title() {
        return "Patchbay event loops";
    }

    @Override
    public List<Finding> look() {
        List<Finding> found = new ArrayList<>();
        Duration worst = Duration.ZERO;
        for (LoopProbe.Lateness loop : probe.lateness()) {
            worst = worst.compareTo(loop.worst()) < 0 ? loop.worst() : worst;
            if (loop.delay().compareTo(STUCK) >= 0) {
                found.add(
                        Finding.critical(
                                "%s is stuck: nothing ran on it for %d ms."
                                        .formatted(loop.loop(), loop.delay().toMillis()),
                                "Something blocks it. Take a thread dump (jcmd PID Thread.print)"
                                        + " and look at that thread: what blocks is a plug or a"
                                        + " listener that is registered inline."));
            } else if (loop.worst().compareTo(AUDIBLE) >= 0) {
                found.add(
                        Finding.warn(
                                "%s was %d ms late within the last %d s; callers hear gaps."
                                        .formatted(
                                                loop.loop(),
                                                loop.worst().toMillis(),
                                                LoopProbe.TIMES),
                                "The machine is busy, collects garbage, or something blocks the"
                                        + " loop: hold fewer calls, or look at what runs inline."));
            }
        }
        return found.isEmpty()
                ? List.of(
                        Finding.ok(
                                "All loops are in time: at most %d ms late within the last %d s."
                                        .formatted(worst.toMillis(), LoopProbe.TIMES)))
                : found;
    }
}
