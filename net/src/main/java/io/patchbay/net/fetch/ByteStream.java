package io.patchbay.net.fetch;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Bytes both ways, after an upgrade. All calls in both directions are on the loop that was given to
 * {@link UpgradeFetch#fetch}, but for {@link #abort}, which comes from any thread.
 *
 * <p>A line over a stream lives with one that breaks these rules: what comes on another thread, or
 * while the stream is being called, is copied and heard in order, what comes after the end is
 * dropped, an exception ends the line with a reason, and so does a stream that goes on reading
 * while 4 MiB wait that nobody wants. The line never calls the stream while it is being called.
 */
@ConsumerType
public interface ByteStream {

    /**
     * Begins: what has come since the answer is handed over first. Called once.
     *
     * @param listener hears everything from now on
     */
    void start(Listener listener);

    /**
     * Takes all of the bytes, or none. They are copied, or sent, before this returns.
     *
     * @param bytes from its position to its limit; read to its limit when taken
     * @return false when too much waits; {@link Listener#onWritable} follows. After the end of the
     *     stream bytes are taken and dropped
     */
    boolean write(ByteBuffer bytes);

    /** What was written may wait until this is called. */
    void flush();

    /**
     * Stops reading, or goes on: while it is off, {@link Listener#onBytes} is not called but for
     * what was read already, and the far end is held up in the end.
     */
    void reading(boolean on);

    /** Sends what waits and then the end of this side; bytes may still come. */
    void end();

    /** Drops the stream and what waits; twice does nothing. */
    void abort();

    /** Who listens to a stream. Must not block. */
    @ConsumerType
    interface Listener {

        /**
         * Bytes have come.
         *
         * @param bytes from its position to its limit, valid during the call
         */
        void onBytes(ByteBuffer bytes);

        /** A write was refused, and there is room again. */
        void onWritable();

        /**
         * The stream is over in both directions; the last call, exactly once, also after {@link
         * ByteStream#abort}. Where the far end ends its side alone, the stream ends.
         *
         * @param reason one line without a secret, or null when a side just ended it
         */
        void onEnd(@Nullable String reason);
    }
}
