package io.patchbay.emulator.session.internal;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets a flow out at a multiple of real time, without drifting. */
final class Pacer {
    private static final Duration CLIENT_IS_SLOW = Duration.ofMillis(10);

    private final SessionContext context;
    private final double pace;
    private SerialLoop.@Nullable Timer timer;
    private long startNanos = -1;
    private long sentMillis;
    private boolean stopped;

    Pacer(SessionContext context) {
        this.context = context;
        this.pace = context.services.options().pace();
    }

    /** Tells that so much was sent. */
    void sent(long millis) {
        if (startNanos < 0) {
            startNanos = context.loop.nanoTime();
        }
        sentMillis += millis;
    }

    /** Runs {@code task} when the next piece is due and the client keeps up. */
    void next(Runnable task) {
        if (stopped) {
            return;
        }
        if (!context.sound.writable()) {
            timer = context.loop.schedule(() -> next(task), CLIENT_IS_SLOW);
            return;
        }
        long wait = pace == 0 || startNanos < 0 ? 0 : dueNanos() - context.loop.nanoTime();
        if (wait > 0) {
            timer = context.loop.schedule(() -> run(task), Duration.ofNanos(wait));
        } else {
            context.loop.execute(() -> run(task));
        }
    }

    private long dueNanos() {
        return startNanos + (long) (TimeUnit.MILLISECONDS.toNanos(sentMillis) / pace);
    }

    private void run(Runnable task) {
        if (!stopped) {
            task.run();
        }
    }

    /** Nothing more runs. */
    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
