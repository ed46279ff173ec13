package io.patchbay.tck.conformance;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.fetch.MessageStream;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketClose;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketListener;
import io.patchbay.net.websocket.WebSocketRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;

/** A platform that frames messages by itself, played by a WebSocket of ours. */
@NullUnmarked
final class PlatformFetch implements UpgradeFetch {

    @Override
    public String name() {
        return "platform";
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        URI ws = URI.create("ws" + request.uri().toString().substring("http".length()));
        WebSocketRequest.Builder wanted =
                WebSocketRequest.builder(ws).connectTimeout(request.timeout());
        for (HttpHeaders.Header header : request.headers().entries()) {
            if (header.name().equalsIgnoreCase("sec-websocket-protocol")) {
                wanted.subprotocols(List.of(header.value().split(", ")));
            } else {
                wanted.header(header.name(), header.value());
            }
        }
        Messages messages = new Messages();
        CompletableFuture<WebSocketConnection> opening =
                new WebSocketClient().connect(wanted.build(), loop, messages).toCompletableFuture();
        CompletableFuture<UpgradeResponse> answer = new CompletableFuture<>();
        opening.whenComplete(
                (opened, failure) -> {
                    if (opened != null) {
                        if (!answer.complete(
                                UpgradeResponse.upgraded(
                                        Version.HTTP_1_1, 101, opened.headers(), messages))) {
                            opened.abort();
                        }
                    } else {
                        refused(answer, failure, request.maxResponseBytes());
                    }
                });
        answer.whenComplete(
                (given, failure) -> {
                    if (answer.isCancelled()) {
                        opening.cancel(true);
                    }
                });
        return answer;
    }

    private static void refused(
            CompletableFuture<UpgradeResponse> answer, Throwable failure, int most) {
        if (failure instanceof ConnectionException refusal && refusal.status().isPresent()) {
            String body = refusal.body();
            answer.complete(
                    UpgradeResponse.refused(
                            Version.HTTP_1_1,
                            HttpResponse.text(
                                    refusal.status().getAsInt(),
                                    body.substring(0, Math.min(most, body.length())))));
        } else {
            answer.completeExceptionally(failure);
        }
    }

    private static final class Messages implements MessageStream, WebSocketListener {

        private final Queue<Runnable> early = new ArrayDeque<>();
        private volatile WebSocketConnection connection;
        private Listener listener;
        private boolean refused;

        private void tell(Runnable event) {
            if (listener == null) {
                early.add(event);
            } else {
                event.run();
            }
        }

        @Override
        public void onOpen(WebSocketConnection opened) {
            connection = opened;
        }

        @Override
        public void onText(ByteBuffer message) {
            came(message, true);
        }

        @Override
        public void onBinary(ByteBuffer message) {
            came(message, false);
        }

        private void came(ByteBuffer message, boolean text) {
            ByteBuffer copy = ByteBuffer.allocate(message.remaining()).put(message).flip();
            tell(() -> listener.onMessage(copy, text));
        }

        @Override
        public void onWritable() {
            tell(this::room);
        }

        private void room() {
            if (refused) {
                refused = false;
                listener.onWritable();
            }
        }

        @Override
        public void onClose(WebSocketClose close) {
            boolean remote = close.initiator() == WebSocketClose.Initiator.REMOTE;
            tell(() -> listener.onClose(close.code(), close.reason(), remote));
        }

        @Override
        public void start(Listener hearing) {
            listener = hearing;
            early.forEach(Runnable::run);
            early.clear();
        }

        @Override
        public boolean send(ByteBuffer message, boolean text) {
            if (!connection.isOpen()) {
                return true;
            }
            if (!connection.writable()) {
                refused = true;
                return false;
            }
            if (text) {
                connection.sendText(StandardCharsets.UTF_8.decode(message));
            } else {
                connection.sendBinary(message);
            }
            return true;
        }

        @Override
        public long pendingBytes() {
            return 0; // it does not say
        }

        @Override
        public void reading(boolean on) {
            // it cannot stop
        }

        @Override
        public void close(int code, String reason) {
            connection.close(code, reason);
        }

        @Override
        public void abort() {
            connection.abort();
        }
    }
}
