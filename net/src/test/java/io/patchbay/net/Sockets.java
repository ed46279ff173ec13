package io.patchbay.net;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;

/** Loops, a server and a client on loopback, for one test. */
@NullUnmarked
public final class Sockets implements AutoCloseable {

    public final EventLoops loops = EventLoops.create(2);
    public final WebSocketClient client;
    private HttpServer server;

    /** A client that connects by itself. */
    public Sockets() {
        this(UpgradeFetch.http1());
    }

    /** A client that connects through somebody's fetch. */
    public Sockets(UpgradeFetch through) {
        client = new WebSocketClient(loops, through);
    }

    public HttpServer serve(HttpRoute... routes) throws IOException {
        return serve(HttpServerConfig.builder().build(), routes);
    }

    public HttpServer serve(HttpServerConfig config, HttpRoute... routes) throws IOException {
        server = HttpServer.start(config, loops, List.of(routes));
        return server;
    }

    public URI url(String pathAndQuery) {
        return URI.create("ws://127.0.0.1:" + server.port() + pathAndQuery);
    }

    public WebSocketConnection connect(WebSocketRequest request, WebSocketListener listener)
            throws Exception {
        return get(client.connect(request, loops.next(), listener));
    }

    public WebSocketConnection connect(String path, WebSocketListener listener) throws Exception {
        return connect(WebSocketRequest.builder(url(path)).build(), listener);
    }

    /** The failure of an attempt that has to fail. */
    public ConnectionException refusal(WebSocketRequest request) throws Exception {
        return refusal(client.connect(request, loops.next(), new Heard()));
    }

    public static ConnectionException refusal(CompletionStage<?> stage) throws Exception {
        try {
            Object connected = get(stage);
            throw new AssertionError("connected, to " + connected);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ConnectionException refusal) {
                return refusal;
            }
            throw e;
        }
    }

    public static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Runs on the connection's loop and waits. */
    public static void on(SerialLoop loop, Runnable task) throws Exception {
        get(java.util.concurrent.CompletableFuture.runAsync(task, loop));
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
        loops.close();
    }
}
