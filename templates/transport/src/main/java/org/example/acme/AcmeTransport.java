package org.example.acme;

import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One link: hands everything to the {@link AcmeLine} of the moment. */
final class AcmeTransport implements RealtimeTransport {

    private final int bufferBytes;
    private final boolean plain;
    private volatile @Nullable AcmeLine line;

    AcmeTransport(int bufferBytes, boolean plain) {
        this.bufferBytes = bufferBytes;
        this.plain = plain;
    }

    @Override
    public CompletionStage<Connected> connect(ConnectRequest request, TransportListener listener) {
        TransportState now = state();
        if (now != TransportState.DISCONNECTED) {
            throw new IllegalStateException(
                    "this transport is " + now + "; close it before it connects again");
        }
        AcmeLine opened = new AcmeLine(request, listener, bufferBytes, plain);
        line = opened;
        return opened.connect();
    }

    @Override
    public CompletionStage<Receipt> send(Command command) {
        AcmeLine current = line;
        return current == null
                ? CompletableFuture.failedStage(AcmeLine.notConnected())
                : current.send(command);
    }

    @Override
    public SendStatus sendAudio(ByteBuffer frame) {
        AcmeLine current = line;
        return current == null ? SendStatus.NOT_CONNECTED : current.sendAudio(frame);
    }

    @Override
    public TransportState state() {
        AcmeLine current = line;
        return current == null ? TransportState.DISCONNECTED : current.state();
    }

    @Override
    public CompletionStage<Void> close(CloseReason reason) {
        AcmeLine current = line;
        return current == null ? CompletableFuture.completedStage(null) : current.close(reason);
    }
}
