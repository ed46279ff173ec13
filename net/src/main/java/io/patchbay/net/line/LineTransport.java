package io.patchbay.net.line;

import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.websocket.WebSocketClient;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A link over WebSocket: hands everything to the {@link WebSocketLine} of the moment. Where the
 * sound does not travel in messages, no sound is taken; where calls can only be joined, a connect
 * needs one.
 */
public final class LineTransport implements RealtimeTransport {

    private final WebSocketClient client;
    private final LineSettings settings;
    private final TransportCapabilities capabilities;
    private volatile @Nullable WebSocketLine line;

    /**
     * Not connected yet.
     *
     * @param capabilities of the transport: its name, and how its sound travels
     */
    public LineTransport(
            WebSocketClient client, LineSettings settings, TransportCapabilities capabilities) {
        this.client = client;
        this.settings = settings;
        this.capabilities = capabilities;
    }

    @Override
    public CompletionStage<Connected> connect(ConnectRequest request, TransportListener listener) {
        TransportState now = state();
        if (now != TransportState.DISCONNECTED) {
            throw new IllegalStateException(
                    "this transport is " + now + "; close it before it connects again");
        }
        String callId = request.callId();
        if (capabilities.attachOnly() && (callId == null || callId.isBlank())) {
            return CompletableFuture.failedFuture(
                    new ConnectException(
                            new CloseReason(
                                    CloseReason.Cause.FATAL,
                                    0,
                                    "callId is missing: the transport '"
                                            + capabilities.name()
                                            + "' joins a call that the provider carries; name it"
                                            + " with LineChoice.builder().callId(\"rtc_...\")",
                                    null),
                            null));
        }
        WebSocketLine opened = new WebSocketLine(request, listener, capabilities);
        line = opened;
        return opened.connect(client, settings);
    }

    @Override
    public CompletionStage<Receipt> send(Command command) {
        WebSocketLine current = line;
        return current == null
                ? CompletableFuture.failedStage(LineOutput.notConnected())
                : current.send(command);
    }

    @Override
    public SendStatus sendAudio(ByteBuffer frame) {
        WebSocketLine current = line;
        if (current == null) {
            return SendStatus.NOT_CONNECTED;
        }
        if (capabilities.media() == TransportCapabilities.Media.MESSAGES) {
            return current.sendAudio(frame);
        }
        return current.state() == TransportState.CONNECTED
                ? SendStatus.NOT_CARRIED
                : SendStatus.NOT_CONNECTED;
    }

    @Override
    public TransportState state() {
        WebSocketLine current = line;
        return current == null ? TransportState.DISCONNECTED : current.state();
    }

    /**
     * Tells the session something of the way, of which its provider knows nothing; on the loop.
     * Without a line nobody is told.
     */
    public void tell(TransportEvent event) {
        WebSocketLine current = line;
        if (current != null) {
            current.tell(event);
        }
    }

    @Override
    public CompletionStage<Void> close(CloseReason reason) {
        WebSocketLine current = line;
        return current == null ? CompletableFuture.completedStage(null) : current.close(reason);
    }
}
