package io.patchbay.runtime.internal.emulation;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a session and its line, and does something in the provider's place. By itself it
 * passes everything on, both ways. For one connection, on its loop.
 */
abstract class StandIn implements RealtimeTransport, TransportListener {
    private final RealtimeTransport far;
    private @Nullable TransportListener near;
    private @Nullable ConnectRequest opened;

    StandIn(RealtimeTransport far) {
        this.far = far;
    }

    /** What the line is opened with in place of what the session wants. */
    ConnectRequest opening(ConnectRequest wanted) {
        return wanted;
    }

    @Override
    public final CompletionStage<Connected> connect(
            ConnectRequest request, TransportListener listener) {
        near = listener;
        opened = request;
        return far.connect(opening(request), this);
    }

    @Override
    public CompletionStage<Receipt> send(Command command) {
        return far.send(command);
    }

    @Override
    public SendStatus sendAudio(ByteBuffer frame) {
        return far.sendAudio(frame);
    }

    @Override
    public void onEvent(TransportEvent event) {
        tell(event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        near().onAudio(chunk);
    }

    @Override
    public void onWritable() {
        near().onWritable();
    }

    @Override
    public final boolean wantsRaw() {
        return near().wantsRaw();
    }

    @Override
    public final TransportState state() {
        return far.state();
    }

    @Override
    public final @Nullable Boolean muted() {
        return far.muted();
    }

    @Override
    public final void mute(boolean on) {
        far.mute(on);
    }

    @Override
    public final CompletionStage<Void> close(CloseReason reason) {
        return far.close(reason);
    }

    /** The session hears of something. */
    final void tell(TransportEvent event) {
        near().onEvent(event);
    }

    /**
     * The session hears of something after what it does now: it need not reckon with an answer
     * while it asks.
     */
    final void tellLater(TransportEvent event) {
        later(() -> tell(event));
    }

    /** Does something after what is done now, unless the line is gone by then. */
    final void later(Runnable task) {
        loop().execute(
                        () -> {
                            if (state() == TransportState.CONNECTED) {
                                task.run();
                            }
                        });
    }

    final SerialLoop loop() {
        return Objects.requireNonNull(opened, "not connected").loop();
    }

    /** A command was carried out here. */
    static CompletionStage<Receipt> done(Command command) {
        return CompletableFuture.completedFuture(new Receipt(command.id(), 0));
    }

    private TransportListener near() {
        return Objects.requireNonNull(near, "not connected");
    }
}
