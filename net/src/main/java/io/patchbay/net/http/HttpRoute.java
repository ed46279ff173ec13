package io.patchbay.net.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What answers at one place of an HTTP server.
 *
 * <p>Of several routes that match a path, the one with the most literal segments wins. A path that
 * matches with another method is answered 405, a WebSocket route without an upgrade 426. {@code
 * OPTIONS} is a method like others, so that cross-origin rules are the route's own business.
 *
 * <p>The server calls every method on an event loop, which must not be blocked.
 */
@ConsumerType
public interface HttpRoute {

    /** The method in upper case, or {@code *} for any. A WebSocket route says GET. */
    String method();

    /**
     * The path: literal segments, {@code {name}} for one segment, and {@code *} as the last one for
     * any rest, such as {@code /v1/calls/{id}/accept} or {@code /assets/*}.
     */
    String path();

    /** How long a request's body may be, in bytes; over it the server answers 413. 1 MiB. */
    default int maxBodyBytes() {
        return 1 << 20;
    }

    /**
     * Decides on a request before its body is read.
     *
     * @return empty to go on, or the answer that refuses; a failed stage is answered 500
     */
    default CompletionStage<Optional<HttpResponse>> authenticate(IncomingRequest request) {
        return CompletableFuture.completedFuture(Optional.empty());
    }

    /** What happens with a request: an exchange or an upgrade. Always the same kind. */
    HttpHandler handler();

    /** A route for whole requests, with the default limits and no authentication. */
    static HttpRoute of(String method, String path, HttpHandler.Exchange handler) {
        return new SimpleRoute(method, path, handler);
    }

    /** A route for WebSocket upgrades, without authentication. */
    static HttpRoute webSocket(String path, HttpHandler.Upgrade handler) {
        return new SimpleRoute("GET", path, handler);
    }
}
