package io.patchbay.net.websocket;

import io.patchbay.net.Sockets;
import io.patchbay.net.fetch.JdkFetch;
import java.net.http.HttpClient;
import org.jspecify.annotations.NullUnmarked;

/** The same over the WebSocket of the JDK. */
@NullUnmarked
class JdkConversationTest extends WebSocketConversationTest {

    @Override
    Sockets open() {
        return new Sockets(new JdkFetch(HttpClient.newHttpClient()));
    }
}
