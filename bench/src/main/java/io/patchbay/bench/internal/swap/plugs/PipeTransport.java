package io.patchbay.bench.internal.swap.plugs;

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
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One link: hands everything to the {@link PipeLine} of the moment. */
final class PipeTransport implements RealtimeTransport {

    private final BiFunction<String, Consumer<byte[]>, Consumer<byte[]>> farEnd;
    private volatile @Nullable PipeLine line;

    PipeTransport(BiFunction<String, Consumer<byte[]>, Consumer<byte[]>> farEnd) {
        this.farEnd = farEnd;
    }

    @Override
    public CompletionStage<Connected> connect(ConnectRequest request, TransportListener listener) {
        if (state() != TransportState.DISCONNECTED) {
            throw new IllegalStateException("it is " + state() + "; close it first");
        }
        PipeLine opened = new PipeLine(request, listener);
        line = opened;
        return opened.connect(farEnd);
    }

    @Override
    public CompletionStage<Receipt> send(Command command) {
        PipeLine now = line;
        return now == null
                ? CompletableFuture.failedStage(new IllegalStateException("it is not connected"))
                : now.send(command);
    }

    @Override
    public SendStatus sendAudio(ByteBuffer frame) {
        PipeLine now = line;
        return now == null ? SendStatus.NOT_CONNECTED : now.sendAudio(frame);
    }

    @Override
    public TransportState state() {
        PipeLine now = line;
        return now == null ? TransportState.DISCONNECTED : now.state();
    }

    @Override
    public CompletionStage<Void> close(CloseReason reason) {
        PipeLine now = line;
        return now == null ? CompletableFuture.completedStage(null) : now.close(reason);
    }
}
