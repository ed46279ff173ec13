package io.patchbay.console.internal.health;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * How late event loops are: a task of each one is due every second, and tells how late it ran. One
 * that does not run at all is as late as it has waited. For any thread.
 */
final class LoopProbe implements AutoCloseable {

    /** How many of them the worst one is of; one a second, unless said otherwise. */
    static final int TIMES = 10;

    private static final Duration EVERY = Duration.ofSeconds(1);

    /** How late one loop is: the last time, and at worst of the last ten. */
    record Lateness(String loop, Duration delay, Duration worst) {}

    private final List<Probe> probes;

    /** Begins. */
    LoopProbe(List<SerialLoop> loops) {
        this(loops, EVERY);
    }

    /** Begins, and measures so often. */
    LoopProbe(List<SerialLoop> loops, Duration every) {
        probes = loops.stream().map(loop -> new Probe(loop, every)).toList();
        probes.forEach(Probe::begin);
    }

    /** All loops, in their order. */
    List<Lateness> lateness() {
        return probes.stream().map(Probe::lateness).toList();
    }

    @Override
    public void close() {
        probes.forEach(Probe::end);
    }

    private static final class Probe implements Runnable {
        private final SerialLoop loop;
        private final Duration every;
        private final AtomicLongArray lately = new AtomicLongArray(TIMES);
        private int turn;
        private volatile long due;
        private volatile long last;
        private volatile String name = "loop";
        private volatile boolean over;
        private volatile SerialLoop.@Nullable Timer timer;

        Probe(SerialLoop loop, Duration every) {
            this.loop = loop;
            this.every = every;
        }

        void begin() {
            try {
                loop.execute(() -> name = Thread.currentThread().getName());
                next();
            } catch (RejectedExecutionException e) {
                over = true; // the loops have ended
            }
        }

        private void next() {
            due = loop.nanoTime() + every.toNanos();
            timer = loop.schedule(this, every);
        }

        @Override
        public void run() {
            last = Math.max(0, loop.nanoTime() - due);
            lately.set(turn, last);
            turn = (turn + 1) % TIMES;
            if (!over) {
                next(); // on a loop that runs, so it takes the task
            }
        }

        Lateness lateness() {
            long waiting = over ? 0 : Math.max(0, loop.nanoTime() - due);
            long delay = Math.max(waiting, last);
            long worst = delay;
            for (int i = 0; i < TIMES; i++) {
                worst = Math.max(worst, lately.get(i));
            }
            return new Lateness(name, Duration.ofNanos(delay), Duration.ofNanos(worst));
        }

        void end() {
            over = true;
            SerialLoop.Timer waiting = timer;
            if (waiting != null) {
                waiting.cancel();
            }
        }
    }
}
