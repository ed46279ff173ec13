package io.patchbay.transport.webrtc.internal;

import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.line.LineOutput;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A link over WebRTC: hands everything to the {@link WebRtcLine} of the moment. Mute belongs to the
 * link and not to a line, so that it is true from a line's first packet on.
 */
final class WebRtcTransport implements RealtimeTransport {

    private final LineSettings settings;
    private final Links links;
    private final Executor workers;
    private volatile @Nullable WebRtcLine line;
    private volatile boolean muted;

    /**
     * A link, not yet connected.
     *
     * @param links who makes the peer connections
     * @param workers where the engine is started
     */
    WebRtcTransport(LineSettings settings, Links links, Executor workers) {
        this.settings = settings;
        this.links = links;
        this.workers = workers;
    }

    @Override
    public CompletionStage<Connected> connect(ConnectRequest request, TransportListener listener) {
        TransportState now = state();
        if (now != TransportState.DISCONNECTED) {
            throw new IllegalStateException(
                    "this transport is " + now + "; close it before it connects again");
        }
        WebRtcLine opened = new WebRtcLine(settings, request, listener);
        opened.mute(muted);
        line = opened;
        return opened.connect(links, workers);
    }

    @Override
    public CompletionStage<Receipt> send(Command command) {
        WebRtcLine current = line;
        return current == null
                ? CompletableFuture.failedStage(LineOutput.notConnected())
                : current.send(command);
    }

    @Override
    public SendStatus sendAudio(ByteBuffer frame) {
        WebRtcLine current = line;
        return current == null ? SendStatus.NOT_CONNECTED : current.sendAudio(frame);
    }

    @Override
    public TransportState state() {
        WebRtcLine current = line;
        return current == null ? TransportState.DISCONNECTED : current.state();
    }

    /** Never null: what this link sends can be muted, whoever speaks. */
    @Override
    public Boolean muted() {
        return muted;
    }

    @Override
    public void mute(boolean on) {
        muted = on;
        WebRtcLine current = line;
        if (current != null) {
            current.mute(on);
        }
    }

    @Override
    public CompletionStage<Void> close(CloseReason reason) {
        WebRtcLine current = line;
        return current == null ? CompletableFuture.completedStage(null) : current.close(reason);
    }
}
