package io.patchbay.tck;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link ScriptedTransport}, from connect to its end. Once it is over it never
 * calls its listener again. Changes happen on the session's loop.
 */
final class ScriptedLine {

    /** How long another loop may take to come to a task, before the test is told. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    final int generation;
    private final ConnectRequest request;
    private final TransportListener listener;
    private final ScriptedChunk chunk = new ScriptedChunk();
    private final CompletableFuture<Connected> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final CompletionStage<Void> closed = over.minimalCompletionStage();

    private volatile TransportState state = TransportState.CONNECTING;
    private volatile SessionConfig config;

    ScriptedLine(int generation, ConnectRequest request, TransportListener listener) {
        this.generation = generation;
        this.request = request;
        this.listener = listener;
        this.config = request.config();
    }

    TransportState state() {
        return state;
    }

    SessionConfig config() {
        return config;
    }

    /** What the dialect hears where the configuration does not say. */
    AudioFormat inputFormat() {
        return request.codec().inputFormat();
    }

    CompletionStage<Connected> connected() {
        return connected.minimalCompletionStage();
    }

    CompletionStage<Void> closed() {
        return closed;
    }

    void requireLoop(String call) {
        if (!request.loop().inLoop()) {
            throw new IllegalStateException(call + " must be called on the session's loop");
        }
    }

    /** Hands over to the loop and does not wait. */
    void later(Runnable task) {
        request.loop().execute(task);
    }

    /** Runs on the loop and waits for it, at most for as long as a healthy loop takes. */
    void now(Runnable task) {
        if (request.loop().inLoop()) {
            task.run();
            return;
        }
        if (request.loop() instanceof VirtualLoop virtual) {
            virtual.execute(task);
            virtual.run();
            return;
        }
        CompletableFuture<Void> done = CompletableFuture.runAsync(task, request.loop());
        try {
            done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the session's listener failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the session's loop is blocked", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the session's loop", e);
        }
    }

    void start() {
        hear(l -> l.onEvent(new TransportEvent.StateChanged(TransportState.CONNECTING, null)));
    }

    void accept(@Nullable String callId) {
        if (state != TransportState.CONNECTING) {
            return;
        }
        String session = "sess_" + generation;
        hear(l -> l.onEvent(new TransportEvent.SessionCreated(session, null, config)));
        hear(l -> l.onEvent(new TransportEvent.SessionUpdated(config)));
        if (!connects()) {
            return; // a listener has closed meanwhile
        }
        hear(l -> l.onEvent(new TransportEvent.StateChanged(TransportState.CONNECTED, null)));
        if (state == TransportState.CONNECTED) {
            connected.complete(new Connected(callId));
        }
    }

    private synchronized boolean connects() {
        if (state != TransportState.CONNECTING) {
            return false;
        }
        state = TransportState.CONNECTED;
        return true;
    }

    /** Takes a change of configuration, as the provider would, and says so if wanted. */
    void apply(SessionConfig change, boolean confirm) {
        SessionConfig inForce = config.with(change);
        config = inForce;
        if (confirm) {
            later(() -> hear(l -> l.onEvent(new TransportEvent.SessionUpdated(inForce))));
        }
    }

    /** Says that an item entered the conversation, as the provider would. */
    void accepted(Item item, Placement placement) {
        if (!item.id().isEmpty()) {
            later(() -> hear(l -> l.onEvent(new TransportEvent.ItemAdded(item, placement))));
            later(() -> hear(l -> l.onEvent(new TransportEvent.ItemDone(item, placement))));
        }
    }

    void play(Turn turn) {
        for (Turn.Step step : turn.steps()) {
            if (step instanceof Turn.Event event) {
                hear(l -> l.onEvent(event.event()));
            } else if (step instanceof Turn.Sound sound) {
                chunk.open(sound);
                try {
                    hear(l -> l.onAudio(chunk));
                } finally {
                    chunk.shut();
                }
            }
        }
    }

    void writable() {
        hear(TransportListener::onWritable);
    }

    /** From any thread: nothing can be sent any more, the rest follows on the loop. */
    boolean close(CloseReason reason) {
        synchronized (this) {
            if (state == TransportState.DISCONNECTED || state == TransportState.DISCONNECTING) {
                return false;
            }
            state = TransportState.DISCONNECTING;
        }
        later(
                () -> {
                    hear(
                            l ->
                                    l.onEvent(
                                            new TransportEvent.StateChanged(
                                                    TransportState.DISCONNECTING, null)));
                    end(reason, null);
                });
        return true;
    }

    /** On the loop: it is over. The first end wins. */
    void end(CloseReason reason, @Nullable Throwable failure) {
        if (state == TransportState.DISCONNECTED) {
            return;
        }
        state = TransportState.DISCONNECTED;
        try {
            listener.onEvent(new TransportEvent.StateChanged(TransportState.DISCONNECTED, reason));
        } finally {
            connected.completeExceptionally(
                    failure == null ? new ConnectException(reason, null) : failure);
            over.complete(null);
        }
    }

    private void hear(Consumer<TransportListener> what) {
        if (state != TransportState.DISCONNECTED) {
            what.accept(listener);
        }
    }
}
