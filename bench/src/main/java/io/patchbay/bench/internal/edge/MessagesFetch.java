package io.patchbay.bench.internal.edge;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.MessageStream;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A fetch of a platform that frames messages by itself. The platform here is our own engine, so
 * that what is measured is what lies on top of it.
 */
final class MessagesFetch implements UpgradeFetch {

    @Override
    public String name() {
        return "bench-messages";
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        CompletableFuture<UpgradeResponse> answer = new CompletableFuture<>();
        WebSocketRequest.Builder builder =
                WebSocketRequest.builder(
                        URI.create(request.uri().toString().replaceFirst("^http", "ws")));
        request.headers()
                .first("authorization")
                .ifPresent(value -> builder.header("authorization", value));
        Stream stream = new Stream();
        new WebSocketClient()
                .connect(builder.build(), loop, stream)
                .whenComplete(
                        (connection, failure) -> {
                            if (failure == null) {
                                answer.complete(
                                        UpgradeResponse.upgraded(
                                                UpgradeResponse.Version.HTTP_1_1,
                                                101,
                                                connection.headers(),
                                                stream));
                            } else {
                                answer.completeExceptionally(failure);
                            }
                        });
        return answer;
    }

    private static final class Stream implements MessageStream, WebSocketListener {

        private final Queue<ByteBuffer> early = new ArrayDeque<>();
        private @Nullable WebSocketConnection connection;
        private @Nullable Listener listener;

        private WebSocketConnection connection() {
            return Objects.requireNonNull(connection, "not open");
        }

        @Override
        public void onOpen(WebSocketConnection opened) {
            connection = opened;
        }

        @Override
        public void onText(ByteBuffer message) {
            Listener now = listener;
            if (now == null) {
                early.add(ByteBuffer.allocate(message.remaining()).put(message).flip());
            } else {
                now.onMessage(message, true);
            }
        }

        @Override
        public void onWritable() {
            Listener now = listener;
            if (now != null) {
                now.onWritable();
            }
        }

        @Override
        public void onClose(WebSocketClose close) {
            Listener now = listener;
            if (now != null) {
                now.onClose(close.code(), close.reason(), true);
            }
        }

        @Override
        public void start(Listener hears) {
            listener = hears;
            while (!early.isEmpty()) {
                hears.onMessage(early.remove(), true);
            }
        }

        @Override
        public boolean send(ByteBuffer message, boolean text) {
            ByteBuffer out = connection().begin(message.remaining());
            if (out == null) {
                return false;
            }
            out.put(message);
            return text ? connection().endText() : connection().endBinary();
        }

        @Override
        public long pendingBytes() {
            return connection().pendingBytes();
        }

        @Override
        public void reading(boolean on) {
            // it goes on
        }

        @Override
        public void close(int code, String reason) {
            connection().close(code, reason);
        }

        @Override
        public void abort() {
            connection().abort();
        }
    }
}
