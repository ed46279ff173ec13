package io.patchbay.net.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.service.component.annotations.Component;

/**
 * The fetch {@code http2}: an extended CONNECT (RFC 8441) on a connection of its own, with the
 * request's proxy and trust; h2 by the TLS handshake, or at once where there is no TLS.
 */
@Component(
        service = UpgradeFetch.class,
        property = {"name=" + Http2Fetch.NAME, "service.ranking:Integer=-200"})
public final class Http2Fetch implements LoopFetch {

    static final String NAME = "http2";

    /** For containers and {@link java.util.ServiceLoader}. */
    public Http2Fetch() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        if (!(loop instanceof NettyLoop own)) {
            return CompletableFuture.failedFuture(
                    new ConnectionException(
                            Kind.INVALID,
                            "the fetch http2 needs a loop of EventLoops; take EventLoops.next()"));
        }
        try {
            Target target = Target.of(request.uri(), "http", request.allowPlain());
            if (!Http2.isAvailable()) {
                return CompletableFuture.failedFuture(Http2.missing());
            }
            return new Http2Attempt(request, target, own, null).begin();
        } catch (ConnectionException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(Dial.loopsClosed());
        }
    }
}
