package io.patchbay.bench.internal.rtc;

import io.patchbay.net.EventLoops;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A program that calls as a page does, with sound over WebSocket. */
public final class BrowserSocketCaller implements ToneCaller, WebSocketListener {

    private static final int RATE = 24_000;

    private final TonePhone phone;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private final WebSocketConnection connection;
    private volatile boolean closing;
    private volatile boolean over;

    /** Calls. Blocks until it is connected. */
    public BrowserSocketCaller(
            EventLoops loops, URI socket, String credential, ToneCall call, long seed) {
        this.phone = new TonePhone(call, RATE, seed, this::speak);
        this.connection =
                new WebSocketClient(loops)
                        .connect(
                                WebSocketRequest.builder(socket)
                                        .header("authorization", "Bearer " + credential)
                                        .build(),
                                loops.next(),
                                this)
                        .toCompletableFuture()
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join();
    }

    private void speak(ByteBuffer frame) {
        connection.sendBinary(frame);
    }

    @Override
    public void tick() {
        if (!closing && !over) {
            phone.tick();
        }
    }

    @Override
    public void onText(ByteBuffer message) {
        // events for a page
    }

    @Override
    public void onBinary(ByteBuffer sound) {
        phone.hear(sound, RATE);
    }

    @Override
    public void onClose(WebSocketClose close) {
        over = true;
        if (!closing) {
            complaints.add("the call ended by itself: " + close);
        }
    }

    @Override
    public TonePhone phone() {
        return phone;
    }

    @Override
    public boolean connected() {
        return !over;
    }

    @Override
    public Queue<String> complaints() {
        return complaints;
    }

    @Override
    public void hangUp() {
        closing = true;
        connection.close(1000, "");
    }
}
