package io.patchbay.net.line;

import io.patchbay.api.provider.RealtimeCodec.WireKind;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where the messages of an open line go: one after the other, and so many as there is room for. */
public interface Wire {
    /**
     * Begins a message; another begin drops what this one wrote. On the loop.
     *
     * @param maxBytes how much will be written at most
     * @return a buffer backed by an array, or null when so much does not fit now
     */
    @Nullable ByteBuffer begin(int maxBytes);

    /**
     * Sends what was written, up to the buffer's position. On the loop.
     *
     * @param built what {@link #begin} gave
     * @return false when it was not taken, and nothing was sent
     */
    boolean end(ByteBuffer built, WireKind kind);

    /** Bytes that wait to be sent. */
    long pendingBytes();

    /** Whether it stands. */
    boolean isOpen();

    /** Whether so little waits that one may go on after a refusal. */
    boolean writable();
}
