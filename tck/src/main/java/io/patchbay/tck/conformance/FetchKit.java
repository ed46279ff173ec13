package io.patchbay.tck.conformance;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import io.patchbay.net.http.IncomingRequest;
import io.patchbay.net.websocket.WebSocketUpgrade;
import io.patchbay.net.websocket.WebSocketUpgrade.Acceptance;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fetch, and a real server that it talks to. */
abstract class FetchKit {

    static final String TOKEN = "hush-hush-bearer-token";
    static final String QUERY = "hush-hush-query";
    private static final int LONG = 100_000;

    final AtomicInteger elsewhere = new AtomicInteger();
    final BlockingQueue<IncomingRequest> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<WebSocketUpgrade> pending = new LinkedBlockingQueue<>();
    final BlockingQueue<FetchServerLine> lines = new LinkedBlockingQueue<>();

    private @Nullable EventLoops ours;
    private @Nullable EventLoops theirs;
    private @Nullable HttpServer server;
    private HttpServerConfig config = HttpServerConfig.builder().build();

    abstract UpgradeFetch fetch();

    abstract HttpServerConfig.Builder server();

    abstract TlsSettings trust();

    abstract boolean keepsBodies();

    abstract Duration patience();

    @BeforeEach
    final void serve() throws Exception {
        ours = EventLoops.create(1);
        theirs = EventLoops.create(1);
        config = server().shutdownTimeout(Duration.ofMillis(100)).build();
        server =
                HttpServer.start(
                        config,
                        Objects.requireNonNull(theirs),
                        List.of(
                                HttpRoute.webSocket("/echo", this::accept),
                                HttpRoute.webSocket("/greeting", this::greet),
                                HttpRoute.webSocket("/terms", FetchKit::choose),
                                HttpRoute.webSocket("/pending", pending::add),
                                HttpRoute.webSocket("/refusal", FetchKit::refuse),
                                HttpRoute.webSocket(
                                        "/long",
                                        upgrade ->
                                                upgrade.reject(
                                                        HttpResponse.text(500, "x".repeat(LONG)))),
                                HttpRoute.webSocket("/moved", FetchKit::move),
                                HttpRoute.webSocket("/elsewhere", this::arrive)));
    }

    @AfterEach
    final void part() {
        theServer().close();
        Objects.requireNonNull(ours).close();
        Objects.requireNonNull(theirs).close();
    }

    final HttpServer theServer() {
        return Objects.requireNonNull(server);
    }

    final SerialLoop loop() {
        return Objects.requireNonNull(ours).next();
    }

    final EventLoops loops() {
        return Objects.requireNonNull(ours);
    }

    // ---- what the server does

    private void accept(WebSocketUpgrade upgrade) {
        requests.add(upgrade.request());
        FetchServerLine line = new FetchServerLine(false);
        lines.add(line);
        upgrade.accept(line);
    }

    private void greet(WebSocketUpgrade upgrade) {
        FetchServerLine line = new FetchServerLine(true);
        lines.add(line);
        upgrade.accept(line);
    }

    private static void choose(WebSocketUpgrade upgrade) {
        upgrade.accept(
                Acceptance.plain()
                        .withSubprotocol(upgrade.subprotocols().get(0))
                        .withHeader("x-request-id", "42"),
                new FetchServerLine(false));
    }

    private static void refuse(WebSocketUpgrade upgrade) {
        upgrade.reject(HttpResponse.json(429, "{\"slow\":\"down\"}").with("retry-after", "7"));
    }

    private static void move(WebSocketUpgrade upgrade) {
        upgrade.reject(
                new HttpResponse(302, HttpHeaders.of("location", "/elsewhere"), new byte[0]));
    }

    private void arrive(WebSocketUpgrade upgrade) {
        elsewhere.incrementAndGet();
        upgrade.accept(new FetchServerLine(false));
    }

    // ---- what the kit asks

    final URI uri(String scheme, String path) {
        String host = config.tls().isPresent() ? "localhost" : "127.0.0.1";
        String s = config.tls().isPresent() ? "s" : "";
        return URI.create(scheme + s + "://" + host + ":" + theServer().port() + path);
    }

    final HttpRequest.Builder asking(String path) {
        return asking(uri("http", path));
    }

    /** A handshake, with credentials where they usually are. */
    final HttpRequest.Builder asking(URI uri) {
        return HttpRequest.builder("GET", URI.create(uri + "?key=" + QUERY))
                .header("authorization", "Bearer " + TOKEN)
                .header("upgrade", "websocket")
                .header("connection", "upgrade")
                .header("sec-websocket-version", "13")
                .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
                .header("sec-websocket-protocol", "realtime, other")
                .tls(trust())
                .timeout(patience());
    }

    final CompletableFuture<UpgradeResponse> ask(HttpRequest request, SerialLoop loop) {
        return fetch().fetch(request, loop);
    }

    /** What is answered to a request for this path. */
    final UpgradeResponse answer(String path, SerialLoop loop) {
        Patience.Outcome<UpgradeResponse> outcome =
                waiting().outcome(ask(asking(path).build(), loop));
        UpgradeResponse answer = outcome.value();
        if (answer == null) {
            throw Finding.of(
                    "a request that a server answers has that answer, whatever its status",
                    outcome.toString(),
                    "complete the future with it",
                    outcome.failure());
        }
        return answer;
    }

    /** A started stream to the server's {@code path}. */
    final FetchProbe probe(String path) {
        SerialLoop loop = loop();
        UpgradeResponse answer = answer(path, loop);
        Finding.require(
                answer.bytes() != null || answer.messages() != null,
                "where the server agrees there is a stream",
                answer::toString,
                "answer UpgradeResponse.upgraded");
        FetchProbe probe = new FetchProbe(answer, loop);
        probe.start();
        return probe;
    }

    final Patience waiting() {
        return new Patience(patience());
    }

    final <T> @Nullable T next(BlockingQueue<T> queue) throws InterruptedException {
        return queue.poll(patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The server's end of the connection that was made last. */
    final FetchServerLine line() throws InterruptedException {
        FetchServerLine line = next(lines);
        if (line == null) {
            throw Finding.of(
                    "what is asked arrives at the server", "nothing came", "send it", null);
        }
        return line;
    }
}
