package io.patchbay.net.websocket;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An open WebSocket connection, from either side.
 *
 * <p>What waits to be written is bounded by {@link WebSocketSettings#maxPendingBytes()}; a message
 * beyond it is refused and nothing of it is sent. Only when nothing waits may one message be longer
 * than the bound, up to {@link WebSocketSettings#maxMessageBytes()}. Messages leave in the order of
 * the calls; what one turn of the loop sends is written together.
 */
@ProviderType
public interface WebSocketConnection {

    /** The loop on which the listener is called. */
    SerialLoop loop();

    /** The subprotocol that the server chose. */
    Optional<String> subprotocol();

    /** Headers of the other side's part of the upgrade. */
    HttpHeaders headers();

    /**
     * The other side's address; the proxy's where there is one. Unresolved, and as the request
     * named it, where a fetch made the connection that does not say.
     */
    InetSocketAddress remote();

    /** Whether messages can be sent. False from the begin of closing. From any thread. */
    boolean isOpen();

    /**
     * Begins a message without copying: write its bytes from the buffer's position on, then call
     * {@link #endText()} or {@link #endBinary()} before the loop's task ends. A second begin drops
     * what the first wrote. On the loop only; allocates nothing as a rule.
     *
     * @param maxBytes how much will be written at most
     * @return a buffer backed by an array with room for {@code maxBytes}, or null when the message
     *     would exceed the bound or the connection is not open
     */
    @Nullable ByteBuffer begin(int maxBytes);

    /**
     * Sends what was written since {@link #begin} as a text message. On the loop only. A failure to
     * write ends the connection, and is seen there.
     *
     * @return false when the connection closed since, and nothing was sent
     * @throws IllegalStateException without a begin
     */
    boolean endText();

    /**
     * Sends what was written since {@link #begin} as a binary message; like {@link #endText()}.
     *
     * @return false when the connection closed since, and nothing was sent
     * @throws IllegalStateException without a begin
     */
    boolean endBinary();

    /**
     * Sends a text message. From any thread.
     *
     * @return a receipt: completes on an event loop when all was written to the socket, which does
     *     not mean that the other side has it; fails with {@link io.patchbay.net.BacklogException}
     *     when refused, {@link io.patchbay.net.ConnectionException} when the connection ended
     */
    CompletionStage<Void> sendText(CharSequence message);

    /**
     * Sends a text message from its UTF-8 bytes, which are copied before this returns; the buffer's
     * position does not move. From any thread.
     *
     * @return a receipt, as of {@link #sendText(CharSequence)}
     */
    CompletionStage<Void> sendText(ByteBuffer message);

    /**
     * Sends a binary message, which is copied before this returns; the buffer's position does not
     * move. From any thread.
     *
     * @return a receipt, as of {@link #sendText(CharSequence)}
     */
    CompletionStage<Void> sendBinary(ByteBuffer message);

    /** How many bytes wait to be written, with some overhead for each message. From any thread. */
    long pendingBytes();

    /**
     * Whether less waits than the high water mark, or less than the low one after that was
     * exceeded. From any thread.
     */
    boolean writable();

    /**
     * Closes with the closing handshake: sends what waits, then the close, and waits for the answer
     * up to {@link WebSocketSettings#closeTimeout()}. Closing twice does nothing. From any thread.
     *
     * @param code 1000 to 1003, 1007 to 1014 or 3000 to 4999
     * @param reason at most 123 bytes of UTF-8; a longer one is cut
     * @return completes after {@link WebSocketListener#onClose}, on its loop; never fails
     * @throws IllegalArgumentException when the code may not be sent
     */
    CompletionStage<Void> close(int code, String reason);

    /** Drops the connection without a handshake; the listener hears 1006. From any thread. */
    void abort();
}
