package io.patchbay.bench.internal.edge;

import io.patchbay.net.EventLoops;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketUpgrade;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says each message again, at once. All lines are on one loop. */
public final class EchoServer implements AutoCloseable {

    private static final String PATH = "/v1/realtime";

    private final EventLoops loops;
    private final HttpServer server;

    private EchoServer(int port) throws IOException {
        this.loops = EventLoops.create(1);
        this.server =
                HttpServer.start(
                        HttpServerConfig.builder().port(port).http2(true).build(),
                        loops,
                        List.of(HttpRoute.webSocket(PATH, EchoServer::upgrade)));
    }

    /** Listens on 127.0.0.1; 0 picks a free port. */
    public static EchoServer start(int port) throws IOException {
        return new EchoServer(port);
    }

    /** Where it listens. */
    public String url() {
        return "ws://127.0.0.1:" + server.port() + PATH;
    }

    private static void upgrade(WebSocketUpgrade upgrade) {
        WebSocketUpgrade.Acceptance plain = WebSocketUpgrade.Acceptance.plain();
        upgrade.accept(
                upgrade.subprotocols().contains("realtime")
                        ? plain.withSubprotocol("realtime")
                        : plain,
                new Again());
    }

    @Override
    public void close() {
        server.close();
        loops.close();
    }

    private static final class Again implements WebSocketListener {

        private @Nullable WebSocketConnection connection;

        @Override
        public void onOpen(WebSocketConnection opened) {
            connection = opened;
        }

        @Override
        public void onText(ByteBuffer message) {
            WebSocketConnection now = connection;
            ByteBuffer again = now == null ? null : now.begin(message.remaining());
            if (now != null && again != null) {
                again.put(message);
                now.endText();
            }
        }

        @Override
        public void onClose(WebSocketClose close) {
            connection = null;
        }
    }
}
