package io.patchbay.net.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Calls a listener: straight when its loop is the connection's own, else by copies handed over.
 *
 * <p>What was handed over and not yet heard is bounded: over the bound the connection stops reading
 * until half of it was heard.
 */
final class ListenerCalls {

    private static final System.Logger LOG = System.getLogger(WebSocketListener.class.getName());
    private static final long HANDED_OVER_BOUND = 4L << 20;

    /** What a message costs beside its payload: empty ones must not queue without end. */
    private static final int TASK_BYTES = 128;

    /** What the calls may do to the connection. From any thread. */
    interface Valve {

        /** Stops or resumes reading. */
        void reading(boolean on);

        /** Drops the connection: nobody is there to hear it. */
        void drop();
    }

    private final WebSocketListener listener;
    private final @Nullable SerialLoop foreign;
    private final Valve valve;
    private final AtomicLong handedOver = new AtomicLong();

    ListenerCalls(WebSocketListener listener, SerialLoop own, SerialLoop wanted, Valve valve) {
        this.listener = listener;
        this.foreign = own == wanted ? null : wanted;
        this.valve = valve;
    }

    void open(WebSocketConnection connection, Runnable after) {
        hand(
                () -> {
                    contained(() -> listener.onOpen(connection));
                    after.run();
                });
    }

    void message(boolean text, ByteBuffer payload) {
        if (foreign == null) {
            deliver(text, payload);
            return;
        }
        var copy = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        int bytes = copy.remaining() + TASK_BYTES;
        if (handedOver.addAndGet(bytes) > HANDED_OVER_BOUND) {
            valve.reading(false);
            if (handedOver.get() <= HANDED_OVER_BOUND / 2) {
                valve.reading(true); // all was heard in between, and nobody else will say so
            }
        }
        hand(
                () -> {
                    deliver(text, copy);
                    long left = handedOver.addAndGet(-bytes);
                    if (left <= HANDED_OVER_BOUND / 2 && left + bytes > HANDED_OVER_BOUND / 2) {
                        valve.reading(true);
                    }
                });
    }

    private void deliver(boolean text, ByteBuffer payload) {
        try {
            if (text) {
                listener.onText(payload);
            } else {
                listener.onBinary(payload);
            }
        } catch (Throwable e) {
            failed(e);
        }
    }

    void writable() {
        hand(() -> contained(listener::onWritable));
    }

    void close(WebSocketClose close, Runnable after) {
        boolean handed =
                hand(
                        () -> {
                            contained(() -> listener.onClose(close));
                            after.run();
                        });
        if (!handed) {
            after.run();
        }
    }

    /** Runs now, or on the listener's loop; false when that has ended. */
    private boolean hand(Runnable task) {
        if (foreign == null) {
            task.run();
            return true;
        }
        try {
            foreign.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the loop of a listener has ended before its connection, which is dropped");
            valve.drop();
            return false;
        }
    }

    private static void contained(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    private static void failed(Throwable e) {
        LOG.log(System.Logger.Level.ERROR, "a WebSocket listener failed", e);
    }
}
