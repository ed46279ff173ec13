package io.patchbay.tck;

import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec;
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
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A line whose far end is a journal: the provider's own codec reads what it said. On the loop. */
final class ReplayedTransport implements RealtimeTransport {
    private final TransportCapabilities capabilities;
    private final Consumer<String> sent;
    private final CompletableFuture<Connected> ready = new CompletableFuture<>();
    private TransportState state = TransportState.DISCONNECTED;
    private @Nullable TransportListener listener;
    private @Nullable RealtimeCodec codec;

    ReplayedTransport(TransportCapabilities capabilities, Consumer<String> sent) {
        this.capabilities = capabilities;
        this.sent = sent;
    }

    @Override
    public CompletionStage<Connected> connect(ConnectRequest request, TransportListener heard) {
        state = TransportState.CONNECTING;
        listener = heard;
        RealtimeCodec opened = request.codec();
        codec = opened;
        heard.onEvent(new TransportEvent.StateChanged(TransportState.CONNECTING, null));
        opened.open(new Context(request, heard));
        return ready;
    }

    @Override
    public CompletionStage<Receipt> send(Command command) {
        RealtimeCodec current = codec;
        if (current == null || state != TransportState.CONNECTED) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }
        try {
            current.encode(command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.completedFuture(new Receipt(command.id(), 1));
    }

    @Override
    public SendStatus sendAudio(ByteBuffer frame) {
        RealtimeCodec current = codec;
        if (current == null || state != TransportState.CONNECTED) {
            return SendStatus.NOT_CONNECTED;
        }
        return current.encodeAudio(frame) ? SendStatus.ACCEPTED : SendStatus.BACKLOG;
    }

    @Override
    public TransportState state() {
        return state;
    }

    @Override
    public CompletionStage<Void> close(CloseReason reason) {
        end(reason);
        return CompletableFuture.completedFuture(null);
    }

    /** The far end says something. */
    void receive(String message) {
        RealtimeCodec current = codec;
        if (current == null || state == TransportState.DISCONNECTED) {
            return; // said while this line was already over
        }
        // a codec shows raw messages itself, it alone knows their types
        current.decode(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), WireKind.TEXT);
    }

    /** The line is over. */
    void end(CloseReason reason) {
        if (state == TransportState.DISCONNECTED) {
            return;
        }
        state = TransportState.DISCONNECTED;
        if (codec != null) {
            codec.close();
        }
        if (listener != null) {
            listener.onEvent(new TransportEvent.StateChanged(TransportState.DISCONNECTED, reason));
        }
        ready.completeExceptionally(new ConnectException(reason, null));
    }

    private void accepted() {
        if (state == TransportState.CONNECTING && listener != null) {
            state = TransportState.CONNECTED;
            listener.onEvent(new TransportEvent.StateChanged(TransportState.CONNECTED, null));
            ready.complete(new Connected(null));
        }
    }

    private final class Context implements CodecContext {
        private final ConnectRequest request;
        private final TransportListener heard;
        private final Output output = new Output();

        Context(ConnectRequest request, TransportListener heard) {
            this.request = request;
            this.heard = heard;
        }

        @Override
        public WireOutput output() {
            return output;
        }

        @Override
        public TransportListener listener() {
            return heard;
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
            return capabilities;
        }

        @Override
        public @Nullable ResumptionHandle resumption() {
            return request.resumption();
        }

        @Override
        public void ready() {
            accepted();
        }

        @Override
        public void failed(ProviderError error) {
            end(new CloseReason(CloseReason.Cause.FATAL, 0, error.message(), error));
        }

        @Override
        public void needsNewLine(String reason) {
            heard.onEvent(new TransportEvent.NewLineNeeded(reason));
        }

        /** The wire: what the session sends is kept, to be compared. */
        private final class Output implements WireOutput {
            private ByteBuffer message = ByteBuffer.allocate(0);

            @Override
            public ByteBuffer begin(int maxBytes) {
                message = ByteBuffer.allocate(maxBytes);
                return message;
            }

            @Override
            public void end(WireKind kind) {
                if (kind != WireKind.TEXT) {
                    return;
                }
                String text = StandardCharsets.UTF_8.decode(message.flip()).toString();
                if (heard.wantsRaw()) {
                    heard.onEvent(new TransportEvent.RawSent(text));
                }
                sent.accept(text);
            }
        }
    }
}
