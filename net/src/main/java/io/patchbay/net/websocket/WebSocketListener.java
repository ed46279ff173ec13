package io.patchbay.net.websocket;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears what one connection receives.
 *
 * <p>All calls come on the connection's loop, one after the other, and must not block. The buffers
 * are views that are valid during the call: not to be changed, and not to be kept. They are backed
 * by an array, so that {@code array()}, {@code arrayOffset() + position()} and {@code remaining()}
 * name the bytes. An exception is logged and does not end the connection.
 */
@ConsumerType
public interface WebSocketListener {

    /** The connection stands; the first call. Messages may follow at once. */
    default void onOpen(WebSocketConnection connection) {}

    /**
     * A text message, whole.
     *
     * @param message its bytes; that they are valid UTF-8 is for the parser to check
     */
    void onText(ByteBuffer message);

    /** A binary message, whole. */
    default void onBinary(ByteBuffer message) {}

    /** The connection was not writable, and is again. */
    default void onWritable() {}

    /**
     * The connection is over, however it ended; exactly once, and the last call. Not called when it
     * never stood.
     */
    void onClose(WebSocketClose close);
}
