package io.patchbay.net.websocket;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.internal.WebSocketDial;
import java.util.concurrent.CompletionStage;

/**
 * Opens WebSocket connections. Redirects are not followed, compression is not offered. Plain {@code
 * ws} goes to loopback alone, unless the request allows more. Safe for all threads.
 */
public final class WebSocketClient {

    private final EventLoops loops;

    /** A client on the shared loops. */
    public WebSocketClient() {
        this(EventLoops.shared());
    }

    /** A client on these loops, which it does not close. */
    public WebSocketClient(EventLoops loops) {
        this.loops = loops;
    }

    /**
     * Connects. When {@code loop} comes from {@link EventLoops#next()}, the connection is
     * registered on that very thread; with any other loop each event is copied and handed over.
     *
     * @param listener called on {@code loop}; {@link WebSocketListener#onOpen} comes before the
     *     stage completes
     * @return the connection, on {@code loop}; or a {@link io.patchbay.net.ConnectionException}.
     *     Cancelling its {@code CompletableFuture} gives up the attempt
     */
    public CompletionStage<WebSocketConnection> connect(
            WebSocketRequest request, SerialLoop loop, WebSocketListener listener) {
        return WebSocketDial.connect(loops, request, loop, listener);
    }
}
