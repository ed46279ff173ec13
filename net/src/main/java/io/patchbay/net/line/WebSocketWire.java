package io.patchbay.net.line;

import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.net.websocket.WebSocketConnection;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Messages go straight into the connection's own buffer. */
record WebSocketWire(WebSocketConnection connection) implements Wire {
    @Override
    public @Nullable ByteBuffer begin(int maxBytes) {
        return connection.begin(maxBytes);
    }

    @Override
    public boolean end(ByteBuffer built, WireKind kind) {
        return kind == WireKind.TEXT ? connection.endText() : connection.endBinary();
    }

    @Override
    public long pendingBytes() {
        return connection.pendingBytes();
    }

    @Override
    public boolean isOpen() {
        return connection.isOpen();
    }

    @Override
    public boolean writable() {
        return connection.writable();
    }
}
