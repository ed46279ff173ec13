package io.patchbay.net.internal;

import io.patchbay.net.websocket.WebSocketSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way to a stream: handed on at once where it takes them, else kept in order.
 * State on the loop; what is pending is counted from any thread.
 */
final class MessageOutbox {

    /** What a message costs beside its bytes. */
    private static final int MESSAGE_BYTES = 96;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private record Waiting(
            ByteBuffer bytes, boolean text, @Nullable CompletableFuture<Void> receipt) {}

    private final MessageLine line;
    private final WebSocketSettings settings;
    private final NettyLoop loop;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final Runnable tellRoom;
    private final AtomicLong kept = new AtomicLong();
    private final AtomicBoolean looking = new AtomicBoolean();

    private volatile long inStream;
    private volatile boolean writable = true;
    private boolean refused = true; // until it is started
    private boolean watching;

    MessageOutbox(MessageLine line, WebSocketSettings settings, NettyLoop loop) {
        this.line = line;
        this.tellRoom = line::room;
        this.settings = settings;
        this.loop = loop;
    }

    /** What waits here and in the platform. From any thread. */
    long pending() {
        if (loop.inLoop()) {
            look();
        } else if (inStream > 0 && looking.compareAndSet(false, true)) {
            loop.run(this::look); // the platform tells on the loop alone
        }
        return kept.get() + inStream;
    }

    boolean writable() {
        return writable;
    }

    private void look() {
        looking.set(false);
        inStream = line.inStream();
        room();
    }

    /** Hands on a message that is valid during the call. On the loop. */
    void send(ByteBuffer message, boolean text) {
        if (waiting.isEmpty() && !refused && give(message, text)) {
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
        reserve(copy.remaining());
        keep(new Waiting(copy, text, null));
    }

    /** A message will be handed over; it counts from here on. From any thread. */
    void reserve(int bytes) {
        kept.addAndGet(bytes + MESSAGE_BYTES);
        if (writable && kept.get() + inStream > settings.highWaterMark()) {
            writable = false;
            loop.run(this::room); // it may have left meanwhile
        }
    }

    /** Hands on a message that was reserved and belongs to this. On the loop. */
    void send(ByteBuffer message, boolean text, @Nullable CompletableFuture<Void> receipt) {
        keep(new Waiting(message, text, receipt));
        drain();
    }

    private void keep(Waiting message) {
        if (line.sends()) {
            waiting.add(message);
        } else {
            kept.addAndGet(-message.bytes.remaining() - MESSAGE_BYTES);
            lost(message);
        }
    }

    private boolean give(ByteBuffer message, boolean text) {
        int from = message.position();
        int to = message.limit();
        refused = !line.give(message, text);
        if (refused) {
            message.limit(to).position(from);
        }
        inStream = line.inStream();
        if (kept.get() + inStream > settings.highWaterMark()) {
            writable = false;
            watch();
        }
        return !refused;
    }

    /** A platform that takes everything never says that there is room. */
    private void watch() {
        if (!watching && !writable && line.sends()) {
            watching = true;
            loop.schedule(this::lookAgain, LOOK_AGAIN);
        }
    }

    private void lookAgain() {
        watching = false;
        if (line.sends()) {
            look();
            watch();
        }
    }

    /** There is room in the stream. */
    void goOn() {
        refused = false;
        drain();
        look();
    }

    private void drain() {
        for (Waiting next = waiting.peek(); next != null && !refused; next = waiting.peek()) {
            // what is kept goes on saying how long it is, whatever the stream reads of it
            if (!line.sends() || !give(next.bytes.duplicate(), next.text)) {
                return;
            }
            if (waiting.poll() == null) {
                return; // the stream failed when it was asked how much waits: all is lost already
            }
            kept.addAndGet(-next.bytes.remaining() - MESSAGE_BYTES);
            if (next.receipt != null) {
                next.receipt.complete(null);
            }
        }
        room();
        if (waiting.isEmpty()) {
            line.sent();
        }
    }

    /** Whether all has been handed on. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    private void room() {
        if (!writable && kept.get() + inStream < Math.max(1, settings.lowWaterMark())) {
            writable = true;
            later(tellRoom); // after what the listener is doing now
        }
    }

    private void later(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            close(); // the loops were closed, and all connections with them
        }
    }

    /** The line is over: what waits never leaves. */
    void close() {
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            kept.addAndGet(-next.bytes.remaining() - MESSAGE_BYTES);
            lost(next);
        }
    }

    private static void lost(Waiting message) {
        if (message.receipt != null) {
            message.receipt.completeExceptionally(NettyWebSocket.closed());
        }
    }
}
