package io.patchbay.bench.internal.swap;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Moments in calls at which somebody wants to do something. Any thread. */
final class Moments {

    /** What happens in some call. */
    enum Moment {
        /** The model hands over to another agent, who has not taken over yet. */
        HANDOFF,
        /** A tool call waits for consent. */
        CONSENT,
        /** The caller speaks while the agent does. */
        INTERRUPTION,
        /** A lost line is being made again. */
        RECONNECT,
        /** A tool that takes its time was called. */
        TOOL
    }

    private record Awaited(Moment moment, String call, CompletableFuture<Void> reached) {}

    private final List<Awaited> awaited = new ArrayList<>();

    /** It happens in {@code call}. */
    void reached(Moment moment, String call) {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        synchronized (awaited) {
            Iterator<Awaited> all = awaited.iterator();
            while (all.hasNext()) {
                Awaited one = all.next();
                if (one.moment() == moment && one.call().equals(call)) {
                    all.remove();
                    waiting.add(one.reached());
                }
            }
        }
        waiting.forEach(each -> each.complete(null));
    }

    /** The next time that it happens in {@code call}. */
    CompletableFuture<Void> next(Moment moment, String call) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        synchronized (awaited) {
            awaited.add(new Awaited(moment, call, reached));
        }
        return reached;
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
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }
}
