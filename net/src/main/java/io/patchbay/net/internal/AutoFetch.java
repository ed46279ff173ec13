package io.patchbay.net.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.service.component.annotations.Component;

/**
 * The fetch {@code auto}: HTTP/2 where the server offers WebSocket over it, else HTTP/1.1. The TLS
 * handshake decides, and the server's SETTINGS after it; without TLS it is HTTP/1.1, since nothing
 * there says what the server speaks. A debug line says what was decided.
 */
@Component(
        service = UpgradeFetch.class,
        property = {"name=" + AutoFetch.NAME, "service.ranking:Integer=-300"})
public final class AutoFetch implements LoopFetch {

    static final String NAME = "auto";

    private final Http1Fetch http1 = new Http1Fetch();

    /** For containers and {@link java.util.ServiceLoader}. */
    public AutoFetch() {}

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
                            "the fetch auto needs a loop of EventLoops; take EventLoops.next()"));
        }
        try {
            Target target = Target.of(request.uri(), "http", request.allowPlain());
            if (!target.secure() || !Http2.isAvailable()) {
                return http1.fetch(request, loop);
            }
            return new Http2Attempt(
                            request, target, own, left -> http1.fetch(within(request, left), loop))
                    .begin();
        } catch (ConnectionException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(Dial.loopsClosed());
        }
    }

    /** The same request in the time that is left. */
    private static HttpRequest within(HttpRequest request, Duration left) {
        HttpRequest.Builder same =
                HttpRequest.builder(request.method(), request.uri())
                        .timeout(left)
                        .maxResponseBytes(request.maxResponseBytes())
                        .tls(request.tls())
                        .allowPlain(request.allowPlain());
        request.proxy().ifPresent(same::proxy);
        for (HttpHeaders.Header line : request.headers().entries()) {
            same.header(line.name(), line.value());
        }
        return same.build();
    }
}
