package io.patchbay.tck.net;

import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketUpgrade;
import io.patchbay.tck.conformance.FarEnd;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The far end of transports over WebSocket: a server on a loop of its own, which can be held up
 * without holding up the transport.
 */
public final class WebSocketFarEnd implements FarEnd {

    private final EventLoops loops = EventLoops.create(1);
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final HttpServer server;

    /**
     * Listens on 127.0.0.1.
     *
     * @throws IOException when it cannot
     */
    public WebSocketFarEnd() throws IOException {
        server =
                HttpServer.start(
                        HttpServerConfig.builder()
                                .host("127.0.0.1")
                                .port(0)
                                .http2(true) // beside HTTP/1.1
                                .shutdownTimeout(Duration.ofMillis(200))
                                .build(),
                        loops,
                        List.of(HttpRoute.webSocket("/v1/realtime", this::accept)));
    }

    private void accept(WebSocketUpgrade upgrade) {
        upgrade.accept(WebSocketUpgrade.Acceptance.plain(), new Line(this));
    }

    @Override
    public URI uri() {
        return URI.create("ws://127.0.0.1:" + server.port() + "/v1/realtime");
    }

    @Override
    public Peer accept(Duration patience) throws InterruptedException {
        return next(lines, patience);
    }

    @Override
    public void close() {
        server.close();
        loops.close();
    }

    private static <T> T next(BlockingQueue<T> queue, Duration patience)
            throws InterruptedException {
        T next = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("nothing came to the far end within " + patience);
        }
        return next;
    }

    private static final class Line implements FarEnd.Peer, WebSocketListener {

        private final WebSocketFarEnd provider;
        private final CompletableFuture<WebSocketConnection> connection = new CompletableFuture<>();
        private final CompletableFuture<WebSocketClose> end = new CompletableFuture<>();
        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> sounds = new LinkedBlockingQueue<>();
        private volatile CountDownLatch held = new CountDownLatch(0);

        Line(WebSocketFarEnd provider) {
            this.provider = provider;
        }

        @Override
        public void onOpen(WebSocketConnection opened) {
            connection.complete(opened);
            provider.lines.add(this);
        }

        @Override
        public void onText(ByteBuffer message) {
            texts.add(StandardCharsets.UTF_8.decode(message).toString());
        }

        @Override
        public void onBinary(ByteBuffer message) {
            byte[] bytes = new byte[message.remaining()];
            message.get(bytes);
            sounds.add(bytes);
        }

        @Override
        public void onClose(WebSocketClose how) {
            end.complete(how);
        }

        @Override
        public void say(String text) {
            connection.join().sendText(text);
        }

        @Override
        public void say(byte[] sound) {
            connection.join().sendBinary(ByteBuffer.wrap(sound));
        }

        @Override
        public String text(Duration patience) throws InterruptedException {
            return next(texts, patience);
        }

        @Override
        public byte[] sound(Duration patience) throws InterruptedException {
            return next(sounds, patience);
        }

        @Override
        public void end(int code, String reason) {
            connection.join().close(code, reason);
        }

        @Override
        public void vanish() {
            connection.join().abort();
        }

        @Override
        public boolean isGone(Duration patience) throws Exception {
            try {
                end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                return false;
            }
        }

        @Override
        public boolean stall(boolean on) {
            if (!on) {
                held.countDown();
                return true;
            }
            CountDownLatch latch = new CountDownLatch(1);
            held = latch;
            connection
                    .join()
                    .loop()
                    .execute(
                            () -> {
                                try {
                                    latch.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            return true;
        }
    }
}
