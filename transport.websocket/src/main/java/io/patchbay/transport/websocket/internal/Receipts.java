package io.patchbay.transport.websocket.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.Receipt;
import io.patchbay.net.websocket.WebSocketConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Completes the stages of commands once their bytes have left for the socket. Sound goes by
 * uncounted but for one addition. On the loop only.
 *
 * <p>What was handed over less what still waits is what has left. The connection counts some
 * overhead to what waits, so a receipt may come a little late, never early.
 */
final class Receipts {

    /** How soon to look again while the socket does not take what waits. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final SerialLoop loop;
    private final WebSocketConnection connection;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Runnable settle = this::settle;
    private long handedOver;
    private boolean looking;

    Receipts(SerialLoop loop, WebSocketConnection connection) {
        this.loop = loop;
        this.connection = connection;
    }

    /** So many more bytes were given to the connection. */
    void handedOver(int bytes) {
        handedOver += bytes;
    }

    /** The stage for what was handed over so far. */
    CompletionStage<Receipt> await(Receipt receipt) {
        CompletableFuture<Receipt> stage = new CompletableFuture<>();
        waiting.add(new Waiting(handedOver, receipt, stage));
        if (!looking) {
            looking = true;
            loop.execute(settle); // behind the flush of what was just handed over
        }
        return stage.minimalCompletionStage();
    }

    /** The line is over: what waits was not written. */
    void fail(Supplier<? extends RuntimeException> why) {
        Waiting next = waiting.poll();
        while (next != null) {
            next.stage.completeExceptionally(why.get());
            next = waiting.poll();
        }
    }

    private void settle() {
        long pending = connection.pendingBytes();
        long left = pending == 0 ? handedOver : handedOver - pending;
        Waiting next = waiting.peek();
        while (connection.isOpen() && next != null && next.upTo <= left) {
            waiting.remove();
            next.stage.complete(next.receipt);
            next = waiting.peek();
        }
        looking = next != null && connection.isOpen();
        if (looking) {
            loop.schedule(settle, LOOK_AGAIN);
        }
    }

    private record Waiting(long upTo, Receipt receipt, CompletableFuture<Receipt> stage) {}
}
