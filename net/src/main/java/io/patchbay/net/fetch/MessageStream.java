package io.patchbay.net.fetch;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Messages both ways, after an upgrade that a platform has made: its own WebSocket. All calls in
 * both directions are on the loop that was given to {@link UpgradeFetch#fetch}, but for {@link
 * #abort}, which comes from any thread. The platform answers pings, and finds out by itself whether
 * its peer still lives; who breaks the rules of calls is treated as with {@link ByteStream}.
 */
@ConsumerType
public interface MessageStream {

    /**
     * Begins: what has come since the answer is handed over first. Called once.
     *
     * @param listener hears everything from now on
     */
    void start(Listener listener);

    /**
     * Takes a message, or refuses it. It is copied, or sent, before this returns.
     *
     * @param message whole, from its position to its limit; UTF-8 when it is text
     * @param text whether it goes as text
     * @return false when too much waits; {@link Listener#onWritable} follows. After the end of the
     *     stream messages are taken and dropped
     */
    boolean send(ByteBuffer message, boolean text);

    /** How many bytes wait; 0 when the platform does not say. */
    long pendingBytes();

    /**
     * Stops reading, or goes on. A platform that cannot stop goes on, and its line is dropped when
     * 4 MiB wait that nobody wants.
     */
    void reading(boolean on);

    /** Closes with the closing handshake; {@link Listener#onClose} follows. */
    void close(int code, String reason);

    /** Drops the stream and what waits; twice does nothing. */
    void abort();

    /** Who listens to a stream. Must not block. */
    @ConsumerType
    interface Listener {

        /**
         * A message has come.
         *
         * @param message whole, valid during the call; backed by an array, and not read-only
         * @param text whether it came as text
         */
        void onMessage(ByteBuffer message, boolean text);

        /** A message was refused, and there is room again. */
        void onWritable();

        /**
         * The stream is over; the last call, exactly once, also after {@link MessageStream#abort}.
         *
         * @param code the close code, 1006 when there was none
         * @param reason what the other side said; may be empty
         * @param remote whether the other side began
         */
        void onClose(int code, String reason, boolean remote);
    }
}
