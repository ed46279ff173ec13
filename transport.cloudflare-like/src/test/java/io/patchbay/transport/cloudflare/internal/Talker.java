package io.patchbay.transport.cloudflare.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportFactory;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.EventLoops;
import io.patchbay.tck.PlainCodec;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The session's side of a test: calls a link on its loop and hears what it says. */
final class Talker implements TransportListener {

    static final String KEY = "sk-hush-hush";
    private static final long PATIENCE_SECONDS = 60;

    final SerialLoop loop = EventLoops.shared().next();
    final RealtimeTransport transport;
    final List<TransportEvent> events = new CopyOnWriteArrayList<>();
    private final BlockingQueue<TransportEvent> news = new LinkedBlockingQueue<>();
    Duration timeout = Duration.ofSeconds(20);
    List<String> subprotocols = List.of();

    Talker(TransportFactory factory, Map<String, ?> settings) {
        transport = factory.create(Settings.of(settings), context());
    }

    static PlugContext context() {
        return new PlugContext() {
            @Override
            public String name() {
                return "cloudflare";
            }

            @Override
            public Executor workers() {
                return Runnable::run;
            }
        };
    }

    @Override
    public void onEvent(TransportEvent event) {
        events.add(event);
        news.add(event);
    }

    @Override
    public void onAudio(AudioChunk chunk) {}

    @Override
    public boolean wantsRaw() {
        return false;
    }

    CompletableFuture<Connected> connect(URI uri) {
        Endpoint endpoint =
                new Endpoint(
                        uri,
                        Map.of(),
                        Map.of("Authorization", Secret.of("Bearer " + KEY)),
                        subprotocols);
        ConnectRequest request =
                new ConnectRequest(
                        loop,
                        endpoint,
                        PlainCodec.careless(),
                        SessionConfig.EMPTY,
                        null,
                        null,
                        null,
                        timeout);
        return on(() -> transport.connect(request, this)).toCompletableFuture();
    }

    CompletableFuture<Void> close() {
        return transport.close(CloseReason.NORMAL).toCompletableFuture();
    }

    /** Runs on the loop and waits for it. */
    <T> T on(Supplier<T> task) {
        return soon(CompletableFuture.supplyAsync(task, loop));
    }

    /** Waits until all that the loop has to do now is done. */
    void settle() {
        on(() -> true);
        on(() -> true);
    }

    /** Why connecting failed. */
    CloseReason refusal(URI uri) {
        CompletableFuture<Connected> connecting = connect(uri);
        ExecutionException thrown =
                assertThrows(
                        ExecutionException.class,
                        () -> connecting.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return ((ConnectException) Objects.requireNonNull(thrown.getCause())).reason();
    }

    /** The next event of a type; what comes before it is passed over. */
    <E extends TransportEvent> E next(Class<E> type) {
        while (true) {
            try {
                TransportEvent event = news.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (event == null) {
                    throw new AssertionError("no " + type.getSimpleName() + " came");
                }
                if (type.isInstance(event)) {
                    return type.cast(event);
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Why the line ended. */
    CloseReason end() {
        while (true) {
            TransportEvent.StateChanged changed = next(TransportEvent.StateChanged.class);
            if (changed.state() == TransportState.DISCONNECTED) {
                return Objects.requireNonNull(changed.reason());
            }
        }
    }

    boolean heard(Class<? extends TransportEvent> type) {
        return events.stream().anyMatch(type::isInstance);
    }

    static <T> T soon(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
