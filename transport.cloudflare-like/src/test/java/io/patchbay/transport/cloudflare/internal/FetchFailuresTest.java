package io.patchbay.transport.cloudflare.internal;

import static io.patchbay.transport.cloudflare.internal.Talker.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.fetch.UpgradeResponse;
import io.patchbay.net.fetch.UpgradeResponse.Version;
import io.patchbay.net.http.HttpHeaders;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.tck.net.MemoryFetch;
import io.patchbay.tck.net.MemoryUpgrade;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a fetch or its server does wrong ends in one line that says what to do. */
@Timeout(120)
class FetchFailuresTest {

    private static final URI ADDRESS = URI.create("wss://provider.example/v1/realtime?key=hush");

    private final List<CloudflareTransportFactory> factories = new ArrayList<>();

    @AfterEach
    void nothing_is_left() {
        assertEquals(0, open());
    }

    private int open() {
        return factories.stream().mapToInt(CloudflareTransportFactory::open).sum();
    }

    private Talker talker(Consumer<MemoryUpgrade> server) {
        CloudflareTransportFactory factory = new CloudflareTransportFactory();
        factories.add(factory);
        factory.comeAndGo(Duration.ofSeconds(5));
        factory.bindFetch(new MemoryFetch("acme", server), Map.of());
        return new Talker(factory, Map.of());
    }

    private CloseReason refusal(Consumer<MemoryUpgrade> server) {
        return refusal(talker(server));
    }

    private static CloseReason refusal(Talker talker) {
        CloseReason reason = talker.refusal(ADDRESS);
        soon(talker.close());
        assertFalse(reason.text().contains("hush"), reason.text());
        assertFalse(reason.text().contains("\n"), reason.text());
        assertTrue(reason.text().length() < 600, reason.text());
        return reason;
    }

    private static void says(CloseReason reason, Cause cause, String... words) {
        assertEquals(cause, reason.cause(), reason.text());
        for (String word : words) {
            assertTrue(reason.text().contains(word), reason.text());
        }
    }

    private static Consumer<MemoryUpgrade> answering(int status, String body) {
        return upgrade -> upgrade.refuse(HttpResponse.text(status, body));
    }

    @Test
    void a_wrong_token_is_said_in_the_words_of_the_provider_without_the_token() {
        CloseReason reason =
                refusal(
                        answering(
                                401,
                                "{\"error\": {\n\"message\": \"Incorrect API key: "
                                        + Talker.KEY
                                        + "\"}}"));
        says(reason, Cause.FATAL, "answered 401", "credentials", "Incorrect API key: ***");
        assertEquals(401, reason.code());
        assertFalse(reason.retryable());
    }

    @Test
    void a_refused_upgrade_is_told_with_status_and_body_and_may_be_retried_by_its_status() {
        says(refusal(answering(503, "x".repeat(9_000))), Cause.REMOTE, "503", "try later");
        says(refusal(answering(429, "slow down")), Cause.REMOTE, "429", "slow down");
        says(refusal(answering(404, "nothing here")), Cause.FATAL, "404", "check the path");
        says(refusal(answering(200, "<html>")), Cause.FATAL, "200", "no WebSocket is served");
    }

    @Test
    void a_redirect_is_not_followed_and_shows_where_it_leads_without_its_query() {
        HttpHeaders location =
                HttpHeaders.of("location", "https://elsewhere.example/v2?key=hush-hush");
        CloseReason reason =
                refusal(upgrade -> upgrade.refuse(new HttpResponse(307, location, new byte[0])));
        says(reason, Cause.FATAL, "307", "not followed", "wss://elsewhere.example/v2");
    }

    @Test
    void an_answer_that_proves_nothing_is_none() {
        says(
                refusal(
                        upgrade ->
                                upgrade.acceptBytes(
                                        Version.HTTP_1_1,
                                        101,
                                        HttpHeaders.of(
                                                "upgrade",
                                                "websocket",
                                                "connection",
                                                "upgrade",
                                                "sec-websocket-accept",
                                                "bm90aGluZw=="))),
                Cause.PROTOCOL,
                "wrong proof");
        says(
                refusal(upgrade -> upgrade.acceptBytes(Version.HTTP_1_1, 101, HttpHeaders.none())),
                Cause.PROTOCOL,
                "not WebSocket");
        says(
                refusal(
                        upgrade ->
                                upgrade.accept(
                                        HttpHeaders.of(
                                                "sec-websocket-extensions", "permessage-deflate"))),
                Cause.PROTOCOL,
                "extension");
        says(
                refusal(
                        upgrade ->
                                upgrade.accept(HttpHeaders.of("sec-websocket-protocol", "chat"))),
                Cause.PROTOCOL,
                "subprotocol");
    }

    @Test
    void a_fetch_that_throws_is_named_and_its_words_are_kept_back() {
        CloseReason reason =
                refusal(
                        upgrade -> {
                            throw new IllegalStateException("hush, at " + upgrade.request().uri());
                        });
        says(reason, Cause.LOST, "the fetch 'acme' failed", "IllegalStateException");
    }

    @Test
    void a_fetch_that_fails_says_why_in_its_kind() {
        says(refusal(fails(new IOException("reset"))), Cause.LOST, "'acme' failed", "reset");
        says(refusal(fails(new TimeoutException())), Cause.LOST, "'acme' failed");
        says(refusal(fails(new SSLHandshakeException("who?"))), Cause.FATAL, "who?");
        says(refusal(fails(new java.net.UnknownHostException("x"))), Cause.LOST, "'acme' failed");
        ConnectionException own = new ConnectionException(Kind.PROXY, "wants a name", 407, "");
        own.addSuppressed(new IOException("of its own classes"));
        Talker talker = talker(fails(own));
        says(refusal(talker), Cause.FATAL, "wants a name");
    }

    private static Consumer<MemoryUpgrade> fails(Throwable with) {
        return upgrade -> upgrade.fail(with);
    }

    @Test
    void a_fetch_that_answers_nonsense_breaks_its_contract() {
        says(
                refusal(
                        upgrade ->
                                upgrade.answer(
                                        UpgradeResponse.refused(
                                                Version.HTTP_1_1,
                                                new HttpResponse(
                                                        101, HttpHeaders.none(), new byte[0])))),
                Cause.PROTOCOL,
                "brought no stream");
    }

    @Test
    void a_fetch_that_never_answers_is_given_up_in_time() {
        CompletableFuture<Void> givenUp = new CompletableFuture<>();
        Talker talker = talker(upgrade -> upgrade.givenUp().thenRun(() -> givenUp.complete(null)));
        talker.timeout = Duration.ofMillis(300);
        says(refusal(talker), Cause.LOST, "provider.example", "within 300 ms", "'acme'");
        soon(givenUp);
    }

    @Test
    void a_fetch_that_blocks_its_caller_holds_up_nobody_else() {
        CountDownLatch free = new CountDownLatch(1);
        Talker talker =
                talker(
                        upgrade -> {
                            try {
                                free.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        talker.timeout = Duration.ofMillis(300);
        CloseReason reason = talker.refusal(ADDRESS);
        says(reason, Cause.LOST, "within 300 ms");
        free.countDown();
        soon(talker.close());
        for (int round = 0; round < 1_000 && open() > 0; round++) {
            talker.settle(); // its thread comes back in its own time
        }
    }

    @Test
    void a_name_that_nobody_has_is_answered_with_those_that_there_are() {
        CloudflareTransportFactory onClassPath = new CloudflareTransportFactory();
        IllegalArgumentException missing =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new Talker(onClassPath, Map.of("fetch", "pigeon")));
        for (String name : List.of("'fetch'", "'pigeon'", "passing", "jdk", "http1", "http2")) {
            assertTrue(("" + missing.getMessage()).contains(name), missing.getMessage());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new Talker(onClassPath, Map.of("fetch", " ")));
    }

    @Test
    void on_a_class_path_foreign_ones_come_first_and_one_that_cannot_be_made_is_left_out(
            @TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve("io.patchbay.net.fetch.UpgradeFetch"), "com.example.NotThere");
        Fetches fetches = new Fetches();
        fetches.look(
                new URLClassLoader(
                        new URL[] {folder.toUri().toURL()}, getClass().getClassLoader()));
        assertEquals("passing, jdk, memory, http1, http2, auto", fetches.names());
        Offer best = java.util.Objects.requireNonNull(fetches.best(null));
        assertEquals("passing", best.name());
        assertFalse(best.ours());
        assertTrue(java.util.Objects.requireNonNull(fetches.best("http2")).ours());
    }

    @Test
    void an_address_of_the_web_is_taken() throws IOException {
        int nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            nobody = taken.getLocalPort();
        }
        Talker talker = new Talker(new CloudflareTransportFactory(), Map.of("fetch", "http1"));
        CloseReason reason = talker.refusal(URI.create("http://127.0.0.1:" + nobody + "/v1"));
        says(reason, Cause.LOST, "refused the connection");
        soon(talker.close());
    }
}
