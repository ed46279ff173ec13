package io.patchbay.transport.browser.internal;

import io.patchbay.net.EventLoops;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import io.patchbay.tck.conformance.Caller;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A page, or program, that calls over WebSocket with this project's own client. */
final class SocketPage implements Caller, WebSocketListener {

    final List<ObjectNode> events = new CopyOnWriteArrayList<>();
    private final BlockingQueue<ObjectNode> news = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    private final CompletableFuture<WebSocketConnection> connection = new CompletableFuture<>();
    final CompletableFuture<WebSocketClose> closed = new CompletableFuture<>();

    private SocketPage() {}

    /** Calls with a fresh credential; one who finds nobody is gone. */
    static SocketPage call(URI base, String query) throws Exception {
        String credential;
        try {
            credential = Doors.credential(base);
        } catch (ExecutionException | AssertionError e) {
            SocketPage gone = new SocketPage();
            gone.closed.complete(
                    new WebSocketClose(1006, "nobody", WebSocketClose.Initiator.NETWORK, false));
            return gone;
        }
        return call(base, query, "", credential);
    }

    /** Calls as a page of {@code origin}, or as a program where that is empty. */
    static SocketPage call(URI base, String query, String origin, String credential) {
        return call(base, query, origin, credential, TlsSettings.defaults());
    }

    /** Calls one whose certificate is trusted by this. */
    static SocketPage call(
            URI base, String query, String origin, String credential, TlsSettings trust) {
        SocketPage page = new SocketPage();
        URI uri = URI.create(base.toString().replaceFirst("^http", "ws") + "/socket" + query);
        var request = WebSocketRequest.builder(uri).tls(trust);
        if (origin.isEmpty()) {
            request.header("authorization", "Bearer " + credential);
        } else {
            request.header("origin", origin)
                    .subprotocols(List.of("patchbay.v1", "patchbay.credential." + credential));
        }
        new WebSocketClient()
                .connect(request.build(), EventLoops.shared().next(), page)
                .whenComplete(
                        (open, failure) -> {
                            if (failure != null) {
                                page.connection.completeExceptionally(failure);
                                page.closed.complete(
                                        new WebSocketClose(
                                                1006,
                                                String.valueOf(failure.getMessage()),
                                                WebSocketClose.Initiator.NETWORK,
                                                false));
                            }
                        });
        return page;
    }

    WebSocketConnection line() throws Exception {
        return connection.get(60, TimeUnit.SECONDS);
    }

    /** Whether the door let this page in. */
    boolean isIn() throws InterruptedException {
        try {
            line();
            return true;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return false;
        }
    }

    void send(String json) throws Exception {
        line().sendText(json);
    }

    /** The next event of this type; those before it are left out. */
    ObjectNode next(String type) throws Exception {
        while (true) {
            @Nullable ObjectNode event = news.poll(60, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no " + type + " among " + events + ", " + closed);
            }
            if (event.path("type").asString().equals(type)) {
                return event;
            }
        }
    }

    /** Waits for an event of this type whose field has this value. */
    JsonNode next(String type, String field, String value) throws Exception {
        while (true) {
            ObjectNode event = next(type);
            if (event.path(field).asString().equals(value)) {
                return event;
            }
        }
    }

    WebSocketClose end() throws Exception {
        return closed.get(60, TimeUnit.SECONDS);
    }

    /** Breaks the call if there is one. */
    void vanishQuietly() {
        connection.thenAccept(WebSocketConnection::abort);
    }

    // ---- what the connection says

    @Override
    public void onOpen(WebSocketConnection open) {
        connection.complete(open);
    }

    @Override
    public void onText(ByteBuffer message) {
        ObjectNode event =
                Json.object(
                        message.array(),
                        message.arrayOffset() + message.position(),
                        message.remaining());
        events.add(event);
        news.add(event);
    }

    @Override
    public void onBinary(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        synchronized (sound) {
            sound.writeBytes(bytes);
        }
    }

    @Override
    public void onClose(WebSocketClose close) {
        closed.complete(close);
    }

    // ---- a caller of the kit

    @Override
    public void say(byte[] bytes) throws Exception {
        line().sendBinary(ByteBuffer.wrap(bytes));
    }

    @Override
    public byte[] heard() {
        synchronized (sound) {
            return sound.toByteArray();
        }
    }

    @Override
    public void hangUp() throws Exception {
        line().close(1000, "");
    }

    @Override
    public void vanish() throws Exception {
        line().abort();
    }

    @Override
    public boolean isGone(Duration patience) throws Exception {
        try {
            closed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
