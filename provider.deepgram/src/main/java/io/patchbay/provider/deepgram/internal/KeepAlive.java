package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says that somebody is there while no sound flows: the service ends a line on which it hears
 * nothing, and wants to hear something every eight seconds. On the loop.
 */
final class KeepAlive {

    /** Well within what the service waits. */
    static final Duration EVERY = Duration.ofSeconds(5);

    private final SerialLoop loop;
    private final Runnable send;
    private long lastSent;
    private SerialLoop.@Nullable Timer timer;

    KeepAlive(SerialLoop loop, Runnable send) {
        this.loop = loop;
        this.send = send;
    }

    void begin() {
        sent();
        look(EVERY);
    }

    /** Something went out; allocates nothing. */
    void sent() {
        lastSent = loop.nanoTime();
    }

    private void look(Duration in) {
        timer = loop.schedule(this::look, in);
    }

    private void look() {
        long left = EVERY.toNanos() - (loop.nanoTime() - lastSent);
        if (left <= 0) {
            send.run();
            sent();
            left = EVERY.toNanos();
        }
        look(Duration.ofNanos(left));
    }

    void end() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
