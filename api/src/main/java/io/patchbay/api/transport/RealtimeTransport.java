package io.patchbay.api.transport;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One link between a session and a model. A mechanism of one's own is this interface and a {@link
 * TransportFactory}.
 *
 * <p>All methods but {@link #close} and {@link #state} are called on the loop of the {@link
 * ConnectRequest}; the listener is called there too. Nothing blocks. Connecting again after a close
 * is allowed and starts afresh; the listener of the earlier connection is never called again after
 * its {@code StateChanged(DISCONNECTED)}.
 */
@ConsumerType
public interface RealtimeTransport extends AutoCloseable {

    /**
     * Connects, and stays connected until closed.
     *
     * <p>The stage completes when the provider has accepted the opening, or fails with a {@link
     * ConnectException}; nothing is left open then. The first failure wins over what it causes.
     * {@link TransportEvent.StateChanged} reports each step.
     *
     * @throws IllegalStateException when it is not disconnected; the running connection is not
     *     touched
     */
    CompletionStage<Connected> connect(ConnectRequest request, TransportListener listener);

    /**
     * Sends a command. The stage completes when it was written, or fails: not connected, queue full
     * ({@link BacklogException}), not expressible in this dialect. Nothing is dropped in silence.
     */
    CompletionStage<Receipt> send(Command command);

    /**
     * Sends caller's sound in the line's input format.
     *
     * @param frame valid during the call; consumed when accepted, untouched otherwise
     */
    SendStatus sendAudio(ByteBuffer frame);

    /** Where the link stands. From any thread. */
    TransportState state();

    /**
     * Whether the microphone of this link is muted, or null when it has none: mute then lives on
     * the caller leg (RULES 2).
     */
    default @Nullable Boolean muted() {
        return null;
    }

    /**
     * Mutes the link's own microphone, from the first packet and across reconnects.
     *
     * @throws UnsupportedOperationException when the link has none
     */
    default void mute(boolean on) {
        throw new UnsupportedOperationException(
                "this transport has no microphone; mute the caller leg");
    }

    /**
     * Closes. From any thread; repeated calls return the same stage. A connect in progress fails.
     * Completes when the connection is gone, after a bounded closing handshake.
     */
    CompletionStage<Void> close(CloseReason reason);

    /** Closes for a normal reason and does not wait. */
    @Override
    default void close() {
        close(CloseReason.NORMAL);
    }

    /** Sends a provider's event as it is. */
    default CompletionStage<Receipt> sendEvent(String json) {
        return send(Command.Raw.of(json));
    }

    /** Adds a caller's typed message at the end; asks for no response. */
    default CompletionStage<Receipt> sendMessage(String text) {
        return send(Command.CreateItem.append(Item.Message.user(text)));
    }

    /** Adds a caller's picture at the end; asks for no response. */
    default CompletionStage<Receipt> addImage(String url) {
        return send(Command.CreateItem.append(Item.Message.image(url)));
    }

    /** Changes what {@code change} names, and nothing else. */
    default CompletionStage<Receipt> updateSessionConfig(SessionConfig change) {
        return send(Command.UpdateSession.of(change));
    }

    /** Sends a tool's output; asks for no response. */
    default CompletionStage<Receipt> sendFunctionCallOutput(String callId, String output) {
        return send(Command.CreateItem.append(Item.FunctionCallOutput.of(callId, output)));
    }

    /** Answers the provider's question whether it may run an MCP tool. */
    default CompletionStage<Receipt> sendMcpResponse(
            String approvalRequestId, boolean approve, @Nullable String reason) {
        return send(
                Command.CreateItem.after(
                        approvalRequestId,
                        new Item.McpApprovalResponse("", approvalRequestId, approve, reason)));
    }

    /** Asks for a response at once; the session's response gate is not in the way here. */
    default CompletionStage<Receipt> requestResponse(ResponseOptions options) {
        return send(Command.CreateResponse.of(options));
    }

    /** Cancels the running response of the conversation. */
    default CompletionStage<Receipt> interrupt() {
        return send(Command.CancelResponse.current());
    }
}
