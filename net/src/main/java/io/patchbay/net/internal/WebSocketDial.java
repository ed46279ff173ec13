package io.patchbay.net.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.util.concurrent.CompletionStage;

public final class WebSocketDial {
    private WebSocketDial() {}

    public static CompletionStage<WebSocketConnection> connect(
            EventLoops loops, WebSocketRequest request, SerialLoop loop, WebSocketListener l) {
        throw new UnsupportedOperationException("websocket client");
    }
}
