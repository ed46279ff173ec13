package io.patchbay.net.http;

import io.patchbay.net.websocket.WebSocketUpgrade;

/**
 * What a route does with a request. Called on the connection's loop, which must not be blocked; an
 * exception is logged and answered 500.
 */
public sealed interface HttpHandler {

    /** Answers requests, whose body has arrived whole. */
    @FunctionalInterface
    non-sealed interface Exchange extends HttpHandler {

        /** Answers now or later, once. */
        void handle(HttpExchange exchange);
    }

    /** Accepts or rejects WebSocket connections. */
    @FunctionalInterface
    non-sealed interface Upgrade extends HttpHandler {

        /** Accepts or rejects now or later, once. */
        void upgrade(WebSocketUpgrade upgrade);
    }
}
