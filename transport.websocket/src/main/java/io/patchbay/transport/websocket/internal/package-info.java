/**
 * The way to a model over WebSocket: the provider's codec on one side, the connection of {@code
 * net} on the other, and between them as little as possible.
 */
@NullMarked
package io.patchbay.transport.websocket.internal;

import org.jspecify.annotations.NullMarked;
