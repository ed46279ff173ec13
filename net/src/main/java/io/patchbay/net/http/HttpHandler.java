package io.patchbay.net.http;

import io.patchbay.net.websocket.WebSocketUpgrade;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a route does with a request. Called on the connection's loop, which must not be blocked; an
 * exception is logged and answered 500.
 */
@ConsumerType
public sealed interface HttpHandler {

    /** Answers requests, whose body has arrived whole. */
    @ConsumerType
    @FunctionalInterface
    non-sealed interface Exchange extends HttpHandler {

        /** Answers now or later, once. */
        void handle(HttpExchange exchange);
    }

    /** Accepts or rejects WebSocket connections. */
    @ConsumerType
    @FunctionalInterface
    non-sealed interface Upgrade extends HttpHandler {

        /** Accepts or rejects now or later, once. */
        void upgrade(WebSocketUpgrade upgrade);
    }
}
