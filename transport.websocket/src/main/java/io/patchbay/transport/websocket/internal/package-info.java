/** The way to a model over WebSocket, with its sound in the messages. */
@NullMarked
package io.patchbay.transport.websocket.internal;

import org.jspecify.annotations.NullMarked;
