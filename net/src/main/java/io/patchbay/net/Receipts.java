package io.patchbay.net;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.Receipt;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Completes the stages of commands once their bytes have left for the socket. Sound goes by
 * uncounted but for one addition. For transports; on the loop only.
 *
 * <p>What was handed over less what still waits is what has left. The connection counts some
 * overhead to what waits, so a receipt may come a little late, never early.
 */
public final class Receipts {

    /** How soon to look again while the socket does not take what waits. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

    private final SerialLoop loop;
    private final LongSupplier pending;
    private final BooleanSupplier open;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Runnable settle = this::settle;
    private long handedOver;
    private boolean looking;

    /**
     * The receipts of one connection.
     *
     * @param pending how many bytes wait in the connection
     * @param open whether it stands
     */
    public Receipts(SerialLoop loop, LongSupplier pending, BooleanSupplier open) {
        this.loop = loop;
        this.pending = pending;
        this.open = open;
    }

    /** So many more bytes were given to the connection. */
    public void handedOver(int bytes) {
        handedOver += bytes;
    }

    /** The stage for what was handed over so far. */
    public CompletionStage<Receipt> await(Receipt receipt) {
        CompletableFuture<Receipt> stage = new CompletableFuture<>();
        waiting.add(new Waiting(handedOver, receipt, stage));
        if (!looking) {
            looking = true;
            loop.execute(settle); // behind the flush of what was just handed over
        }
        return stage.minimalCompletionStage();
    }

    /** The line is over: what waits was not written. */
    public void fail(Supplier<? extends RuntimeException> why) {
        Waiting next = waiting.poll();
        while (next != null) {
            next.stage.completeExceptionally(why.get());
            next = waiting.poll();
        }
    }

    private void settle() {
        long wait = pending.getAsLong();
        long left = wait == 0 ? handedOver : handedOver - wait;
        Waiting next = waiting.peek();
        while (open.getAsBoolean() && next != null && next.upTo <= left) {
            waiting.remove();
            next.stage.complete(next.receipt);
            next = waiting.peek();
        }
        looking = next != null && open.getAsBoolean();
        if (looking) {
            loop.schedule(settle, LOOK_AGAIN);
        }
    }

    private record Waiting(long upTo, Receipt receipt, CompletableFuture<Receipt> stage) {}
}
