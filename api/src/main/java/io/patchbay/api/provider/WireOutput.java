package io.patchbay.api.provider;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The outgoing side of a message line. A message is written straight into the buffer that goes onto
 * the wire: begin, fill, end. On the loop only; one message at a time.
 */
@ConsumerType
public interface WireOutput {

    /**
     * A buffer for one message, array-backed, position 0 of the array possibly elsewhere ({@link
     * ByteBuffer#arrayOffset()}).
     *
     * @param maxBytes an upper bound of the message's size
     * @return the buffer, to be given back filled by {@link #end}; or null when the outgoing queue
     *     is full: nothing was begun
     */
    @Nullable ByteBuffer begin(int maxBytes);

    /**
     * Sends what lies between 0 and the position of the buffer last begun.
     *
     * @param kind text (UTF-8) or binary
     */
    void end(RealtimeCodec.WireKind kind);
}
