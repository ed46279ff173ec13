package io.patchbay.transport.webrtc.internal;

import io.patchbay.net.EventLoops;
import io.patchbay.net.TlsIdentity;
import io.patchbay.net.http.HttpExchange;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.http.IncomingRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers offers on loopback. */
final class CallsEndpoint implements AutoCloseable {

    /** The answer to every offer, with its last line end. */
    static final String ANSWER = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    /**
     * An offer that came.
     *
     * @param request its head
     * @param body what was posted
     */
    record Offer(IncomingRequest request, String body) {}

    final BlockingQueue<Offer> offers = new LinkedBlockingQueue<>();

    /** What every offer is answered with; null for never. */
    volatile @Nullable HttpResponse answer = created("/v1/realtime/calls/rtc_1");

    private final HttpServer server;
    private final boolean secure;

    CallsEndpoint() throws IOException {
        this(null);
    }

    CallsEndpoint(@Nullable TlsIdentity identity) throws IOException {
        HttpServerConfig.Builder config =
                HttpServerConfig.builder()
                        .host("127.0.0.1")
                        .port(0)
                        .shutdownTimeout(Duration.ofMillis(200));
        if (identity != null) {
            config.tls(identity);
        }
        secure = identity != null;
        server =
                HttpServer.start(
                        config.build(),
                        EventLoops.shared(),
                        List.of(HttpRoute.of("POST", "/v1/realtime/calls", this::offered)));
    }

    static HttpResponse created(String location) {
        return new HttpResponse(
                201,
                HttpHeaders.of("content-type", "application/sdp", "location", location),
                ANSWER.getBytes(StandardCharsets.UTF_8));
    }

    private void offered(HttpExchange exchange) {
        offers.add(
                new Offer(exchange.request(), new String(exchange.body(), StandardCharsets.UTF_8)));
        HttpResponse given = answer;
        if (given != null) {
            exchange.respond(given);
        }
    }

    URI uri() {
        return URI.create(
                (secure ? "https" : "http")
                        + "://127.0.0.1:"
                        + server.port()
                        + "/v1/realtime/calls");
    }

    Offer offer() throws InterruptedException {
        Offer offer = offers.poll(60, TimeUnit.SECONDS);
        if (offer == null) {
            throw new AssertionError("no offer came");
        }
        return offer;
    }

    @Override
    public void close() {
        server.close();
    }
}
