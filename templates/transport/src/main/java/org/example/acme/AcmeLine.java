package org.example.acme;

import static java.lang.System.Logger.Level.WARNING;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ResumptionHandle;
import io.patchbay.api.provider.WireOutput;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection, as the session sees it: all state changes on the session's loop. What blocks is
 * in {@link AcmeCarrier}.
 */
final class AcmeLine implements CodecContext, AcmeCarrier.Carried {

    private static final System.Logger LOG = System.getLogger(AcmeLine.class.getName());

    /** How long what still waits may take to be written at the end. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** Messages that wait for the loop; over it the far end is not read for a while. */
    private static final int MOST_UNREAD = 64;

    private final ConnectRequest request;
    private final TransportListener listener;
    private final AcmeOutput output;
    private final AcmeCarrier carrier;
    private final Semaphore unread = new Semaphore(MOST_UNREAD);
    private final CompletableFuture<Connected> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile TransportState state = TransportState.CONNECTING;
    private @Nullable CloseReason decided;
    private SerialLoop.@Nullable Timer timer;
    private boolean opened;

    AcmeLine(ConnectRequest request, TransportListener listener, int bufferBytes, boolean plain) {
        this.request = request;
        this.listener = listener;
        output = new AcmeOutput(bufferBytes, listener, () -> later(this::room));
        carrier = new AcmeCarrier(request, bufferBytes, plain, output, this);
    }

    static IllegalStateException notConnected() {
        return new IllegalStateException("not sent: there is no connection");
    }

    TransportState state() {
        return state;
    }

    // ---- opening

    CompletionStage<Connected> connect() {
        tell(new TransportEvent.StateChanged(TransportState.CONNECTING, null));
        timer =
                loop().schedule(
                                () ->
                                        abort(
                                                Cause.LOST,
                                                "the session was not accepted within "
                                                        + request.timeout().toMillis()
                                                        + " ms"),
                                request.timeout());
        carrier.start();
        return connected.minimalCompletionStage();
    }

    @Override
    public void opened() {
        later(this::open);
    }

    @Override
    public void received(AcmeWire.Message next) throws InterruptedException {
        unread.acquire();
        later(() -> decode(next));
    }

    @Override
    public void ended(CloseReason seen) {
        later(() -> end(seen));
    }

    private void open() {
        if (decided != null) {
            return;
        }
        opened = true;
        try {
            request.codec().open(this);
        } catch (RuntimeException e) {
            abort(Cause.FATAL, "the session cannot be opened as configured: " + e.getMessage());
        }
    }

    @Override
    public void ready() {
        if (state == TransportState.CONNECTING && decided == null) {
            cancelTimer();
            state = TransportState.CONNECTED;
            tell(new TransportEvent.StateChanged(TransportState.CONNECTED, null));
            connected.complete(new Connected(request.callId()));
        }
    }

    // ---- from the session to the wire

    CompletionStage<Receipt> send(Command command) {
        if (state != TransportState.CONNECTED) {
            return CompletableFuture.failedStage(notConnected());
        }
        int messages = output.messages();
        int refusals = output.refusals();
        try {
            request.codec().encode(command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
        if (output.refusals() != refusals) {
            return CompletableFuture.failedStage(new BacklogException(output.pending()));
        }
        Receipt receipt = new Receipt(command.id(), output.messages() - messages);
        return output.written().thenApplyAsync(written -> receipt, this::later);
    }

    SendStatus sendAudio(ByteBuffer frame) {
        if (state != TransportState.CONNECTED) {
            return SendStatus.NOT_CONNECTED;
        }
        int from = frame.position();
        if (request.codec().encodeAudio(frame)) {
            return SendStatus.ACCEPTED;
        }
        frame.position(from);
        return SendStatus.BACKLOG;
    }

    private void room() {
        if (state == TransportState.CONNECTED) {
            contained(listener::onWritable);
        }
    }

    // ---- from the wire to the session

    private void decode(AcmeWire.Message message) {
        unread.release();
        if (opened && state != TransportState.DISCONNECTED) {
            try {
                request.codec().decode(message.bytes(), message.kind());
            } catch (RuntimeException e) {
                String why = "it could not be handled: " + e.getClass().getName();
                tell(new TransportEvent.Rejected(null, why));
            }
        }
    }

    @Override
    public void failed(ProviderError error) {
        Cause cause = error.severity() == ProviderError.Severity.FATAL ? Cause.FATAL : Cause.LOST;
        stop(new CloseReason(cause, 0, "the provider ended the line: " + error.summary(), error));
    }

    @Override
    public void needsNewLine(String reason) {
        tell(new TransportEvent.NewLineNeeded(reason));
    }

    // ---- the end

    /** From any thread. */
    CompletionStage<Void> close(CloseReason reason) {
        if (closing.compareAndSet(false, true)) {
            later(
                    () -> {
                        if (state != TransportState.DISCONNECTED) {
                            state = TransportState.DISCONNECTING;
                            tell(new TransportEvent.StateChanged(state, null));
                            stop(reason);
                        }
                    });
        }
        return over;
    }

    /** Ends the line once what waits is written, soon in any case. */
    private void stop(CloseReason reason) {
        if (decided == null) {
            decided = reason;
            output.finish();
            cancelTimer();
            timer = loop().schedule(carrier::cut, LAST_WORDS);
            if (!opened) {
                carrier.cut(); // still on its way
            }
        }
    }

    private void abort(Cause cause, String text) {
        if (decided == null) {
            decided = AcmeCarrier.reason(cause, text);
            carrier.cut();
        }
    }

    private void end(CloseReason seen) {
        if (state == TransportState.DISCONNECTED) {
            return;
        }
        CloseReason reason = decided == null ? seen : decided;
        decided = reason;
        cancelTimer();
        if (opened) {
            contained(request.codec()::close);
        }
        state = TransportState.DISCONNECTED;
        TransportEvent last = new TransportEvent.StateChanged(TransportState.DISCONNECTED, reason);
        contained(() -> listener.onEvent(last));
        connected.completeExceptionally(new ConnectException(reason, null));
        over.complete(null);
    }

    private void tell(TransportEvent event) {
        if (state != TransportState.DISCONNECTED) {
            contained(() -> listener.onEvent(event));
        }
    }

    /** An exception of the session's listener or of the codec does no harm to the line. */
    private static void contained(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            LOG.log(WARNING, "a listener or codec failed: {0}", e.getClass().getName());
        }
    }

    /** Runs on the loop; without one nobody is left to be told. */
    private void later(Runnable task) {
        try {
            loop().execute(task);
        } catch (RejectedExecutionException e) {
            state = TransportState.DISCONNECTED;
            carrier.cut();
            connected.completeExceptionally(
                    new ConnectException(AcmeCarrier.reason(Cause.LOST, "the session's loop has ended"), null));
            over.complete(null);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    // ---- what the codec works with

    @Override
    public WireOutput output() {
        return output;
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
        return AcmeTransportFactory.CAPABILITIES;
    }

    @Override
    public List<Item> history() {
        return request.history();
    }

    @Override
    public @Nullable ResumptionHandle resumption() {
        return request.resumption();
    }
}
