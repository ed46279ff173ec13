package io.patchbay.net;

import io.patchbay.net.websocket.WebSocketConnection;
import java.nio.ByteBuffer;
import org.jspecify.annotations.NullUnmarked;

/** Sends back what it hears, by the way that copies nothing. */
@NullUnmarked
public class Echo extends Heard {

    private WebSocketConnection line;

    @Override
    public void onOpen(WebSocketConnection opened) {
        super.onOpen(opened);
        line = opened;
    }

    @Override
    public void onText(ByteBuffer message) {
        line.begin(message.remaining()).put(message);
        line.endText();
    }

    @Override
    public void onBinary(ByteBuffer message) {
        line.begin(message.remaining()).put(message);
        line.endBinary();
    }
}
