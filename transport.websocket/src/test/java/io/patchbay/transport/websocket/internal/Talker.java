package io.patchbay.transport.websocket.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.EventLoops;
import io.patchbay.net.line.LineSettings;
import io.patchbay.net.line.LineTransport;
import io.patchbay.net.websocket.WebSocketClient;
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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The session's side of a test: calls the transport on its loop and hears what it says. */
final class Talker implements TransportListener {

    static final String KEY = "sk-hush-hush";

    final SerialLoop loop;
    final RealtimeTransport transport;
    volatile boolean raw;
    final List<TransportEvent> events = new CopyOnWriteArrayList<>();
    final BlockingQueue<byte[]> sound = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> writable = new CompletableFuture<>();
    final List<String> offLoop = new CopyOnWriteArrayList<>();
    private final BlockingQueue<TransportEvent> news = new LinkedBlockingQueue<>();
    PlainCodec codec = PlainCodec.careless();
    SessionConfig config = SessionConfig.EMPTY;
    Duration timeout = Duration.ofSeconds(10);
    List<String> subprotocols = List.of();

    Talker() {
        this(Map.of());
    }

    Talker(Map<String, ?> settings) {
        this(EventLoops.shared().next(), settings);
    }

    Talker(SerialLoop loop, Map<String, ?> settings) {
        this.loop = loop;
        this.transport =
                new LineTransport(
                        new WebSocketClient(),
                        LineSettings.read(Settings.of(settings)),
                        WebSocketTransportFactory.CAPABILITIES);
    }

    @Override
    public void onEvent(TransportEvent event) {
        check("onEvent");
        events.add(event);
        news.add(event);
        if (event instanceof TransportEvent.RawSent sent && sent.json().equals("angry")
                || event instanceof TransportEvent.Extension note
                        && note.json().equals("note angry")) {
            throw new IllegalStateException("an angry session");
        }
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        check("onAudio");
        byte[] bytes = new byte[chunk.bytes().remaining()];
        chunk.bytes().get(bytes);
        sound.add(bytes);
    }

    @Override
    public boolean wantsRaw() {
        return raw;
    }

    @Override
    public void onWritable() {
        check("onWritable");
        writable.complete(null);
    }

    private void check(String call) {
        if (!loop.inLoop()) {
            offLoop.add(call);
        }
    }

    CompletableFuture<Connected> connect(URI uri) {
        codec = PlainCodec.careless();
        ConnectRequest request = request(uri, codec);
        return on(() -> transport.connect(request, this)).toCompletableFuture();
    }

    ConnectRequest request(URI uri, RealtimeCodec with) {
        Endpoint endpoint =
                new Endpoint(
                        uri,
                        Map.of("X-Plain", "seen"),
                        Map.of("Authorization", Secret.of("Bearer " + KEY)),
                        subprotocols);
        return new ConnectRequest(loop, endpoint, with, config, null, null, null, timeout);
    }

    CompletableFuture<Receipt> send(Command command) {
        return on(() -> transport.send(command)).toCompletableFuture();
    }

    CompletableFuture<Void> close(CloseReason reason) {
        return transport.close(reason).toCompletableFuture();
    }

    /** Runs on the loop and waits for it. */
    <T> T on(Supplier<T> task) {
        return soon(CompletableFuture.supplyAsync(task, loop));
    }

    /** Why connecting failed. */
    CloseReason refusal(URI uri) {
        return failure(connect(uri)).reason();
    }

    static ConnectException failure(CompletableFuture<?> connecting) {
        ExecutionException thrown =
                assertThrows(ExecutionException.class, () -> connecting.get(20, TimeUnit.SECONDS));
        return (ConnectException) Objects.requireNonNull(thrown.getCause());
    }

    /** The next event of a type; what comes before it is passed over. */
    <E extends TransportEvent> E next(Class<E> type) {
        while (true) {
            try {
                TransportEvent event = news.poll(10, TimeUnit.SECONDS);
                if (event == null) {
                    throw new AssertionError("no " + type.getSimpleName() + " within 10 s");
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

    List<TransportState> states() {
        return events.stream()
                .filter(TransportEvent.StateChanged.class::isInstance)
                .map(event -> ((TransportEvent.StateChanged) event).state())
                .toList();
    }

    static <T> T soon(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
