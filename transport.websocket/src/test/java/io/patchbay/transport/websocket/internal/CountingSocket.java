package io.patchbay.transport.websocket.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.websocket.WebSocketConnection;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A connection that swallows everything, counts sound, and keeps as much waiting as told. */
final class CountingSocket implements WebSocketConnection {

    private final SerialLoop loop;
    private final ByteBuffer scratch = ByteBuffer.allocate(4_096);
    long bytes;
    long pending;
    boolean open = true;

    CountingSocket(SerialLoop loop) {
        this.loop = loop;
    }

    @Override
    public ByteBuffer begin(int maxBytes) {
        return scratch.clear().limit(maxBytes);
    }

    @Override
    public boolean endText() {
        return true;
    }

    @Override
    public boolean endBinary() {
        bytes += scratch.position();
        return true;
    }

    @Override
    public SerialLoop loop() {
        return loop;
    }

    @Override
    public Optional<String> subprotocol() {
        return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
        return HttpHeaders.none();
    }

    @Override
    public InetSocketAddress remote() {
        return InetSocketAddress.createUnresolved("nowhere", 1);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public CompletionStage<Void> sendText(CharSequence message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> sendText(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Void> sendBinary(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long pendingBytes() {
        return pending;
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public CompletionStage<Void> close(int code, String reason) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void abort() {}
}
