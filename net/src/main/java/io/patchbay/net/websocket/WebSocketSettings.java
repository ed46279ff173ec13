package io.patchbay.net.websocket;

import java.time.Duration;

/**
 * Bounds and times of one connection; the same for both sides. Where a platform frames the messages
 * ({@link io.patchbay.net.fetch.MessageStream}) it sends the pings too, by rules of its own.
 *
 * @param maxMessageBytes longest message taken in, after joining fragments; a longer one ends the
 *     connection with 1009
 * @param maxPendingBytes how much may wait to be written; over it, messages are refused
 * @param lowWaterMark below this many waiting bytes the connection is writable again
 * @param highWaterMark above this many waiting bytes the connection is not writable
 * @param pingInterval how often the other side is looked at: a ping goes out when nothing came
 *     since the last time; zero sends none
 * @param peerTimeout how long after that ping the other side may stay silent; then the connection
 *     is dropped
 * @param closeTimeout how long the other side may take to answer a close; then the connection is
 *     dropped
 */
public record WebSocketSettings(
        int maxMessageBytes,
        int maxPendingBytes,
        int lowWaterMark,
        int highWaterMark,
        Duration pingInterval,
        Duration peerTimeout,
        Duration closeTimeout) {

    private static final WebSocketSettings DEFAULTS =
            new WebSocketSettings(
                    (16 << 20) + (64 << 10),
                    4 << 20,
                    256 << 10,
                    1 << 20,
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(3));

    /** Refuses bounds that contradict each other. */
    public WebSocketSettings {
        if (maxMessageBytes < 125 || maxPendingBytes < 1) {
            throw new IllegalArgumentException(
                    "maxMessageBytes is at least 125, maxPendingBytes at least 1");
        }
        if (lowWaterMark < 0 || lowWaterMark > highWaterMark || highWaterMark < 1) {
            throw new IllegalArgumentException(
                    "water marks are 0 <= low <= high: " + lowWaterMark + ", " + highWaterMark);
        }
        if (pingInterval.isNegative() || peerTimeout.isNegative() || closeTimeout.isNegative()) {
            throw new IllegalArgumentException("a time is not negative");
        }
    }

    /**
     * 16 MiB and 64 KiB a message, 4 MiB pending, water marks 256 KiB and 1 MiB, ping after 15 s,
     * dropped 15 s later, 3 s for a close.
     */
    public static WebSocketSettings defaults() {
        return DEFAULTS;
    }

    /** The same with another bound of incoming messages. */
    public WebSocketSettings withMaxMessageBytes(int bytes) {
        return new WebSocketSettings(
                bytes,
                maxPendingBytes,
                lowWaterMark,
                highWaterMark,
                pingInterval,
                peerTimeout,
                closeTimeout);
    }

    /** The same with another bound of what waits, and water marks at 1/16 and 1/4 of it. */
    public WebSocketSettings withMaxPendingBytes(int bytes) {
        return new WebSocketSettings(
                maxMessageBytes,
                bytes,
                bytes / 16,
                Math.max(1, bytes / 4),
                pingInterval,
                peerTimeout,
                closeTimeout);
    }

    /** The same with other times for a silent peer; an interval of zero sends no pings. */
    public WebSocketSettings withPing(Duration interval, Duration timeout) {
        return new WebSocketSettings(
                maxMessageBytes,
                maxPendingBytes,
                lowWaterMark,
                highWaterMark,
                interval,
                timeout,
                closeTimeout);
    }

    /** The same with another time for the closing handshake. */
    public WebSocketSettings withCloseTimeout(Duration timeout) {
        return new WebSocketSettings(
                maxMessageBytes,
                maxPendingBytes,
                lowWaterMark,
                highWaterMark,
                pingInterval,
                peerTimeout,
                timeout);
    }
}
