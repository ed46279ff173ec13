package io.patchbay.emulator;

import static org.junit.jupiter.api.Assertions.fail;

import io.patchbay.emulator.protocol.internal.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A plain WebSocket client of the JDK at the path of a face. */
final class FaceClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    /** How the connection ended. */
    record Closed(int code, String reason) {}

    /**
     * A frame of the server.
     *
     * @param binary whether it came as binary
     * @param json what it says; missing if it is sound
     * @param bytes all of it
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Frame(boolean binary, JsonNode json, byte[] bytes) {}

    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final List<Frame> seen = new ArrayList<>();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private final Consumer<String> judge;
    private final WebSocket socket;

    private FaceClient(WebSocket.Builder builder, URI uri, Consumer<String> judge) {
        this.judge = judge;
        socket = builder.buildAsync(uri, new Frames()).join();
    }

    /** Connects with a bearer key. */
    static FaceClient connect(Emulator emulator, String path) {
        return connect(emulator, path, b -> b.header("Authorization", "Bearer test-key"));
    }

    /** Connects with headers of one's own. */
    static FaceClient connect(
            Emulator emulator, String path, UnaryOperator<WebSocket.Builder> setUp) {
        return connect(emulator, path, setUp, frame -> {});
    }

    /** Connects, and shows everything that is JSON to a judge. */
    static FaceClient connect(
            Emulator emulator,
            String path,
            UnaryOperator<WebSocket.Builder> setUp,
            Consumer<String> judge) {
        WebSocket.Builder builder = setUp.apply(HttpClient.newHttpClient().newWebSocketBuilder());
        return new FaceClient(
                builder, URI.create("ws://127.0.0.1:" + emulator.port() + path), judge);
    }

    FaceClient send(String json) {
        socket.sendText(json.replace('\'', '"'), true).join();
        return this;
    }

    FaceClient sendBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /** Waits for the next event of a type, of those that say so. */
    JsonNode await(String type) {
        return await(frame -> type.equals(frame.path("type").stringValue("")));
    }

    /** Waits for the next frame that fits; what comes before it is kept in {@link #seen}. */
    JsonNode await(Predicate<JsonNode> fits) {
        for (Frame frame = next(); ; frame = next()) {
            if (fits.test(frame.json())) {
                return frame.json();
            }
        }
    }

    /** The next frame, whatever it is. */
    Frame next() {
        try {
            Frame frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                return fail(
                        "Nothing more came after "
                                + seen.stream().map(f -> f.json().toString()).toList()
                                + ", closed: "
                                + closed.getNow(null));
            }
            seen.add(frame);
            return frame;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail(e);
        }
    }

    List<Frame> seen() {
        return seen;
    }

    /** Types of the events so far, of those that say one. */
    List<String> types() {
        return seen.stream().map(f -> f.json().path("type").stringValue("")).toList();
    }

    /** How the connection ended; waits for it. */
    Closed closed() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
    }

    /** Ends the connection and waits until the server has, too. */
    void leave() {
        close();
        closed();
    }

    private final class Frames implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String frame = text.toString();
                text.setLength(0);
                take(false, frame.getBytes(StandardCharsets.UTF_8));
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(
                WebSocket webSocket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            binary.writeBytes(bytes);
            if (last) {
                byte[] frame = binary.toByteArray();
                binary.reset();
                take(true, frame);
            }
            webSocket.request(1);
            return null;
        }

        private void take(boolean isBinary, byte[] frame) {
            boolean json = frame.length > 0 && frame[0] == '{';
            if (json) {
                judge.accept(new String(frame, StandardCharsets.UTF_8));
            }
            frames.add(
                    new Frame(
                            isBinary,
                            json ? Json.parse(frame) : Json.object().path("none"),
                            frame));
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
