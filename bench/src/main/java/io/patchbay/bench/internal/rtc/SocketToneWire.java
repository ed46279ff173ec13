package io.patchbay.bench.internal.rtc;

import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A WebSocket at the model's end. */
final class SocketToneWire implements ToneWire, WebSocketListener {

    private final ToneCall call;
    private final boolean deaf;
    private @Nullable WebSocketConnection connection;
    private @Nullable ToneLine line;

    SocketToneWire(ToneCall call, boolean deaf) {
        this.call = call;
        this.deaf = deaf;
    }

    @Override
    public void onOpen(WebSocketConnection opened) {
        connection = opened;
        ToneLine made = new ToneLine(this, call, opened.loop(), 24_000, deaf);
        line = made;
        made.open();
    }

    @Override
    public void onText(ByteBuffer message) {
        ToneLine now = line;
        if (now != null) {
            now.hears(StandardCharsets.UTF_8.decode(message).toString());
        }
    }

    @Override
    public void onClose(WebSocketClose close) {
        ToneLine now = line;
        if (now != null) {
            now.gone();
        }
    }

    @Override
    public void send(String json) {
        WebSocketConnection now = connection;
        if (now != null && now.isOpen()) {
            now.sendText(json);
        }
    }

    @Override
    public boolean media() {
        return false;
    }

    @Override
    public void sound(ByteBuffer pcm) {
        throw new IllegalStateException("sound goes in events here");
    }

    @Override
    public void flush() {
        // what was sent has left
    }

    @Override
    public void close() {
        WebSocketConnection now = connection;
        if (now != null) {
            now.abort();
        }
    }
}
