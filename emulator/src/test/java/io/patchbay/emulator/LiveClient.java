package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.fail;

import io.patchbay.emulator.protocol.internal.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A plain WebSocket client of the JDK. */
final class LiveClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    /** How the connection ended. */
    record Closed(int code, String reason) {}

    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
    private final List<JsonNode> seen = new ArrayList<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private LiveClient(WebSocket.Builder builder, URI uri) {
        socket = builder.buildAsync(uri, new Frames()).join();
    }

    /** Connects with a key. */
    static LiveClient connect(Emulator emulator, String query) {
        return connect(emulator, query, b -> b.header("Authorization", "Bearer test-key"));
    }

    /** Connects with headers and subprotocols of one's own. */
    static LiveClient connect(
            Emulator emulator, String query, UnaryOperator<WebSocket.Builder> setUp) {
        WebSocket.Builder builder = setUp.apply(HttpClient.newHttpClient().newWebSocketBuilder());
        return new LiveClient(builder, URI.create(emulator.webSocketUri() + query));
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    LiveClient send(String json) {
        socket.sendText(json.replace('\'', '"'), true).join();
        return this;
    }

    void sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** Waits for the next event of a type; what comes before it is kept in {@link #seen}. */
    JsonNode await(String type) {
        try {
            for (JsonNode event = next(); ; event = next()) {
                seen.add(event);
                if (type.equals(event.path("type").stringValue(""))) {
                    return event;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail(e);
        }
    }

    private JsonNode next() throws InterruptedException {
        JsonNode event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return event != null
                ? event
                : fail("Nothing more came after " + types() + ", closed: " + closed.getNow(null));
    }

    List<JsonNode> seen() {
        return seen;
    }

    private List<String> types() {
        return seen.stream().map(e -> e.path("type").stringValue("")).toList();
    }

    /** How the connection ended; waits for it. */
    Closed closed() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
    }

    private final class Frames implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String frame = text.toString();
                text.setLength(0);
                TypedModels.validate(frame);
                events.add(Json.parse(frame));
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            closed.complete(new Closed(code, reason));
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.complete(new Closed(1006, String.valueOf(error.getMessage())));
        }
    }
}
