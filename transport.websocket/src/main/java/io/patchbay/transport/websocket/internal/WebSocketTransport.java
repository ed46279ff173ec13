package io.patchbay.transport.websocket.internal;

import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.websocket.WebSocketClient;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A link over WebSocket: hands everything to the {@link WebSocketLine} of the moment. */
final class WebSocketTransport implements RealtimeTransport {

    private final WebSocketClient client;
    private final LineSettings settings;
    private volatile @Nullable WebSocketLine line;

    WebSocketTransport(WebSocketClient client, LineSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    @Override
    public CompletionStage<Connected> connect(ConnectRequest request, TransportListener listener) {
        TransportState now = state();
        if (now != TransportState.DISCONNECTED) {
            throw new IllegalStateException(
                    "this transport is " + now + "; close it before it connects again");
        }
        WebSocketLine opened = new WebSocketLine(request, listener);
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
        return current == null ? SendStatus.NOT_CONNECTED : current.sendAudio(frame);
    }

    @Override
    public TransportState state() {
        WebSocketLine current = line;
        return current == null ? TransportState.DISCONNECTED : current.state();
    }

    @Override
    public CompletionStage<Void> close(CloseReason reason) {
        WebSocketLine current = line;
        return current == null ? CompletableFuture.completedStage(null) : current.close(reason);
    }
}
