package io.patchbay.net.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.MessageStream;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketClose.Initiator;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open connection over a platform's own WebSocket: what comes in, and how it ends. The stream is
 * never called while it is calling or being called, and nothing that it throws comes out. State
 * changes on the loop.
 *
 * <p>The platform looks after its peer by itself: no pings are sent here.
 */
final class MessageLine implements MessageStream.Listener, Arrivals.Hearer {

    private final MessageStream stream;
    private final NettyWebSocket.Terms terms;
    private final NettyLoop loop;
    private final ListenerCalls calls;
    private final Arrivals arrivals;
    private final MessageOutbox outbox;
    private final MessageSocket socket;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Runnable onShutdown = this::shutDown;

    private volatile boolean open = true;
    private boolean reading = true;
    private boolean calling;
    private boolean started;
    private boolean over;
    private boolean closeSent;
    private @Nullable WebSocketClose outcome;
    private SerialLoop.@Nullable Timer timer;

    MessageLine(
            MessageStream stream,
            NettyWebSocket.Terms terms,
            NettyLoop loop,
            SerialLoop listenerLoop,
            WebSocketListener listener) {
        this.stream = stream;
        this.terms = terms;
        this.loop = loop;
        this.arrivals = new Arrivals(loop, this);
        this.outbox = new MessageOutbox(this, terms.settings(), loop);
        this.socket = new MessageSocket(this, outbox, terms, loop, listenerLoop);
        this.calls =
                new ListenerCalls(
                        listener,
                        loop,
                        listenerLoop,
                        new ListenerCalls.Valve() {
                            @Override
                            public void reading(boolean on) {
                                loop.run(() -> read(on));
                            }

                            @Override
                            public void drop() {
                                abort();
                            }
                        });
    }

    /** Tells the listener, and starts the stream. On the loop. */
    void open(Consumer<WebSocketConnection> opened) {
        loop.onShutdown(onShutdown);
        calls.open(socket, () -> opened.accept(socket));
        if (!over && call(() -> stream.start(this))) {
            started = true;
            outbox.goOn();
        }
    }

    private void shutDown() {
        drop(dropped(Initiator.LOCAL, "dropped by this side"));
    }

    // ---- calls of the stream

    @Override
    public boolean calling() {
        return calling;
    }

    @Override
    public boolean wants() {
        return reading || over;
    }

    /** Calls the stream; false when it threw, which is its end. On the loop. */
    boolean call(Runnable it) {
        if (over) {
            return false;
        }
        boolean outer = calling;
        calling = true;
        try {
            it.run();
            return true;
        } catch (Throwable e) {
            broken(e);
            return false;
        } finally {
            calling = outer;
        }
    }

    private void broken(Throwable e) {
        drop(dropped(Initiator.NETWORK, "the stream of the fetch failed: " + Foreign.where(e)));
    }

    /** As {@link #call}, but without an object for each message; false when it was not taken. */
    boolean give(ByteBuffer message, boolean text) {
        if (!sends()) {
            return false;
        }
        boolean outer = calling;
        calling = true;
        try {
            return stream.send(message, text);
        } catch (Throwable e) {
            broken(e);
            return false;
        } finally {
            calling = outer;
        }
    }

    /** How much waits in the platform. On the loop. */
    long inStream() {
        if (over) {
            return 0;
        }
        boolean outer = calling;
        calling = true;
        try {
            return Math.max(0, stream.pendingBytes());
        } catch (Throwable e) {
            broken(e);
            return 0;
        } finally {
            calling = outer;
        }
    }

    private void read(boolean on) {
        if (reading != on) {
            reading = on;
            call(() -> stream.reading(on));
            if (on) {
                arrivals.drainSoon();
            }
        }
    }

    // ---- sending

    boolean isOpen() {
        return open;
    }

    /** Whether what waits may still leave. On the loop. */
    boolean sends() {
        return !over && !closeSent;
    }

    /** There is room again. On the loop. */
    void room() {
        if (open && outbox.writable()) {
            calls.writable();
        }
    }

    /** All that waited has left. On the loop. */
    void sent() {
        WebSocketClose wanted = outcome;
        if (wanted != null && sends()) {
            closeSent = true;
            String reason = new String(Closing.cut(wanted.reason()), StandardCharsets.UTF_8);
            call(() -> stream.close(wanted.code(), reason));
        }
    }

    // ---- receiving

    @Override
    public void onMessage(ByteBuffer message, boolean text) {
        if (arrivals.ended()) {
            return;
        }
        int length = message.remaining();
        if (arrivals.straight()) {
            heard(message, text);
        } else if (arrivals.reserve(length)) {
            ByteBuffer copy = ByteBuffer.allocate(length).put(message).flip();
            arrivals.later(length, () -> heard(copy, text));
        }
    }

    private void heard(ByteBuffer message, boolean text) {
        if (over || outcome != null && outcome.code() == WebSocketClose.TOO_LARGE) {
            return;
        }
        int most = terms.settings().maxMessageBytes();
        if (message.remaining() > most) {
            begin(WebSocketClose.TOO_LARGE, "a message is over the bound of " + most + " bytes");
        } else if (message.hasArray()) {
            calls.message(text, message);
        } else {
            calls.message(text, ByteBuffer.allocate(message.remaining()).put(message).flip());
        }
    }

    @Override
    public void onWritable() {
        arrivals.writable(outbox::goOn);
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
        arrivals.end(() -> ended(code, reason, remote));
    }

    @Override
    public void fail(String reason) {
        drop(dropped(Initiator.LOCAL, reason));
    }

    // ---- the end

    CompletionStage<Void> close(int code, String reason) {
        if (!Closing.maySend(code)) {
            throw new IllegalArgumentException("a close may not carry the code " + code);
        }
        open = false;
        onLoop(() -> begin(code, reason));
        return closed.minimalCompletionStage();
    }

    void abort() {
        open = false;
        onLoop(() -> drop(dropped(Initiator.LOCAL, "dropped by this side")));
    }

    private void onLoop(Runnable task) {
        if (loop.inLoop()) {
            task.run();
            return;
        }
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            closed.complete(null); // the loops were closed, and all connections with them
        }
    }

    private void begin(int code, String reason) {
        open = false;
        if (outcome != null || over) {
            return;
        }
        outcome = new WebSocketClose(code, reason, Initiator.LOCAL, false);
        timer = loop.schedule(this::tooLate, terms.settings().closeTimeout());
        read(true); // the answer to the close must come through
        if (started && outbox.isEmpty()) {
            sent();
        }
    }

    private void tooLate() {
        drop(dropped(Initiator.LOCAL, "the other side did not answer the close"));
    }

    private static WebSocketClose dropped(Initiator by, String why) {
        return new WebSocketClose(WebSocketClose.ABNORMAL, why, by, false);
    }

    /** Ends it without the stream's consent; the listener hears of it after what runs now. */
    private void drop(WebSocketClose as) {
        if (over) {
            return;
        }
        try {
            stream.abort();
        } catch (Throwable e) {
            Foreign.failed("dropping a stream", e);
        }
        finish(outcome == null ? as : outcome);
    }

    private void ended(int code, String reason, boolean remote) {
        boolean clean = code != WebSocketClose.ABNORMAL;
        WebSocketClose begun = outcome;
        if (begun != null) {
            finish(new WebSocketClose(begun.code(), begun.reason(), begun.initiator(), clean));
        } else if (clean) {
            Initiator by = remote ? Initiator.REMOTE : Initiator.LOCAL; // the platform's own rules
            finish(new WebSocketClose(code, reason, by, remote));
        } else {
            String why = reason.isEmpty() ? "the connection dropped without a close" : reason;
            finish(dropped(Initiator.NETWORK, why));
        }
    }

    private void finish(WebSocketClose close) {
        if (over) {
            return;
        }
        over = true;
        open = false;
        loop.notOnShutdown(onShutdown);
        if (timer != null) {
            timer.cancel();
        }
        socket.gone();
        outbox.close();
        Runnable tell = () -> calls.close(close, () -> closed.complete(null));
        try {
            loop.execute(tell); // after what the listener is doing now
        } catch (RejectedExecutionException e) {
            tell.run(); // the loops were closed: better here than never
        }
    }

    @Override
    public String toString() {
        return "MessageStream[" + terms.remote() + "]";
    }
}
