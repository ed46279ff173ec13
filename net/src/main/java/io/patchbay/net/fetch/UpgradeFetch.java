package io.patchbay.net.fetch;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.internal.AutoFetch;
import io.patchbay.net.internal.Http1Fetch;
import io.patchbay.net.internal.Http2Fetch;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An HTTP client that can ask for an upgrade, in the manner of {@code fetch}: the way out of a
 * runtime whose connections must go through a platform, a proxy or a test.
 *
 * <p>Whoever has such a client registers it as a service (in a container) or names it in {@code
 * META-INF/services} (on a class path). It needs no knowledge of WebSocket: the caller sends the
 * headers of the handshake and checks those of the answer.
 *
 * <p>Safe for all threads.
 */
@ConsumerType
public interface UpgradeFetch {

    /**
     * The fetch {@code http1} of this bundle: HTTP/1.1, on a connection of its own. It wants a loop
     * of {@link io.patchbay.net.EventLoops}.
     */
    static UpgradeFetch http1() {
        return new Http1Fetch();
    }

    /**
     * The fetch {@code http2} of this bundle: an extended {@code CONNECT} (RFC 8441), on a
     * connection of its own. It wants a loop of {@link io.patchbay.net.EventLoops}, and fails where
     * Netty's codec of HTTP/2 is missing.
     */
    static UpgradeFetch http2() {
        return new Http2Fetch();
    }

    /**
     * The fetch {@code auto} of this bundle: as {@link #http2} where a server reached by {@code
     * https} offers that, else as {@link #http1}.
     */
    static UpgradeFetch auto() {
        return new AutoFetch();
    }

    /** What an operator chooses it by, a word such as {@code http1}. */
    String name();

    /**
     * Sends a request that asks for an upgrade: {@code GET} with {@code Upgrade: websocket} and the
     * rest of the handshake of RFC 6455, section 4.1, among its headers. Who speaks HTTP/2 sends an
     * extended {@code CONNECT} in its place (RFC 8441, section 5), without the headers that have no
     * meaning there ({@code Connection}, {@code Upgrade}, {@code Sec-WebSocket-Key}).
     *
     * <p>Redirects are not followed. {@link HttpRequest#timeout()} bounds the time until the answer
     * is there, {@link HttpRequest#maxResponseBytes()} the body of a refusal: what is longer is
     * cut. Who opens connections of its own heeds the request's proxy, trust and permission of
     * plain connections; a platform's client has its own.
     *
     * <p>Called on a worker thread of {@link io.patchbay.net.EventLoops}, of which there are few:
     * it should not block for long. Whatever it does, its caller gives up when the time is over.
     *
     * @param request to an {@code http} or {@code https} address; its headers may hold credentials,
     *     which go into no log and no message
     * @param loop whose thread the stream's calls come on, one of {@link
     *     io.patchbay.net.EventLoops}; the answer may come on any thread
     * @return the answer; a failure is a {@link io.patchbay.net.ConnectionException} as a rule.
     *     Cancelling it gives the attempt up: the fetch drops its connection, and aborts the stream
     *     of an answer that comes nevertheless, since nobody hears of it any more
     */
    CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop);
}
