package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.session.internal.Wire;
import io.patchbay.net.websocket.WebSocketConnection;
import java.nio.ByteBuffer;

/** A session's wire over a WebSocket. */
final class SocketWire implements Wire {
    private final WebSocketConnection connection;

    SocketWire(WebSocketConnection connection) {
        this.connection = connection;
    }

    @Override
    public void send(byte[] utf8) {
        ByteBuffer frame = connection.begin(utf8.length);
        if (frame != null) {
            frame.put(utf8);
            connection.endText();
        } else if (connection.isOpen()) {
            // the client does not read: a gap in its events would be worse than the end
            connection.abort();
        }
    }

    /** Sends one binary frame; does nothing once the wire is closed. */
    void sendBinary(byte[] bytes) {
        ByteBuffer frame = connection.begin(bytes.length);
        if (frame != null) {
            frame.put(bytes);
            connection.endBinary();
        } else if (connection.isOpen()) {
            connection.abort();
        }
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
