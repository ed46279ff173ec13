package io.patchbay.net.fetch;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NullUnmarked;

/** A fetch that does what a test says. */
@NullUnmarked
public record Scripted(Behaviour behaviour) implements UpgradeFetch {

    /** What it does with a request. */
    public interface Behaviour {
        CompletableFuture<UpgradeResponse> ask(HttpRequest request, SerialLoop loop)
                throws Exception;
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        try {
            return behaviour.ask(request, loop);
        } catch (Exception e) {
            throw thrown(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> E thrown(Exception e) throws E {
        throw (E) e;
    }

    /** The headers of an agreement over HTTP/1.1. */
    public static HttpHeaders agreement(HttpRequest request) {
        try {
            String key = request.headers().first("sec-websocket-key").orElseThrow();
            byte[] sha =
                    MessageDigest.getInstance("SHA-1")
                            .digest(
                                    (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                            .getBytes(StandardCharsets.ISO_8859_1));
            return HttpHeaders.of(
                    "Upgrade",
                    "WebSocket",
                    "Connection",
                    "keep-alive, Upgrade",
                    "Sec-WebSocket-Accept",
                    Base64.getEncoder().encodeToString(sha));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An agreement with this stream. */
    public static CompletableFuture<UpgradeResponse> agreed(
            HttpRequest request, ByteStream stream) {
        return CompletableFuture.completedFuture(
                UpgradeResponse.upgraded(
                        UpgradeResponse.Version.HTTP_1_1, 101, agreement(request), stream));
    }

    /** An agreement with these messages. */
    public static CompletableFuture<UpgradeResponse> agreed(MessageStream stream) {
        return CompletableFuture.completedFuture(
                UpgradeResponse.upgraded(
                        UpgradeResponse.Version.HTTP_1_1, 101, HttpHeaders.none(), stream));
    }
}
