package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.session.internal.Recording;
import io.patchbay.emulator.session.internal.Sideband;
import io.patchbay.emulator.session.internal.Wire;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that takes part in a call. The socket and the call live on loops of their own; what
 * goes from one to the other is copied, and bounded.
 */
final class SidebandSocket implements WebSocketListener {
    private static final long MAX_PENDING_BYTES = 32 << 20;

    private final LiveCall call;
    private final Recording recording;
    private final AtomicLong pendingBytes = new AtomicLong();
    private @Nullable WebSocketConnection socket;

    /** On the call's loop alone. */
    private @Nullable Sideband sideband;

    /** For a call at which a place was reserved. */
    SidebandSocket(LiveCall call, Recording recording) {
        this.call = call;
        this.recording = recording;
    }

    @Override
    public void onOpen(WebSocketConnection connection) {
        socket = connection;
        onCall(() -> sideband = call.session().attach(new SidebandWire(connection), recording));
    }

    @Override
    public void onText(ByteBuffer message) {
        byte[] frame = new byte[message.remaining()];
        message.duplicate().get(frame);
        if (pendingBytes.addAndGet(frame.length) > MAX_PENDING_BYTES) {
            abort();
            return;
        }
        onCall(
                () -> {
                    pendingBytes.addAndGet(-frame.length);
                    with(attached -> attached.receive(ByteBuffer.wrap(frame)));
                });
    }

    @Override
    public void onBinary(ByteBuffer message) {
        onCall(() -> with(Sideband::receiveBinary));
    }

    @Override
    public void onClose(WebSocketClose close) {
        call.release();
        onCall(() -> with(Sideband::closed));
    }

    private void with(Consumer<Sideband> task) {
        if (sideband != null) {
            task.accept(sideband);
        }
    }

    private void onCall(Runnable task) {
        try {
            call.loop().execute(task);
        } catch (RejectedExecutionException e) {
            abort();
        }
    }

    private void abort() {
        if (socket != null) {
            socket.abort();
        }
    }

    /** What the session sends, from the call's loop. */
    private record SidebandWire(WebSocketConnection connection) implements Wire {

        @Override
        public void send(byte[] utf8) {
            connection
                    .sendText(ByteBuffer.wrap(utf8))
                    .exceptionally(
                            failure -> {
                                // it does not read: a gap in its events would be worse than the end
                                connection.abort();
                                return null;
                            });
        }

        @Override
        public boolean writable() {
            return connection.writable();
        }

        @Override
        public void close(int code, String reason) {
            connection.close(code, reason);
        }

        @Override
        public void abort() {
            connection.abort();
        }
    }
}
