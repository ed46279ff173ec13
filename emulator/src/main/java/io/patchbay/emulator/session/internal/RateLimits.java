package io.patchbay.emulator.session.internal;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Plausible rate limits: counted per minute, never enforced but by a fault. */
final class RateLimits {
    private static final int REQUESTS = 1_000;
    private static final int TOKENS = 200_000;
    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    private final SerialLoop loop;
    private long windowStart;
    private int requests;
    private int tokens;

    RateLimits(SerialLoop loop) {
        this.loop = loop;
        this.windowStart = loop.nanoTime();
    }

    void request() {
        roll();
        requests++;
    }

    void tokens(int used) {
        roll();
        tokens += used;
    }

    /** The event as the counts stand. */
    ObjectNode event(Outbox outbox) {
        roll();
        double reset = (WINDOW - (loop.nanoTime() - windowStart)) / 1e9;
        return event(outbox, Math.max(0, REQUESTS - requests), Math.max(0, TOKENS - tokens), reset);
    }

    /** The event of an exhausted limit. */
    static ObjectNode exhausted(Outbox outbox, Duration reset) {
        return event(outbox, 0, 0, reset.toMillis() / 1e3);
    }

    private void roll() {
        if (loop.nanoTime() - windowStart >= WINDOW) {
            windowStart = loop.nanoTime();
            requests = 0;
            tokens = 0;
        }
    }

    private static ObjectNode event(Outbox outbox, int requests, int tokens, double reset) {
        ObjectNode event = outbox.event("rate_limits.updated");
        ArrayNode limits = event.putArray("rate_limits");
        limits.addObject()
                .put("name", "requests")
                .put("limit", REQUESTS)
                .put("remaining", requests)
                .put("reset_seconds", reset);
        limits.addObject()
                .put("name", "tokens")
                .put("limit", TOKENS)
                .put("remaining", tokens)
                .put("reset_seconds", reset);
        return event;
    }
}
