package com.example.ownclient;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.fetch.MessageStream;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lines through the HTTP client of the JDK, which frames the messages by itself. */
public final class JdkFetch implements UpgradeFetch {

    /** The JDK's client writes these by itself, and refuses them from others. */
    private static final Set<String> ITS_OWN =
            Set.of("connection", "upgrade", "sec-websocket-key", "sec-websocket-version");

    private static final HttpClient PLAIN = HttpClient.newHttpClient();

    private final HttpClient client;

    /** For containers and {@link java.util.ServiceLoader}. */
    public JdkFetch() {
        this(PLAIN);
    }

    /** Through this client, with its proxy, its trust and its threads. */
    public JdkFetch(HttpClient client) {
        this.client = client;
    }

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        WebSocket.Builder handshake =
                client.newWebSocketBuilder().connectTimeout(request.timeout());
        for (HttpHeaders.Header header : request.headers().entries()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.equals("sec-websocket-protocol")) {
                String[] offered = header.value().split(", ");
                String[] others = java.util.Arrays.copyOfRange(offered, 1, offered.length);
                handshake.subprotocols(offered[0], others);
            } else if (!ITS_OWN.contains(name)) {
                handshake.header(name, header.value());
            }
        }
        URI ws = URI.create("ws" + request.uri().toString().substring("http".length()));
        JdkMessages messages = new JdkMessages(loop);
        CompletableFuture<UpgradeResponse> answer = new CompletableFuture<>();
        CompletableFuture<WebSocket> asked = handshake.buildAsync(ws, messages);
        asked.whenComplete(
                (socket, failure) -> {
                    if (failure != null) {
                        refused(answer, failure);
                    } else if (!answer.complete(agreed(socket, messages))) {
                        socket.abort(); // given up while it was being opened
                    }
                });
        answer.whenComplete(
                (given, failure) -> {
                    if (answer.isCancelled()) {
                        asked.cancel(true);
                    }
                });
        return answer;
    }

    private static UpgradeResponse agreed(WebSocket socket, MessageStream messages) {
        HttpHeaders headers =
                socket.getSubprotocol().isEmpty()
                        ? HttpHeaders.none()
                        : HttpHeaders.of("sec-websocket-protocol", socket.getSubprotocol());
        return UpgradeResponse.upgraded(Version.HTTP_1_1, 101, headers, messages);
    }

    private static void refused(
            CompletableFuture<UpgradeResponse> answer, @Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof WebSocketHandshakeException)) {
            cause = cause.getCause();
        }
        if (cause instanceof WebSocketHandshakeException refusal
                && refusal.getResponse().statusCode() != 101) {
            int status = refusal.getResponse().statusCode(); // the JDK keeps no body of it
            answer.complete(UpgradeResponse.refused(Version.HTTP_1_1, HttpResponse.of(status)));
        } else if (failure != null) {
            answer.completeExceptionally(failure);
        }
    }
}
