package io.patchbay.net.websocket;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.internal.WebSocketAttempt;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Opens WebSocket connections. Redirects are not followed, compression is not offered. Plain {@code
 * ws} goes to loopback alone, unless the request allows more. Safe for all threads.
 */
public final class WebSocketClient {

    private final EventLoops loops;
    private final UpgradeFetch through;

    /** A client on the shared loops, which connects by itself: through {@code http1}. */
    public WebSocketClient() {
        this(EventLoops.shared());
    }

    /** A client on these loops, which it does not close, through {@code http1}. */
    public WebSocketClient(EventLoops loops) {
        this(loops, UpgradeFetch.http1());
    }

    /**
     * A client that connects through somebody's HTTP client, on the shared loops.
     *
     * @param through called on a worker thread, or on the loop where it is one of this bundle's
     */
    public WebSocketClient(UpgradeFetch through) {
        this(EventLoops.shared(), through);
    }

    /** A client that connects through somebody's HTTP client, on these loops. */
    public WebSocketClient(EventLoops loops, UpgradeFetch through) {
        this.loops = loops;
        this.through = Objects.requireNonNull(through, "through");
    }

    /**
     * Connects, within {@link WebSocketRequest#connectTimeout()} whatever the fetch does. When
     * {@code loop} comes from {@link EventLoops#next()}, the connection is registered on that very
     * thread; with any other loop each event is copied and handed over.
     *
     * @param listener called on {@code loop}; {@link WebSocketListener#onOpen} comes before the
     *     stage completes
     * @return the connection, on {@code loop}; or a {@link io.patchbay.net.ConnectionException}.
     *     Cancelling its {@code CompletableFuture} gives up the attempt
     */
    public CompletionStage<WebSocketConnection> connect(
            WebSocketRequest request, SerialLoop loop, WebSocketListener listener) {
        return WebSocketAttempt.connect(loops, through, request, loop, listener);
    }
}
