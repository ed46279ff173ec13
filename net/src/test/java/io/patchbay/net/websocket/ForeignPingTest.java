package io.patchbay.net.websocket;

import io.patchbay.net.Sockets;
import io.patchbay.net.fetch.Wrapping;
import org.jspecify.annotations.NullUnmarked;

/** The same over a stream of bytes that is not ours. */
@NullUnmarked
class ForeignPingTest extends WebSocketPingTest {

    @Override
    Sockets open() {
        return new Sockets(new Wrapping());
    }
}
