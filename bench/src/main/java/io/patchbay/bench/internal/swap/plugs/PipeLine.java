package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection. All state changes on the session's loop. */
final class PipeLine implements CodecContext, WireOutput {

    private final ConnectRequest request;
    private final TransportListener listener;
    private final CompletableFuture<Connected> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile TransportState state = TransportState.CONNECTING;
    private @Nullable Consumer<byte[]> farEnd;
    private ByteBuffer message = ByteBuffer.allocate(4_096);
    private SerialLoop.@Nullable Timer timer;
    private boolean opened;
    private int messages;

    PipeLine(ConnectRequest request, TransportListener listener) {
        this.request = request;
        this.listener = listener;
    }

    TransportState state() {
        return state;
    }

    CompletionStage<Connected> connect(
            BiFunction<String, Consumer<byte[]>, Consumer<byte[]>> dial) {
        tell(new TransportEvent.StateChanged(TransportState.CONNECTING, null));
        timer = loop().schedule(() -> lost("nobody answered in time"), request.timeout());
        farEnd =
                dial.apply(request.endpoint().uri().toString(), bytes -> later(() -> hears(bytes)));
        return connected.minimalCompletionStage();
    }

    private void hears(byte @Nullable [] bytes) {
        if (state == TransportState.DISCONNECTED) {
            return;
        }
        if (bytes == null) {
            lost("the far end is gone");
        } else if (bytes[0] == '+') {
            opened = true;
            try {
                request.codec().open(this);
            } catch (RuntimeException e) {
                end(
                        new CloseReason(
                                CloseReason.Cause.FATAL,
                                0,
                                "the session cannot be opened: " + e.getMessage(),
                                null));
            }
        } else {
            ByteBuffer said = ByteBuffer.wrap(bytes, 1, bytes.length - 1).slice();
            request.codec().decode(said, bytes[0] == 'T' ? WireKind.TEXT : WireKind.BINARY);
        }
    }

    @Override
    public void ready() {
        if (state == TransportState.CONNECTING) {
            cancelTimer();
            state = TransportState.CONNECTED;
            tell(new TransportEvent.StateChanged(TransportState.CONNECTED, null));
            connected.complete(new Connected(null));
        }
    }

    CompletionStage<Receipt> send(Command command) {
        if (state != TransportState.CONNECTED) {
            return CompletableFuture.failedStage(new IllegalStateException("it is not connected"));
        }
        int before = messages;
        try {
            request.codec().encode(command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
        return CompletableFuture.completedStage(new Receipt(command.id(), messages - before));
    }

    SendStatus sendAudio(ByteBuffer frame) {
        if (state != TransportState.CONNECTED) {
            return SendStatus.NOT_CONNECTED;
        }
        return request.codec().encodeAudio(frame) ? SendStatus.ACCEPTED : SendStatus.BACKLOG;
    }

    @Override
    public ByteBuffer begin(int maxBytes) {
        if (message.capacity() < maxBytes) {
            message = ByteBuffer.allocate(maxBytes);
        }
        return message.clear();
    }

    @Override
    public void end(WireKind kind) {
        message.flip();
        byte[] bytes = new byte[message.remaining() + 1];
        bytes[0] = (byte) (kind == WireKind.TEXT ? 'T' : 'B');
        message.get(bytes, 1, bytes.length - 1);
        messages++;
        Consumer<byte[]> end = farEnd;
        if (end != null) {
            end.accept(bytes);
        }
    }

    /** From any thread. */
    CompletionStage<Void> close(CloseReason reason) {
        if (closing.compareAndSet(false, true)) {
            later(
                    () -> {
                        if (state != TransportState.DISCONNECTED) {
                            state = TransportState.DISCONNECTING;
                            tell(new TransportEvent.StateChanged(state, null));
                            end(reason);
                        }
                    });
        }
        return over;
    }

    private void lost(String why) {
        end(new CloseReason(CloseReason.Cause.LOST, 0, why, null));
    }

    private void end(CloseReason reason) {
        if (state == TransportState.DISCONNECTED) {
            return;
        }
        cancelTimer();
        Consumer<byte[]> end = farEnd;
        farEnd = null;
        if (end != null) {
            end.accept(null);
        }
        if (opened) {
            request.codec().close();
        }
        TransportEvent last = new TransportEvent.StateChanged(TransportState.DISCONNECTED, reason);
        state = TransportState.DISCONNECTED;
        listener.onEvent(last);
        connected.completeExceptionally(new ConnectException(reason, null));
        over.complete(null);
    }

    private void tell(TransportEvent event) {
        if (state != TransportState.DISCONNECTED) {
            listener.onEvent(event);
        }
    }

    /** Runs on the loop; without one nobody is left to be told. */
    private void later(Runnable task) {
        try {
            loop().execute(task);
        } catch (RejectedExecutionException e) {
            state = TransportState.DISCONNECTED;
            over.complete(null);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void failed(ProviderError error) {
        lost("the provider ended the line: " + error.summary());
    }

    @Override
    public void needsNewLine(String reason) {
        tell(new TransportEvent.NewLineNeeded(reason));
    }

    @Override
    public WireOutput output() {
        return this;
    }

    @Override
    public TransportListener listener() {
        return listener;
    }

    @Override
    public SerialLoop loop() {
        return request.loop();
    }

    @Override
    public SessionConfig initialConfig() {
        return request.config();
    }

    @Override
    public @Nullable String model() {
        return request.model();
    }

    @Override
    public TransportCapabilities transport() {
        return PipePlug.CAPABILITIES;
    }

    @Override
    public @Nullable ResumptionHandle resumption() {
        return request.resumption();
    }
}
