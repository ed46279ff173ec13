package io.patchbay.net.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.BacklogException;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.websocket.WebSocketConnection;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a connection over a platform's own WebSocket, which is the connection its
 * user holds. A message is written once into the loop's scratch memory, from where the platform
 * takes it; only one that has to wait is copied.
 */
final class MessageSocket implements WebSocketConnection {

    private final MessageLine line;
    private final MessageOutbox outbox;
    private final NettyWebSocket.Terms terms;
    private final NettyLoop loop;
    private final SerialLoop listenerLoop;
    private final Scratch scratch;
    private @Nullable ByteBuffer building;

    MessageSocket(
            MessageLine line,
            MessageOutbox outbox,
            NettyWebSocket.Terms terms,
            NettyLoop loop,
            SerialLoop listenerLoop) {
        this.line = line;
        this.outbox = outbox;
        this.terms = terms;
        this.loop = loop;
        this.listenerLoop = listenerLoop;
        this.scratch = loop == listenerLoop ? loop.outbound() : new Scratch();
    }

    @Override
    public SerialLoop loop() {
        return listenerLoop;
    }

    @Override
    public Optional<String> subprotocol() {
        return terms.subprotocol();
    }

    @Override
    public HttpHeaders headers() {
        return terms.headers();
    }

    @Override
    public InetSocketAddress remote() {
        return terms.remote();
    }

    @Override
    public boolean isOpen() {
        return line.isOpen();
    }

    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        if (!line.isOpen() || terms.exceeds(maxBytes, outbox.pending())) {
            return null;
        }
        ByteBuffer buffer = scratch.take(this, maxBytes).limit(maxBytes);
        building = buffer;
        return buffer;
    }

    @Override
    public boolean endText() {
        return end(true);
    }

    @Override
    public boolean endBinary() {
        return end(false);
    }

    private boolean end(boolean text) {
        ByteBuffer built = building;
        if (built == null) {
            throw new IllegalStateException("no message was begun");
        }
        building = null;
        boolean open = line.isOpen();
        if (open && loop == listenerLoop) {
            outbox.send(built.flip(), text);
        } else if (open) {
            byte[] copy = NettyWebSocket.copy(built.flip());
            outbox.reserve(copy.length);
            loop.run(() -> outbox.send(ByteBuffer.wrap(copy), text, null));
        }
        scratch.giveBack(this);
        return open;
    }

    /** The connection is gone: a message that was begun and never ended lets go of its memory. */
    void gone() {
        building = null;
        scratch.giveBack(this);
    }

    @Override
    public CompletionStage<Void> sendText(CharSequence message) {
        return send(true, message.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public CompletionStage<Void> sendText(ByteBuffer message) {
        return send(true, NettyWebSocket.copy(message));
    }

    @Override
    public CompletionStage<Void> sendBinary(ByteBuffer message) {
        return send(false, NettyWebSocket.copy(message));
    }

    private CompletionStage<Void> send(boolean text, byte[] bytes) {
        if (!line.isOpen()) {
            return CompletableFuture.failedStage(NettyWebSocket.closed());
        }
        long pending = outbox.pending();
        if (terms.exceeds(bytes.length, pending)) {
            return CompletableFuture.failedStage(
                    new BacklogException(pending, terms.settings().maxPendingBytes()));
        }
        var receipt = new CompletableFuture<Void>();
        outbox.reserve(bytes.length);
        if (loop.inLoop()) {
            outbox.send(ByteBuffer.wrap(bytes), text, receipt);
            return receipt;
        }
        try {
            loop.execute(() -> outbox.send(ByteBuffer.wrap(bytes), text, receipt));
        } catch (RejectedExecutionException e) {
            receipt.completeExceptionally(NettyWebSocket.closed());
        }
        return receipt;
    }

    @Override
    public long pendingBytes() {
        return outbox.pending();
    }

    @Override
    public boolean writable() {
        return line.isOpen() && outbox.writable();
    }

    @Override
    public CompletionStage<Void> close(int code, String reason) {
        return line.close(code, reason);
    }

    @Override
    public void abort() {
        line.abort();
    }

    @Override
    public String toString() {
        return "WebSocketConnection[" + terms.remote() + (isOpen() ? "]" : ", closed]");
    }
}
