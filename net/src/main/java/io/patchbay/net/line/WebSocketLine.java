package io.patchbay.net.line;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.SerialLoop;
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
import io.patchbay.net.ConnectionException;
import io.patchbay.net.Disclosure;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the call of connect to its end: codec on one side, socket on the other. A
 * message goes from the socket's buffer into the codec and from the codec into the socket's buffer,
 * without a copy and without a hand-over. A line that is over calls nobody any more.
 *
 * <p>All of it happens on the session's loop, but for {@link #state} and {@link #close}.
 */
public final class WebSocketLine implements WebSocketListener {

    private static final System.Logger LOG = System.getLogger(WebSocketLine.class.getName());

    /** After an error that ends the line, the provider has so long to close it by itself. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final ConnectRequest request;
    private final TransportCapabilities capabilities;
    private final TransportListener listener;
    private final RealtimeCodec codec;
    private final Disclosure disclosure;
    private final Endings endings;
    private final CompletableFuture<Connected> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final CompletionStage<Void> closed = over.minimalCompletionStage();
    private final AtomicBoolean closeAsked = new AtomicBoolean();

    private volatile TransportState state = TransportState.CONNECTING;
    private long started;
    private @Nullable CompletableFuture<WebSocketConnection> dialling;
    private @Nullable WebSocketConnection connection;
    private @Nullable LineOutput output;
    private SerialLoop.@Nullable Timer openingTimer;
    private SerialLoop.@Nullable Timer lastWordsTimer;

    /** What the provider said is the end of this line. */
    private @Nullable ProviderError complaint;

    /** Why this side ends the line; the first reason stays. */
    private @Nullable CloseReason decided;

    /**
     * A line that nobody has dialled yet.
     *
     * @param request what the session asked for
     * @param listener the session
     * @param capabilities how its sound travels, for the codec
     */
    public WebSocketLine(
            ConnectRequest request,
            TransportListener listener,
            TransportCapabilities capabilities) {
        this.request = request;
        this.capabilities = capabilities;
        this.codec = request.codec();
        this.disclosure = new Disclosure(request.endpoint());
        this.endings = new Endings(disclosure);
        this.listener = disclosure.discreet(listener);
    }

    TransportState state() {
        return state;
    }

    // ---- opening

    CompletionStage<Connected> connect(WebSocketClient client, LineSettings settings) {
        started = loop().nanoTime();
        tell(new TransportEvent.StateChanged(TransportState.CONNECTING, null));
        try {
            WebSocketRequest wanted = settings.request(request.endpoint(), request.timeout());
            dialling = client.connect(wanted, loop(), this).toCompletableFuture();
            dialling.whenComplete(
                    (opened, failure) -> {
                        if (failure != null) {
                            later(() -> notDialled(failure));
                        }
                    });
        } catch (IllegalArgumentException | IllegalStateException e) {
            later(() -> end(fatal("this address cannot be asked: " + e.getMessage()), e));
        }
        return connected.minimalCompletionStage();
    }

    private void notDialled(Throwable failure) {
        CloseReason reason =
                failure instanceof ConnectionException refusal
                        ? endings.of(refusal)
                        : new CloseReason(Cause.LOST, 0, "the connect was given up", null);
        end(reason, failure);
    }

    @Override
    public void onOpen(WebSocketConnection opened) {
        if (isOver()) {
            opened.abort();
            return;
        }
        connection = opened;
        LineOutput wire =
                new LineOutput(
                        loop(),
                        new WebSocketWire(opened),
                        codec,
                        listener,
                        this::tell,
                        this::tellRoom);
        output = wire;
        openingTimer = loop().schedule(this::openingTimedOut, timeLeft());
        try {
            codec.open(new Context(wire));
        } catch (RuntimeException e) {
            finish(fatal("the session cannot be opened as configured: " + e.getMessage()));
        }
    }

    private final class Context extends LineContext {
        Context(LineOutput wire) {
            super(request, capabilities, listener, wire);
        }

        @Override
        public void ready() {
            WebSocketLine.this.ready();
        }

        @Override
        public void failed(ProviderError error) {
            complained(error);
        }

        @Override
        public void needsNewLine(String reason) {
            tell(new TransportEvent.NewLineNeeded(reason));
        }
    }

    /** The provider has accepted the opening. */
    private void ready() {
        if (state != TransportState.CONNECTING || decided != null) {
            return;
        }
        cancel(openingTimer);
        state = TransportState.CONNECTED;
        tell(new TransportEvent.StateChanged(TransportState.CONNECTED, null));
        connected.complete(new Connected(request.callId()));
    }

    private void openingTimedOut() {
        String text =
                "the connection stands, but the provider did not accept the session within "
                        + request.timeout().toMillis()
                        + " ms; check that the address is one of this provider, or wait longer";
        decide(new CloseReason(Cause.LOST, 0, text, null));
        if (connection != null) {
            connection.abort();
        }
    }

    private Duration timeLeft() {
        return request.timeout().minusNanos(loop().nanoTime() - started);
    }

    private CloseReason fatal(String text) {
        return new CloseReason(Cause.FATAL, 0, disclosure.clean(text), null);
    }

    // ---- from the session to the wire

    CompletionStage<Receipt> send(Command command) {
        LineOutput wire = output;
        return state == TransportState.CONNECTED && wire != null
                ? wire.send(command)
                : CompletableFuture.failedStage(LineOutput.notConnected());
    }

    /** See {@link io.patchbay.api.transport.RealtimeTransport#sendAudio}. On the loop. */
    public SendStatus sendAudio(ByteBuffer frame) {
        LineOutput wire = output;
        return state == TransportState.CONNECTED && wire != null
                ? wire.sendAudio(frame)
                : SendStatus.NOT_CONNECTED;
    }

    // ---- from the wire to the session

    @Override
    public void onText(ByteBuffer message) {
        decode(message, RealtimeCodec.WireKind.TEXT);
    }

    @Override
    public void onBinary(ByteBuffer message) {
        decode(message, RealtimeCodec.WireKind.BINARY);
    }

    private void decode(ByteBuffer message, RealtimeCodec.WireKind kind) {
        if (isOver()) {
            return;
        }
        try {
            codec.decode(message, kind);
        } catch (RuntimeException e) {
            contained("a message from the provider", e);
            tell(
                    new TransportEvent.Rejected(
                            null, "it could not be handled: " + e.getClass().getName()));
        }
    }

    @Override
    public void onWritable() {
        if (output != null) {
            output.room();
        }
    }

    private void tellRoom() {
        try {
            listener.onWritable();
        } catch (RuntimeException e) {
            contained("the news of room", e);
        }
    }

    /** The provider has said that the line is over, or refused. */
    private void complained(ProviderError error) {
        if (complaint == null && !isOver()) {
            ProviderError clean = disclosure.clean(error);
            complaint = clean;
            lastWordsTimer = loop().schedule(() -> finish(endings.of(clean, 0)), LAST_WORDS);
        }
    }

    /** Tells the session, unless the line is over. */
    void tell(TransportEvent event) {
        if (isOver()) {
            return;
        }
        try {
            listener.onEvent(event);
        } catch (RuntimeException e) {
            contained("an event", e);
        }
    }

    /** An exception of codec or session stays here: the thread serves others as well. */
    private static void contained(String what, RuntimeException e) {
        StackTraceElement[] trace = e.getStackTrace();
        LOG.log(
                WARNING,
                "{0} could not be handled: {1} at {2}", // its message may hold content
                what,
                e.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0]);
    }

    // ---- the end

    /** From any thread. */
    CompletionStage<Void> close(CloseReason reason) {
        if (closeAsked.compareAndSet(false, true)) {
            later(() -> closeNow(reason));
        }
        return closed;
    }

    private void closeNow(CloseReason reason) {
        if (!isOver()) {
            state = TransportState.DISCONNECTING;
            tell(new TransportEvent.StateChanged(TransportState.DISCONNECTING, null));
            finish(reason);
        }
    }

    /** Ends the line in order, for this reason unless there is an earlier one. */
    private void finish(CloseReason reason) {
        CloseReason first = decide(reason);
        if (connection != null) {
            connection.close(wireCode(first), "");
        } else {
            end(first, null);
            if (dialling != null) {
                dialling.cancel(false);
            }
        }
    }

    private CloseReason decide(CloseReason reason) {
        CloseReason first = decided;
        if (first == null) {
            first = complaint == null ? reason : endings.of(complaint, 0);
            decided = first;
        }
        return first;
    }

    /** The code to close with: one's own, or the usual one. */
    private static int wireCode(CloseReason reason) {
        boolean own = reason.cause() == Cause.LOCAL;
        int code = reason.code();
        return own && (code == WebSocketClose.GOING_AWAY || code >= 3000 && code <= 4999)
                ? code
                : WebSocketClose.NORMAL;
    }

    @Override
    public void onClose(WebSocketClose close) {
        CloseReason own = decided;
        end(own != null ? own : endings.of(close, meant(close)), null);
    }

    /** What the provider means by a close of its own. */
    private @Nullable ProviderError meant(WebSocketClose close) {
        if (complaint != null || isOver() || close.initiator() != WebSocketClose.Initiator.REMOTE) {
            return complaint;
        }
        try {
            ProviderError meant = codec.closed(close.code(), close.reason());
            return meant == null ? null : disclosure.clean(meant);
        } catch (RuntimeException e) {
            contained("the provider's close", e);
            return null;
        }
    }

    private void end(CloseReason reason, @Nullable Throwable cause) {
        if (isOver()) {
            return;
        }
        connection = null;
        cancel(openingTimer);
        cancel(lastWordsTimer);
        try {
            codec.close();
        } catch (RuntimeException e) {
            contained("the end", e);
        }
        state = TransportState.DISCONNECTED;
        try {
            listener.onEvent(new TransportEvent.StateChanged(TransportState.DISCONNECTED, reason));
        } catch (RuntimeException e) {
            contained("the end", e);
        }
        connected.completeExceptionally(new ConnectException(reason, cause));
        if (output != null) {
            output.close(reason.text());
        }
        over.complete(null);
    }

    /** Runs on the loop, unless it has ended: then nobody is left to be told. */
    private void later(Runnable task) {
        try {
            loop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(DEBUG, "the session's loop has ended before its line");
            state = TransportState.DISCONNECTED;
            connected.completeExceptionally(
                    new ConnectException(
                            new CloseReason(Cause.LOST, 0, "the session's loop has ended", null),
                            e));
            over.complete(null);
        }
    }

    private boolean isOver() {
        return state == TransportState.DISCONNECTED;
    }

    private static void cancel(SerialLoop.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private SerialLoop loop() {
        return request.loop();
    }
}
