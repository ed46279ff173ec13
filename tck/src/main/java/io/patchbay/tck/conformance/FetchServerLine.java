package io.patchbay.tck.conformance;

import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The server's end of one connection: an echo, which can be made to stop reading. */
final class FetchServerLine implements WebSocketListener {

    static final String GREETING = "the server speaks first";

    final CompletableFuture<WebSocketConnection> connection = new CompletableFuture<>();
    final CompletableFuture<WebSocketClose> closed = new CompletableFuture<>();
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    final AtomicLong binary = new AtomicLong();
    private final boolean speaksFirst;
    private volatile CountDownLatch held = new CountDownLatch(0);

    FetchServerLine(boolean speaksFirst) {
        this.speaksFirst = speaksFirst;
    }

    @Override
    public void onOpen(WebSocketConnection opened) {
        if (speaksFirst) {
            opened.sendText(GREETING);
        }
        connection.complete(opened);
    }

    @Override
    public void onText(ByteBuffer message) {
        texts.add(StandardCharsets.UTF_8.decode(message.duplicate()).toString());
        connection.join().sendText(message);
    }

    @Override
    public void onBinary(ByteBuffer message) {
        binary.addAndGet(message.remaining());
    }

    @Override
    public void onClose(WebSocketClose close) {
        closed.complete(close);
    }

    /** Holds the server's loop up, so that it reads nothing, or lets it go on. */
    void hold(boolean on) {
        if (!on) {
            held.countDown();
            return;
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
    }
}
