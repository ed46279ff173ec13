package io.patchbay.net.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.net.Sockets;
import io.patchbay.net.fetch.JdkFetch;
import io.patchbay.net.websocket.WebSocketClose.Initiator;
import java.net.http.HttpClient;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** The same over the WebSocket of the JDK, which answers closes and joins messages by itself. */
@NullUnmarked
class JdkCloseTest extends WebSocketCloseTest {

    @Override
    Sockets open() {
        return new Sockets(new JdkFetch(HttpClient.newHttpClient()));
    }

    @Override
    WebSocketCloseTest another() {
        return new JdkCloseTest();
    }

    @Override
    void answered(int code, byte[] answer) {
        if (answer.length > 0) { // the JDK tells such a server where there is time
            super.answered(code, answer);
        }
    }

    @Override
    @Test
    void a_close_without_code_is_1005() throws Exception {
        WebSocketClose close = afterFrames(new CompletableFuture<>(), 0x88, 0);
        assertEquals(new WebSocketClose(1005, "", Initiator.REMOTE, true), close);
    }

    @Override
    @Test
    void a_message_over_the_bound_is_1009_before_it_arrived() throws Exception {
        int[] frame = new int[4 + 1001];
        frame[0] = 0x82;
        frame[1] = 126;
        frame[2] = 1001 >> 8;
        frame[3] = 1001 & 0xff;
        WebSocketClose close = afterFrames(new CompletableFuture<>(), frame);
        assertEquals(1009, close.code()); // when it was joined, not before
        assertEquals("a message is over the bound of 1000 bytes", close.reason());
        assertEquals(Initiator.LOCAL, close.initiator());
    }
}
