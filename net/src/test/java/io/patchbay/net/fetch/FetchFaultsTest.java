package io.patchbay.net.fetch;

import static io.patchbay.net.Sockets.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.EventLoops;
import io.patchbay.net.Heard;
import io.patchbay.net.Sockets;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.websocket.WebSocketClient;
import io.patchbay.net.websocket.WebSocketConnection;
import io.patchbay.net.websocket.WebSocketRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a fetch may answer, and what it must not: a clear failure each time, and no wait. */
@Timeout(60)
@NullUnmarked
class FetchFaultsTest {

    private static final String SECRET = "hush-hush-secret";

    private final EventLoops loops = EventLoops.create(1);
    private final Heard heard = new Heard();

    @AfterEach
    void close() {
        loops.close();
    }

    private static WebSocketRequest.Builder request() {
        return WebSocketRequest.builder(URI.create("wss://example.org/v1?key=" + SECRET))
                .header("Authorization", "Bearer " + SECRET)
                .subprotocols(List.of("realtime", "key." + SECRET));
    }

    private CompletableFuture<WebSocketConnection> connect(
            WebSocketRequest.Builder request, Scripted.Behaviour behaviour) {
        return new WebSocketClient(loops, new Scripted(behaviour))
                .connect(request.build(), loops.next(), heard)
                .toCompletableFuture();
    }

    private ConnectionException refusal(Scripted.Behaviour behaviour) throws Exception {
        ConnectionException refusal = Sockets.refusal(connect(request(), behaviour));
        assertFalse(refusal.getMessage().contains(SECRET), refusal.getMessage());
        assertFalse(heard.connection.isDone());
        return refusal;
    }

    private ConnectionException failure(Throwable with) throws Exception {
        return refusal((request, loop) -> CompletableFuture.failedFuture(with));
    }

    private static UpgradeResponse upgraded(
            Version version, int status, HttpHeaders headers, ByteStream stream) {
        return UpgradeResponse.upgraded(version, status, headers, stream);
    }

    // ---- what it throws

    @Test
    void what_a_fetch_fails_with_has_a_kind_and_no_secret() throws Exception {
        assertEquals(Kind.DNS, failure(new UnknownHostException("example.org")).kind());
        assertEquals(Kind.REFUSED, failure(new ConnectException("refused")).kind());
        assertEquals(Kind.TIMEOUT, failure(new TimeoutException()).kind());
        assertEquals(Kind.TLS, failure(new SSLHandshakeException("no")).kind());
        assertEquals(Kind.INVALID, failure(new IllegalArgumentException(SECRET)).kind());
        assertEquals(Kind.CLOSED, failure(new StackOverflowError()).kind());
        ConnectionException told =
                failure(
                        new CompletionException(
                                new ExecutionException(
                                        new IOException("reset at /?key=" + SECRET))));
        assertEquals(Kind.CLOSED, told.kind());
        assertTrue(told.getMessage().contains("reset at /?"), told.getMessage());
        ConnectionException known = new ConnectionException(Kind.PROXY, "the proxy said no");
        assertEquals(known, failure(new CompletionException(known)));
        ConnectionException telling =
                failure(new ConnectionException(Kind.REFUSED, "no " + SECRET, 502, "a body"));
        assertEquals("no ***", telling.getMessage());
        assertEquals(502, telling.status().orElseThrow());
        assertEquals("a body", telling.body());
    }

    @Test
    void what_a_fetch_throws_is_contained() throws Exception {
        ConnectionException thrown =
                refusal(
                        (request, loop) -> {
                            throw new IllegalStateException(SECRET);
                        });
        assertTrue(thrown.getMessage().contains("IllegalStateException"), thrown.getMessage());
        assertTrue(thrown.getMessage().contains("'scripted'"), thrown.getMessage());
        assertEquals(
                Kind.CLOSED,
                refusal(
                                (request, loop) -> {
                                    throw new AssertionError(SECRET);
                                })
                        .kind());
    }

    @Test
    void nothing_is_no_answer() throws Exception {
        assertEquals(Kind.PROTOCOL, refusal((request, loop) -> null).kind());
        assertEquals(
                Kind.PROTOCOL,
                refusal((request, loop) -> CompletableFuture.completedFuture(null)).kind());
    }

    // ---- when it does not come back

    @Test
    void a_fetch_that_never_answers_runs_into_the_deadline_and_is_cancelled() throws Exception {
        CompletableFuture<UpgradeResponse> never = new CompletableFuture<>();
        ConnectionException refusal =
                Sockets.refusal(
                        connect(
                                request().connectTimeout(Duration.ofMillis(50)),
                                (request, loop) -> never));
        assertEquals(Kind.TIMEOUT, refusal.kind());
        assertTrue(never.isCancelled());
    }

    @Test
    void a_fetch_that_blocks_holds_nobody_up() throws Exception {
        var release = new CountDownLatch(1);
        var streams = new LinkedBlockingQueue<ScriptedBytes>();
        ConnectionException refusal =
                Sockets.refusal(
                        connect(
                                request().connectTimeout(Duration.ofMillis(50)),
                                (request, loop) -> {
                                    release.await();
                                    var stream = new ScriptedBytes(loop);
                                    streams.add(stream);
                                    return Scripted.agreed(request, stream);
                                }));
        assertEquals(Kind.TIMEOUT, refusal.kind());
        release.countDown();
        assertEquals("abort", streams.take().calls.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void a_late_answer_is_dropped_even_by_a_future_that_cannot_be_cancelled() throws Exception {
        var stubborn =
                new CompletableFuture<UpgradeResponse>() {
                    @Override
                    public boolean cancel(boolean interrupt) {
                        return false;
                    }
                };
        var asked = new CompletableFuture<HttpRequest>();
        var attempt =
                connect(
                        request(),
                        (request, loop) -> {
                            asked.complete(request);
                            return stubborn;
                        });
        HttpRequest request = get(asked);
        attempt.cancel(true);
        var stream = new ScriptedBytes(loops.next());
        stubborn.complete(Scripted.agreed(request, stream).join());
        assertEquals("abort", stream.calls.poll(10, TimeUnit.SECONDS));
        assertFalse(heard.connection.isDone());
    }

    @Test
    void closing_the_loops_ends_an_attempt() throws Exception {
        var asked = new CompletableFuture<HttpRequest>();
        var attempt =
                connect(
                        request(),
                        (request, loop) -> {
                            asked.complete(request);
                            return new CompletableFuture<>();
                        });
        get(asked);
        loops.close();
        assertEquals(Kind.CLOSED, Sockets.refusal(attempt).kind());
    }

    @Test
    void cancelling_an_attempt_cancels_the_fetch() throws Exception {
        CompletableFuture<UpgradeResponse> never = new CompletableFuture<>();
        var asked = new CompletableFuture<HttpRequest>();
        var attempt =
                connect(
                        request(),
                        (request, loop) -> {
                            asked.complete(request);
                            return never;
                        });
        get(asked);
        attempt.cancel(false);
        var gone = new CompletableFuture<Void>();
        never.whenComplete((answer, failure) -> gone.complete(null));
        get(gone);
        assertTrue(never.isCancelled());
    }

    // ---- what it asks

    @Test
    void it_is_asked_for_a_handshake_over_http() throws Exception {
        BlockingQueue<HttpRequest> asked = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            connect(
                    request().header("Upgrade", "h2c").header("Sec-WebSocket-Key", "mine"),
                    (request, loop) -> {
                        asked.add(request);
                        return new CompletableFuture<>();
                    });
        }
        HttpRequest first = asked.poll(10, TimeUnit.SECONDS);
        HttpHeaders headers = first.headers();
        assertEquals("GET", first.method());
        assertEquals(URI.create("https://example.org/v1?key=" + SECRET), first.uri());
        assertEquals(List.of("websocket"), headers.all("upgrade"));
        assertEquals(List.of("upgrade"), headers.all("connection"));
        assertEquals(List.of("13"), headers.all("sec-websocket-version"));
        assertEquals(List.of("realtime, key." + SECRET), headers.all("sec-websocket-protocol"));
        assertEquals(List.of("Bearer " + SECRET), headers.all("authorization"));
        assertEquals(Duration.ofSeconds(10), first.timeout());
        assertEquals(8192, first.maxResponseBytes());
        HttpRequest second = asked.poll(10, TimeUnit.SECONDS);
        assertNotEquals(
                headers.first("sec-websocket-key"), second.headers().first("sec-websocket-key"));
    }

    @Test
    void plain_connections_to_other_machines_are_not_even_asked_for() throws Exception {
        var asked = new AtomicInteger();
        Scripted.Behaviour counting =
                (request, loop) -> {
                    asked.incrementAndGet();
                    return CompletableFuture.failedFuture(new IOException("asked"));
                };
        var plain = WebSocketRequest.builder(URI.create("ws://example.org/"));
        assertEquals(Kind.PLAIN, Sockets.refusal(connect(plain, counting)).kind());
        assertEquals(0, asked.get());
        plain.allowPlain(true);
        assertEquals(Kind.CLOSED, Sockets.refusal(connect(plain, counting)).kind());
        assertEquals(1, asked.get());
    }

    // ---- what it answers

    @Test
    void a_refusal_has_status_and_the_beginning_of_the_body() throws Exception {
        ConnectionException refusal =
                refusal(
                        (request, loop) ->
                                CompletableFuture.completedFuture(
                                        UpgradeResponse.refused(
                                                Version.HTTP_2,
                                                HttpResponse.text(403, "x".repeat(20_000)))));
        assertEquals(Kind.HTTP_STATUS, refusal.kind());
        assertEquals(403, refusal.status().orElseThrow());
        assertEquals(8192, refusal.body().length());
        assertTrue(refusal.getMessage().contains("check the credentials"));
    }

    @Test
    void an_agreement_without_a_stream_is_none() throws Exception {
        for (var answer :
                List.of(
                        UpgradeResponse.refused(Version.HTTP_1_1, HttpResponse.of(101)),
                        UpgradeResponse.refused(Version.HTTP_2, HttpResponse.of(200)),
                        UpgradeResponse.refused(Version.HTTP_3, HttpResponse.of(204)))) {
            ConnectionException refusal =
                    refusal((request, loop) -> CompletableFuture.completedFuture(answer));
            assertEquals(Kind.PROTOCOL, refusal.kind());
            assertTrue(refusal.getMessage().contains("no stream"), refusal.getMessage());
        }
        ConnectionException ok =
                refusal(
                        (request, loop) ->
                                CompletableFuture.completedFuture(
                                        UpgradeResponse.refused(
                                                Version.HTTP_1_1, HttpResponse.text(200, "hi"))));
        assertEquals(200, ok.status().orElseThrow());
        assertEquals("hi", ok.body());
    }

    /** How an agreement with these headers is refused, whose stream must be dropped. */
    private String wrong(Version version, int status, Headers headers) throws Exception {
        var streams = new LinkedBlockingQueue<ScriptedBytes>();
        ConnectionException refusal =
                refusal(
                        (request, loop) -> {
                            var stream = new ScriptedBytes(loop);
                            streams.add(stream);
                            return CompletableFuture.completedFuture(
                                    upgraded(version, status, headers.of(request), stream));
                        });
        assertEquals("abort", streams.take().calls.poll(10, TimeUnit.SECONDS));
        return refusal.getMessage();
    }

    private interface Headers {
        HttpHeaders of(HttpRequest request);
    }

    private static HttpHeaders without(HttpHeaders headers, String name) {
        return HttpHeaders.of(
                headers.entries().stream().filter(h -> !h.name().equals(name)).toList());
    }

    @Test
    void every_wrong_agreement_is_refused_and_its_stream_dropped() throws Exception {
        assertTrue(wrong(Version.HTTP_1_1, 200, Scripted::agreement).contains("answered 200"));
        assertTrue(wrong(Version.HTTP_2, 101, Scripted::agreement).contains("answered 101"));
        assertTrue(wrong(Version.HTTP_2, 403, Scripted::agreement).contains("answered 403"));
        assertTrue(
                wrong(Version.HTTP_1_1, 101, r -> without(Scripted.agreement(r), "Upgrade"))
                        .contains("not WebSocket"));
        assertTrue(
                wrong(Version.HTTP_1_1, 101, r -> without(Scripted.agreement(r), "Connection"))
                        .contains("not WebSocket"));
        assertTrue(
                wrong(
                                Version.HTTP_1_1,
                                101,
                                r ->
                                        without(Scripted.agreement(r), "Sec-WebSocket-Accept")
                                                .with("Sec-WebSocket-Accept", "AAAA"))
                        .contains("wrong proof"));
        assertTrue(
                wrong(Version.HTTP_2, 200, r -> HttpHeaders.of("sec-websocket-protocol", "another"))
                        .contains("subprotocol that was not offered"));
        assertTrue(
                wrong(Version.HTTP_2, 200, r -> HttpHeaders.of("sec-websocket-extensions", "x"))
                        .contains("extension that was not offered"));
    }

    @Test
    void messages_are_checked_but_for_the_proof() throws Exception {
        var streams = new LinkedBlockingQueue<ScriptedMessages>();
        ConnectionException refusal =
                refusal(
                        (request, loop) -> {
                            var stream = new ScriptedMessages(loop);
                            streams.add(stream);
                            return CompletableFuture.completedFuture(
                                    UpgradeResponse.upgraded(
                                            Version.HTTP_1_1,
                                            101,
                                            HttpHeaders.of("sec-websocket-protocol", "another"),
                                            stream));
                        });
        assertTrue(refusal.getMessage().contains("subprotocol"), refusal.getMessage());
        assertEquals("abort", streams.take().calls.poll(10, TimeUnit.SECONDS));
    }

    @Test
    void an_agreement_over_http_2_needs_no_proof() throws Exception {
        WebSocketConnection line =
                get(
                        connect(
                                request(),
                                (request, loop) ->
                                        CompletableFuture.completedFuture(
                                                upgraded(
                                                        Version.HTTP_2,
                                                        200,
                                                        HttpHeaders.of(
                                                                "sec-websocket-protocol",
                                                                "realtime"),
                                                        new ScriptedBytes(loop)))));
        assertEquals("realtime", line.subprotocol().orElseThrow());
        assertTrue(line.remote().isUnresolved());
        assertEquals("example.org", line.remote().getHostString());
    }
}
