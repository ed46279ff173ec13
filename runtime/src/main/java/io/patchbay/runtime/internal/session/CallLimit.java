package io.patchbay.runtime.internal.session;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent.EndingCause;
import io.patchbay.api.transport.CloseReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Ends a call that lasts too long, and says so some time before (RULES 13). On the loop. */
final class CallLimit extends Pausing {
    private final SessionCore core;
    private final Ending ending;
    private final Duration limit;
    private final long warningNanos;
    private long left;
    private long since;
    private boolean warned;
    private SerialLoop.@Nullable Timer timer;

    CallLimit(SessionCore core, Ending ending, Duration limit, Duration warning) {
        this.core = core;
        this.ending = ending;
        this.limit = limit;
        this.left = limit.toNanos();
        this.warningNanos = warning.toNanos();
        this.warned = warning.isZero() || warning.compareTo(limit) >= 0;
    }

    @Override
    void changed() {
        if (timer != null) {
            timer.cancel();
            timer = null;
            left -= core.clock.now() - since;
        }
        if (!paused()) {
            run();
        }
    }

    private void run() {
        since = core.clock.now();
        long next = warned ? left : left - warningNanos;
        timer = core.loop.schedule(this::due, Duration.ofNanos(Math.max(0, next)));
    }

    private void due() {
        timer = null;
        left -= core.clock.now() - since;
        if (warned) {
            ending.begin(
                    EndingCause.MAX_DURATION,
                    "the call has lasted as long as it may, " + limit.toSeconds() + " s");
        } else {
            warned = true;
            ending.tell(EndingCause.MAX_DURATION, Duration.ofNanos(left));
            run();
        }
    }

    @Override
    public void closed(CloseReason reason) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
