/**
 * Outgoing connections through somebody's HTTP client: a request goes out, and what comes back is
 * an answer, or a stream both ways where the server agreed to an upgrade. WebSocket connections are
 * built on it by {@link io.patchbay.net.websocket.WebSocketClient}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.net.fetch;
