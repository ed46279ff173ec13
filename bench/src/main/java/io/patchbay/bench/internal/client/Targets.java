package io.patchbay.bench.internal.client;

/** What the project aims at, as ratios in one run (RULES 53). Never changed to fit a result. */
final class Targets {

    /**
     * "Independent of the length": the spread of two equal measurements on a busy machine is about
     * this; a cost that grew with the length would be tens of times as high at 10 000.
     */
    private static final double INDEPENDENT = 1.25;

    /** With fewer sessions, what they share counts as theirs. */
    private static final int MANY = 100;

    private Targets() {}

    static void compare(Results results, Plan plan) {
        String session = "inbound.session";
        results.ratio("inbound event : floor (b)", session, "inbound.streaming", 1.0, false);
        results.ratio("inbound event : floor (a)", session, "inbound.lean", 1.5, true);
        results.ratio(
                "sendAudio on the loop : bare Netty",
                "send.loop.session",
                "send.loop.bare",
                1.3,
                false);
        results.ratio(
                "sendAudio from a thread : bare Netty",
                "send.thread.session",
                "send.thread.bare",
                1.3,
                false);
        String latency = "latency." + plan.sessions();
        results.ratio(
                "latency p50, " + plan.sessions() + " sessions : bare Netty",
                latency + ".session.p50",
                latency + ".lean.p50",
                1.2,
                false);
        if (results.figure("idle.session.held").map(Figure::median).orElse(0.0) >= MANY) {
            results.atMost("live heap per idle session, kB", "idle.session.heap", 10);
        }
        for (int length : plan.lengths()) {
            if (length > 0) {
                results.ratio(
                        "history item at " + length + " : at 0",
                        "item." + length,
                        "item.0",
                        INDEPENDENT,
                        false);
                results.ratio(
                        "tool call at " + length + " : at 0",
                        "call." + length,
                        "call.0",
                        INDEPENDENT,
                        false);
            }
        }
    }
}
