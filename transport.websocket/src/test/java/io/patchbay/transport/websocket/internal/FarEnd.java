package io.patchbay.transport.websocket.internal;

import io.patchbay.net.EventLoops;
import io.patchbay.net.TlsIdentity;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketUpgrade;
import io.patchbay.tck.PlainCodec;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A provider on loopback that speaks the dialect of {@link PlainCodec}. */
final class FarEnd implements AutoCloseable {

    private final HttpServer server;
    private final boolean secure;
    private final BlockingQueue<Caller> callers = new LinkedBlockingQueue<>();

    /** What is done with a wish to connect; by default it is accepted. */
    volatile Consumer<WebSocketUpgrade> welcome = this::accept;

    /** Whether a hello is answered with ready. */
    volatile boolean answersHello = true;

    FarEnd() throws IOException {
        this(null);
    }

    FarEnd(@Nullable TlsIdentity identity) throws IOException {
        HttpServerConfig.Builder config =
                HttpServerConfig.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .shutdownTimeout(Duration.ofMillis(200));
        if (identity != null) {
            config.tls(identity);
        }
        secure = identity != null;
        server =
                HttpServer.start(
                        config.build(),
                        EventLoops.shared(),
                        List.of(
                                HttpRoute.webSocket(
                                        "/v1/realtime", upgrade -> welcome.accept(upgrade))));
    }

    URI uri() {
        return URI.create(
                (secure ? "wss" : "ws")
                        + "://127.0.0.1:"
                        + server.port()
                        + "/v1/realtime?key=hush");
    }

    void accept(WebSocketUpgrade upgrade) {
        Caller caller = new Caller(upgrade);
        WebSocketUpgrade.Acceptance how = WebSocketUpgrade.Acceptance.plain();
        List<String> offered = upgrade.subprotocols();
        upgrade.accept(offered.isEmpty() ? how : how.withSubprotocol(offered.get(0)), caller);
    }

    static Consumer<WebSocketUpgrade> refusing(int status, String body) {
        return upgrade -> upgrade.reject(HttpResponse.text(status, body));
    }

    /** The next connection that was made. */
    Caller caller() {
        return take(callers);
    }

    private static <T> T take(BlockingQueue<T> queue) {
        try {
            T taken = queue.poll(10, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError("nothing came within 10 s");
            }
            return taken;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** One connection as the provider sees it. */
    final class Caller implements WebSocketListener {

        final WebSocketUpgrade upgrade;
        final CompletableFuture<WebSocketClose> close = new CompletableFuture<>();
        private final CompletableFuture<WebSocketConnection> connection = new CompletableFuture<>();
        private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> sound = new LinkedBlockingQueue<>();

        Caller(WebSocketUpgrade upgrade) {
            this.upgrade = upgrade;
        }

        @Override
        public void onOpen(WebSocketConnection opened) {
            connection.complete(opened);
            callers.add(this);
        }

        @Override
        public void onText(ByteBuffer message) {
            String said = StandardCharsets.UTF_8.decode(message).toString();
            words.add(said);
            if (said.startsWith("hello") && answersHello) {
                connection.join().sendText("ready");
            }
        }

        @Override
        public void onBinary(ByteBuffer message) {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            sound.add(bytes);
        }

        @Override
        public void onClose(WebSocketClose how) {
            close.complete(how);
        }

        WebSocketConnection connection() {
            return connection.join();
        }

        String words() {
            return take(words);
        }

        byte[] sound() {
            return take(sound);
        }

        void say(String said) {
            connection().sendText(said);
        }
    }
}
