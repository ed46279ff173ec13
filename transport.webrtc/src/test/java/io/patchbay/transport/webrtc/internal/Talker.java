package io.patchbay.transport.webrtc.internal;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
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
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.EventLoops;
import io.patchbay.tck.PlainCodec;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The session's side of a test: calls the transport on its loop and hears what it says. */
final class Talker implements TransportListener {

    static final String KEY = "sk-hush-hush";

    /** What a heard chunk was, copied. */
    record Heard(AudioFormat format, byte[] bytes) {}

    final SerialLoop loop = EventLoops.shared().next();
    final RealtimeTransport transport;
    final BlockingQueue<ScriptedLink> links = new LinkedBlockingQueue<>();
    final List<TransportEvent> events = new CopyOnWriteArrayList<>();
    final BlockingQueue<Heard> sound = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> writable = new CompletableFuture<>();
    final List<String> offLoop = new CopyOnWriteArrayList<>();
    private final BlockingQueue<TransportEvent> news = new LinkedBlockingQueue<>();
    volatile PlainCodec codec = new PlainCodec();
    SessionConfig config = SessionConfig.EMPTY;
    Duration timeout = Duration.ofSeconds(60);
    Map<String, String> parts = Map.of();
    volatile boolean raw;

    Talker() {
        this(Map.of());
    }

    Talker(Map<String, ?> settings) {
        this.transport = transport(settings, this::links);
    }

    Talker(Links links) {
        this.transport = transport(Map.of(), links);
    }

    private static RealtimeTransport transport(Map<String, ?> settings, Links links) {
        return new WebRtcTransport(
                LineSettings.read(Settings.of(settings)), links, ForkJoinPool.commonPool());
    }

    private Links.Maker links() {
        return (settings, on, listener) -> {
            ScriptedLink link = new ScriptedLink(settings, on, listener);
            links.add(link);
            return link;
        };
    }

    @Override
    public void onEvent(TransportEvent event) {
        check("onEvent");
        events.add(event);
        news.add(event);
        if (event instanceof TransportEvent.Extension note && note.json().equals("note angry")) {
            throw new IllegalStateException("an angry session");
        }
    }

    @Override
    public void onAudio(AudioChunk chunk) {
        check("onAudio");
        byte[] bytes = new byte[chunk.bytes().remaining()];
        chunk.bytes().get(bytes);
        sound.add(new Heard(chunk.format(), bytes));
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
        codec = new PlainCodec();
        Endpoint endpoint =
                new Endpoint(
                                uri,
                                Map.of("X-Plain", "seen"),
                                Map.of("Authorization", Secret.of("Bearer " + KEY)),
                                List.of())
                        .withOfferParts(parts);
        ConnectRequest request =
                new ConnectRequest(loop, endpoint, codec, config, null, null, null, timeout);
        return on(() -> transport.connect(request, this)).toCompletableFuture();
    }

    /** The link that was made for a connect. */
    ScriptedLink link() {
        try {
            ScriptedLink link = links.poll(60, TimeUnit.SECONDS);
            if (link == null) {
                throw new AssertionError("no link was made");
            }
            return link;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Connects all the way. */
    ScriptedLink open(CallsEndpoint calls) {
        CompletableFuture<Connected> connecting = connect(calls.uri());
        ScriptedLink link = link();
        link.offer.complete("v=0\r\nthe offer\r\n");
        soon(link.answer);
        link.accepted.complete(null);
        link.open();
        link.say(PlainCodec.READY);
        soon(connecting);
        return link;
    }

    CompletableFuture<Receipt> send(Command command) {
        return on(() -> transport.send(command)).toCompletableFuture();
    }

    SendStatus sound(ByteBuffer frame) {
        return on(() -> transport.sendAudio(frame));
    }

    CompletableFuture<Void> close() {
        return transport.close(CloseReason.NORMAL).toCompletableFuture();
    }

    /** Runs on the loop and waits for it. */
    <T> T on(Supplier<T> task) {
        return soon(CompletableFuture.supplyAsync(task, loop));
    }

    static CloseReason failure(CompletableFuture<?> connecting) {
        ExecutionException thrown =
                assertThrows(ExecutionException.class, () -> connecting.get(60, TimeUnit.SECONDS));
        return ((ConnectException) Objects.requireNonNull(thrown.getCause())).reason();
    }

    /** The next event of a type; what comes before it is passed over. */
    <E extends TransportEvent> E next(Class<E> type) {
        while (true) {
            try {
                TransportEvent event = news.poll(60, TimeUnit.SECONDS);
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

    List<TransportState> states() {
        return events.stream()
                .filter(TransportEvent.StateChanged.class::isInstance)
                .map(event -> ((TransportEvent.StateChanged) event).state())
                .toList();
    }

    static <T> T soon(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
