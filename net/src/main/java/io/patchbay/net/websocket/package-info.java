/**
 * WebSocket connections (RFC 6455) as both sides see them, the client that opens them, and the
 * offer a server answers.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
@org.jspecify.annotations.NullMarked
package io.patchbay.net.websocket;
