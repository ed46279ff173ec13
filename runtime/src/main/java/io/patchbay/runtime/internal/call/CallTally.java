package io.patchbay.runtime.internal.call;

import io.patchbay.api.plug.CallCounts;
import java.util.concurrent.atomic.LongAdder;

/** Counts the calls of all doors. Any thread. */
final class CallTally {
    final LongAdder offered = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder undecided = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder unanswered = new LongAdder();
    final LongAdder dialed = new LongAdder();
    final LongAdder reached = new LongAdder();

    CallCounts now() {
        return new CallCounts(
                offered.sum(),
                accepted.sum(),
                refused.sum(),
                undecided.sum(),
                answered.sum(),
                failed.sum(),
                unanswered.sum(),
                dialed.sum(),
                reached.sum());
    }
}
