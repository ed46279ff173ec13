package io.patchbay.net;

import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;

/** A listener that writes down what it hears. */
@NullUnmarked
public class Heard implements WebSocketListener {

    public final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    public final CompletableFuture<WebSocketConnection> connection = new CompletableFuture<>();
    public final CompletableFuture<WebSocketClose> closed = new CompletableFuture<>();

    @Override
    public void onOpen(WebSocketConnection opened) {
        connection.complete(opened);
        events.add("open");
    }

    @Override
    public void onText(ByteBuffer message) {
        events.add("text " + StandardCharsets.UTF_8.decode(message));
    }

    @Override
    public void onBinary(ByteBuffer message) {
        events.add("binary " + message.remaining());
    }

    @Override
    public void onWritable() {
        events.add("writable");
    }

    @Override
    public void onClose(WebSocketClose close) {
        if (!closed.complete(close)) {
            events.add("closed twice");
        }
        events.add("close " + close.code() + " " + close.reason());
    }

    /** The next event. */
    public String next() throws InterruptedException {
        String event = events.poll(10, TimeUnit.SECONDS);
        return event == null ? "nothing within ten seconds" : event;
    }

    /** How the connection ended. */
    public WebSocketClose close() throws Exception {
        return closed.get(10, TimeUnit.SECONDS);
    }
}
