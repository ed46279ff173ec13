package io.patchbay.bench.internal.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How many chunks may be on their way: the server acknowledges each 128, so that no client buffers
 * more than another one. Acknowledged on the event loop, awaited on any thread.
 */
final class SendWindow {

    static final int ACKNOWLEDGED = 128;
    private static final int OPEN = 512;
    private static final long PATIENCE_NANOS = 10_000_000;

    private final int wanted;
    private final CompletableFuture<Void> all = new CompletableFuture<>();
    private volatile int acknowledged;
    private volatile @Nullable Thread sender;
    private Runnable onRoom = () -> {};

    /** Until {@code wanted} chunks are acknowledged; a multiple of 128. */
    SendWindow(int wanted) {
        this.wanted = wanted;
    }

    /** Told on the loop after each acknowledgement. Set before anything is sent. */
    void onRoom(Runnable action) {
        this.onRoom = action;
    }

    void acknowledge() {
        int now = acknowledged + ACKNOWLEDGED;
        acknowledged = now;
        if (now >= wanted) {
            all.complete(null);
        }
        Thread waiting = sender;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
        onRoom.run();
    }

    boolean hasRoom(int sent) {
        return sent - acknowledged < OPEN;
    }

    /** Waits for room, on the one thread that sends; gives up when the server has fallen silent. */
    void awaitRoom(int sent) {
        sender = Thread.currentThread();
        long begun = System.nanoTime();
        while (!hasRoom(sent)) {
            LockSupport.parkNanos(PATIENCE_NANOS);
            if (System.nanoTime() - begun > Waiting.LONGEST.toNanos()) {
                throw new BenchException("the server acknowledges nothing any more");
            }
        }
    }

    void awaitAll() {
        Waiting.on("the acknowledgement of " + wanted + " chunks", all);
    }
}
