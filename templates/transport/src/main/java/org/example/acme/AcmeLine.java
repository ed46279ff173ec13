package org.example.acme;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

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
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection. All state changes on the session's loop; two threads block on the socket, one
 * each way, and end with it.
 */
final class AcmeLine implements CodecContext {

    private static final System.Logger LOG = System.getLogger(AcmeLine.class.getName());

    /** How long what still waits may take to be written at the end. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    /** Messages that wait for the loop; over it the far end is not read for a while. */
    private static final int MOST_UNREAD = 64;

    private final ConnectRequest request;
    private final TransportListener listener;
    private final int bufferBytes;
    private final boolean plain;
    private final AcmeOutput output;
    private final Semaphore unread = new Semaphore(MOST_UNREAD);
    private final CompletableFuture<Connected> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile TransportState state = TransportState.CONNECTING;
    private volatile @Nullable Socket socket;
    private volatile boolean cut;
    private @Nullable CloseReason decided;
    private SerialLoop.@Nullable Timer timer;
    private boolean opened;

    AcmeLine(ConnectRequest request, TransportListener listener, int bufferBytes, boolean plain) {
        this.request = request;
        this.listener = listener;
        this.bufferBytes = bufferBytes;
        this.plain = plain;
        output = new AcmeOutput(bufferBytes, listener, () -> later(this::room));
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
        thread("acme-reader", this::run).start();
        return connected.minimalCompletionStage();
    }

    /** The reading thread: connects, reads to the end, waits for the other thread, says why. */
    private void run() {
        CloseReason reason;
        Thread writer = null;
        String what = "there is no connection: ";
        try (Socket own = AcmeWire.socket(request.endpoint())) {
            socket = own;
            if (cut) {
                throw new IOException("it was given up");
            }
            DataInputStream in = AcmeWire.open(own, request.endpoint(), plain, request.timeout());
            writer = thread("acme-writer", () -> write(own));
            writer.start();
            what = "the line was lost: ";
            later(this::open);
            read(in);
            reason = reason(Cause.REMOTE, "the server closed the line");
        } catch (IllegalArgumentException e) {
            reason = reason(Cause.FATAL, String.valueOf(e.getMessage()));
        } catch (AcmeWire.RefusedException e) {
            reason = reason(Cause.PROTOCOL, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            reason = reason(Cause.LOST, what + e.getMessage());
        } catch (InterruptedException e) {
            reason = reason(Cause.LOST, "the line's thread was interrupted");
        }
        output.finish();
        join(writer);
        CloseReason seen = reason;
        later(() -> end(seen));
    }

    private void read(DataInputStream in) throws IOException, InterruptedException {
        for (AcmeWire.Message message = AcmeWire.read(in, bufferBytes);
                message != null;
                message = AcmeWire.read(in, bufferBytes)) {
            AcmeWire.Message next = message;
            unread.acquire();
            later(() -> decode(next));
        }
    }

    private void write(Socket own) {
        try (own) {
            output.writeTo(own.getOutputStream());
        } catch (IOException | InterruptedException e) {
            // the reader sees the same end, and says why
            output.finish();
        }
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
            timer = loop().schedule(this::cut, LAST_WORDS);
            if (!opened) {
                cut(); // still on its way
            }
        }
    }

    private void abort(Cause cause, String text) {
        if (decided == null) {
            decided = reason(cause, text);
            cut();
        }
    }

    /** Wakes whoever blocks on the socket. */
    private void cut() {
        cut = true;
        output.finish();
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(DEBUG, "a socket closed with an error", e); // closed it is all the same
            }
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

    /** What the far end writes may repeat a key that was sent to it: it is not quoted. */
    private static CloseReason reason(Cause cause, String text) {
        return new CloseReason(cause, 0, text, null);
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
            cut();
            connected.completeExceptionally(
                    new ConnectException(reason(Cause.LOST, "the session's loop has ended"), null));
            over.complete(null);
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private static void join(@Nullable Thread thread) {
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(null); // whoever connects is not kept by it
        return thread;
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
    public @Nullable ResumptionHandle resumption() {
        return request.resumption();
    }
}
