package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.session.internal.EmulatedSession;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands what a socket receives to its session. */
final class SessionSocket implements WebSocketListener {
    private final Function<WebSocketConnection, EmulatedSession> opener;
    private final LiveSessions sessions;
    private @Nullable EmulatedSession session;

    SessionSocket(Function<WebSocketConnection, EmulatedSession> opener, LiveSessions sessions) {
        this.opener = opener;
        this.sessions = sessions;
    }

    @Override
    public void onOpen(WebSocketConnection connection) {
        session = opener.apply(connection);
    }

    @Override
    public void onText(ByteBuffer message) {
        if (session != null) {
            session.receive(message);
        }
    }

    @Override
    public void onBinary(ByteBuffer message) {
        if (session != null) {
            session.receiveBinary();
        }
    }

    @Override
    public void onClose(WebSocketClose close) {
        if (session != null) {
            session.closed();
            sessions.remove(session);
        }
    }
}
