package io.patchbay.transport.cloudflare.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.ConnectRequest;
import io.patchbay.api.transport.Connected;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.api.transport.TransportState;
import io.patchbay.net.EventLoops;
import io.patchbay.net.fetch.MessageStream;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.tck.PlainCodec;
import io.patchbay.tck.net.MemoryFetch;
import io.patchbay.tck.net.MemorySocket;
import io.patchbay.tck.net.MemoryUpgrade;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the reference's Cloudflare transport promises, of ours. */
class ReferenceUpgradeTest {

    private static final String KEY = "sk-hush-hush-hush";
    private static final URI MODEL =
            URI.create("wss://model.example:8443/v1/realtime?model=gpt-realtime");

    private final SerialLoop loop = EventLoops.shared().next();
    private final List<HttpRequest> asked = new CopyOnWriteArrayList<>();
    private final List<TransportState> states = new CopyOnWriteArrayList<>();
    private final TransportListener listener =
            new TransportListener() {
                @Override
                public void onEvent(TransportEvent event) {
                    if (event instanceof TransportEvent.StateChanged changed) {
                        states.add(changed.state());
                    }
                }

                @Override
                public void onAudio(AudioChunk chunk) {
                    throw new AssertionError("nobody spoke");
                }
            };

    private RealtimeTransport transport(Consumer<MemoryUpgrade> server) {
        CloudflareTransportFactory factory = new CloudflareTransportFactory();
        MemoryFetch fetch =
                new MemoryFetch(
                        upgrade -> {
                            asked.add(upgrade.request());
                            server.accept(upgrade);
                        });
        factory.activate();
        factory.bindFetch(fetch, Map.of());
        return factory.create(Settings.of(Map.of()), context());
    }

    private static PlugContext context() {
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

    private CompletableFuture<Connected> connect(RealtimeTransport transport) {
        Endpoint endpoint =
                new Endpoint(
                        MODEL,
                        Map.of("User-Agent", "Patchbay/1.0", "X-Agents-Sdk", "patchbay"),
                        Map.of("Authorization", Secret.of("Bearer " + KEY)),
                        List.of("realtime"));
        ConnectRequest request =
                new ConnectRequest(
                        loop,
                        endpoint,
                        new PlainCodec(),
                        SessionConfig.EMPTY,
                        null,
                        null,
                        null,
                        Duration.ofSeconds(60));
        return CompletableFuture.supplyAsync(() -> transport.connect(request, listener), loop)
                .thenCompose(connecting -> connecting);
    }

    private static <T> T soon(CompletableFuture<T> stage) throws Exception {
        return stage.get(60, TimeUnit.SECONDS);
    }

    private CloseReason refusal(RealtimeTransport transport) {
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> soon(connect(transport)));
        return assertInstanceOf(ConnectException.class, failure.getCause()).reason();
    }

    /** A server of the plain dialect. */
    private static void welcome(MemoryUpgrade upgrade) {
        MemorySocket server = upgrade.accept(HttpHeaders.of("sec-websocket-protocol", "realtime"));
        server.onText(words -> server.say(PlainCodec.READY));
    }

    private HttpRequest request() {
        assertEquals(1, asked.size());
        return asked.get(0);
    }

    private String header(String name) {
        List<String> values = request().headers().all(name);
        assertEquals(1, values.size(), () -> name + " in " + names());
        return values.get(0);
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        request().headers().entries().forEach(e -> names.add(e.name().toLowerCase(Locale.ROOT)));
        return names;
    }

    @Test
    void the_upgrade_is_a_get_of_the_web_address_with_the_handshakes_headers() throws Exception {
        RealtimeTransport transport = transport(ReferenceUpgradeTest::welcome);
        soon(connect(transport));
        assertEquals("GET", request().method());
        assertEquals(
                URI.create("https://model.example:8443/v1/realtime?model=gpt-realtime"),
                request().uri());
        assertEquals("websocket", header("upgrade").toLowerCase(Locale.ROOT));
        assertEquals("upgrade", header("connection").toLowerCase(Locale.ROOT));
        assertEquals("13", header("sec-websocket-version"));
        assertEquals(16, Base64.getDecoder().decode(header("sec-websocket-key")).length);
        assertEquals("realtime", header("sec-websocket-protocol"));
        assertEquals("Bearer " + KEY, header("authorization"));
        assertEquals("Patchbay/1.0", header("user-agent"));
        assertEquals("patchbay", header("x-agents-sdk"));
        assertEquals(
                Set.of(
                        "authorization",
                        "connection",
                        "sec-websocket-key",
                        "sec-websocket-protocol",
                        "sec-websocket-version",
                        "upgrade",
                        "user-agent",
                        "x-agents-sdk"),
                names());
        soon(transport.close(CloseReason.NORMAL).toCompletableFuture());
    }

    @Test
    void a_socket_that_never_says_that_it_is_open_is_connecting_then_connected() throws Exception {
        PlatformSocket socket = new PlatformSocket();
        RealtimeTransport transport =
                transport(
                        upgrade ->
                                upgrade.answer(
                                        UpgradeResponse.upgraded(
                                                Version.HTTP_1_1,
                                                101,
                                                HttpHeaders.none(),
                                                socket)));
        CompletableFuture<Connected> connecting = connect(transport);
        assertEquals(PlainCodec.HELLO, soon(socket.first));
        assertFalse(connecting.isDone());
        assertEquals(List.of(TransportState.CONNECTING), states);
        loop.execute(() -> socket.say(PlainCodec.READY));
        soon(connecting);
        assertEquals(List.of(TransportState.CONNECTING, TransportState.CONNECTED), states);
        assertEquals(TransportState.CONNECTED, transport.state());
        soon(transport.close(CloseReason.NORMAL).toCompletableFuture());
        assertEquals(
                List.of(
                        TransportState.CONNECTING,
                        TransportState.CONNECTED,
                        TransportState.DISCONNECTING,
                        TransportState.DISCONNECTED),
                states);
    }

    @Test
    void a_refused_upgrade_is_said_with_its_status_and_body() throws Exception {
        RealtimeTransport transport =
                transport(
                        upgrade ->
                                upgrade.refuse(
                                        new HttpResponse(
                                                401,
                                                HttpHeaders.none(),
                                                ("no such key: " + KEY)
                                                        .getBytes(StandardCharsets.UTF_8))));
        CloseReason reason = refusal(transport);
        assertEquals(Cause.FATAL, reason.cause());
        assertEquals(401, reason.code());
        assertTrue(
                reason.text().startsWith("model.example:8443 answered 401")
                        && reason.text().endsWith("it said: no such key: ***"),
                reason.text());
        assertEquals(List.of(TransportState.CONNECTING, TransportState.DISCONNECTED), states);
    }

    @Test
    void a_socket_that_cannot_be_accepted_fails_the_connect_by_name() throws Exception {
        PlatformSocket socket = new PlatformSocket();
        socket.refusal = new IllegalStateException("accept failed");
        RealtimeTransport transport =
                transport(
                        upgrade ->
                                upgrade.answer(
                                        UpgradeResponse.upgraded(
                                                Version.HTTP_1_1,
                                                101,
                                                HttpHeaders.none(),
                                                socket)));
        CloseReason reason = refusal(transport);
        assertEquals(Cause.LOST, reason.cause());
        assertTrue(reason.text().contains("IllegalStateException"), reason.text());
        assertEquals(TransportState.DISCONNECTED, transport.state());
        assertEquals("Bearer " + KEY, header("authorization"));
        assertEquals("Patchbay/1.0", header("user-agent"));
    }

    /** What a platform gives that frames messages by itself. On the loop. */
    private static final class PlatformSocket implements MessageStream {

        final CompletableFuture<String> first = new CompletableFuture<>();
        volatile @Nullable RuntimeException refusal;
        private @Nullable Listener listener;

        @Override
        public void start(Listener hearing) {
            RuntimeException why = refusal;
            if (why != null) {
                throw why;
            }
            listener = hearing;
        }

        void say(String words) {
            ByteBuffer text = ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8));
            Objects.requireNonNull(listener).onMessage(text, true);
        }

        @Override
        public boolean send(ByteBuffer message, boolean text) {
            first.complete(StandardCharsets.UTF_8.decode(message).toString());
            return true;
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public void reading(boolean on) {
            // it cannot stop
        }

        @Override
        public void close(int code, String reason) {
            Objects.requireNonNull(listener).onClose(code, reason, false);
        }

        @Override
        public void abort() {
            if (listener != null) {
                listener.onClose(1006, "", false);
            }
        }
    }
}
