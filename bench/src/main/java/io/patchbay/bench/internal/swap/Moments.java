package io.patchbay.bench.internal.swap;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Moments in calls at which somebody wants to do something. Any thread. */
final class Moments {

    /** What happens in some call. */
    enum Moment {
        /** Another agent takes over. */
        HANDOFF,
        /** A tool call waits for consent. */
        CONSENT,
        /** The caller speaks while the agent does. */
        INTERRUPTION,
        /** A lost line is being made again. */
        RECONNECT
    }

    private final Map<Moment, CompletableFuture<Void>> awaited = new EnumMap<>(Moment.class);

    /** It happens. */
    void reached(Moment moment) {
        CompletableFuture<Void> waiting;
        synchronized (awaited) {
            waiting = awaited.remove(moment);
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** The next time that it happens. */
    CompletableFuture<Void> next(Moment moment) {
        synchronized (awaited) {
            return awaited.computeIfAbsent(moment, key -> new CompletableFuture<>());
        }
    }

    /** Waits for it, for a while; false when it did not happen. */
    static boolean await(CompletableFuture<Void> moment) throws InterruptedException {
        return await(moment, Container.PATIENCE_SECONDS);
    }

    /** Waits for it so many seconds at most; false when it did not happen. */
    static boolean await(CompletableFuture<Void> moment, long seconds) throws InterruptedException {
        try {
            moment.get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            return false;
        }
    }
}
