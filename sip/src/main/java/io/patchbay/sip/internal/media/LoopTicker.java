package io.patchbay.sip.internal.media;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One timer for all calls of a loop, so that a frame needs none of its own. It lives while there
 * are calls. On the loop.
 */
final class LoopTicker {

    /** How exactly packets are paced. */
    private static final long STEP_NANOS = 5_000_000;

    private static final System.Logger LOG = System.getLogger(LoopTicker.class.getName());
    private static final Map<SerialLoop, LoopTicker> TICKERS = new ConcurrentHashMap<>();

    private final SerialLoop loop;
    private final List<@Nullable Ticked> ticked = new ArrayList<>();
    private final Runnable step = this::step;
    private int count;
    private long due;

    /** Somebody who looks at the clock. */
    interface Ticked {
        void tick(long nanos);
    }

    private LoopTicker(SerialLoop loop) {
        this.loop = loop;
    }

    /** Ticks {@code who} from now on, until it is removed. */
    static void add(SerialLoop loop, Ticked who) {
        TICKERS.computeIfAbsent(loop, LoopTicker::new).add(who);
    }

    /** Ticks no longer. */
    static void remove(SerialLoop loop, Ticked who) {
        LoopTicker ticker = TICKERS.get(loop);
        if (ticker != null) {
            ticker.remove(who);
        }
    }

    private void add(Ticked who) {
        ticked.add(who);
        if (++count == 1) {
            due = loop.nanoTime();
            schedule();
        }
    }

    private void remove(Ticked who) {
        int at = ticked.indexOf(who);
        if (at >= 0) {
            ticked.set(at, null);
            if (--count == 0) {
                // a timer that still runs finds nobody
                TICKERS.remove(loop, this);
            }
        }
    }

    private void step() {
        if (count == 0) {
            return;
        }
        long now = loop.nanoTime();
        int kept = 0;
        for (int i = 0; i < ticked.size(); i++) {
            Ticked who = ticked.get(i);
            if (who != null) {
                tick(who, now);
            }
            // it may have been removed by what it heard
            Ticked left = ticked.get(i);
            if (left != null) {
                ticked.set(kept++, left);
            }
        }
        while (ticked.size() > kept) {
            ticked.remove(ticked.size() - 1);
        }
        if (count > 0) {
            due += STEP_NANOS;
            if (due < now) {
                // the loop was held up: what was late has gone just now, and the beat stays, so
                // that packets come where they came before
                due += (now - due + STEP_NANOS - 1) / STEP_NANOS * STEP_NANOS;
            }
            schedule();
        }
    }

    private static void tick(Ticked who, long now) {
        try {
            who.tick(now);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "the sound of a call failed", e);
        }
    }

    private void schedule() {
        try {
            loop.schedule(step, Duration.ofNanos(Math.max(0, due - loop.nanoTime())));
        } catch (RejectedExecutionException e) {
            TICKERS.remove(loop, this); // the loop has ended, and its calls with it
        }
    }
}
