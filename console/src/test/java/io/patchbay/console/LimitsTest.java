package io.patchbay.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Feed;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** What rude and broken clients get. */
final class LimitsTest extends WebTest {

    private static final Queue<Feed> FEEDS = new ConcurrentLinkedQueue<>();

    /** Those that have not ended. */
    private static final Set<Feed> OPEN = ConcurrentHashMap.newKeySet();

    /** Tells whoever listens what the test says. */
    private record News(Feed.Format format) implements Resource {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return format == Feed.Format.EVENTS ? "/v1/test/events" : "/v1/test/lines";
        }

        @Override
        public Permission permission() {
            return Permission.OBSERVE;
        }

        @Override
        public void serve(Exchange exchange) {
            Feed feed = exchange.feed(format);
            OPEN.add(feed);
            feed.onEnd(() -> OPEN.remove(feed));
            feed.send("first", "{\"of\":\"" + exchange.query("of").orElse("") + "\"}");
            FEEDS.add(feed);
        }
    }

    /** Gives back what it gets. */
    private record Echo() implements Resource {
        @Override
        public String method() {
            return "POST";
        }

        @Override
        public String path() {
            return "/v1/test/echo/{name}";
        }

        @Override
        public Permission permission() {
            return Permission.OBSERVE;
        }

        @Override
        public int maxBodyBytes() {
            return 1_000;
        }

        @Override
        public void serve(Exchange exchange) {
            exchange.answer(
                    200,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("name", exchange.variable("name"))
                            .set("body", exchange.body()));
        }
    }

    /** Fails with something that is nobody's business. */
    private record Broken() implements Resource {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return "/v1/test/broken";
        }

        @Override
        public Permission permission() {
            return Permission.OBSERVE;
        }

        @Override
        public void serve(Exchange exchange) {
            throw new IllegalStateException("an inner secret");
        }
    }

    private static List<AutoCloseable> offered = List.of();

    @BeforeAll
    static void offer() {
        offered =
                List.of(
                        container.offer(Resource.class, new News(Feed.Format.EVENTS), 0),
                        container.offer(Resource.class, new News(Feed.Format.LINES), 0),
                        container.offer(Resource.class, new Echo(), 0),
                        container.offer(Resource.class, new Broken(), 0));
        Container.eventually("they are served", () -> broken().statusCode() == 500);
    }

    private static HttpResponse<String> broken() {
        try {
            return ask(as(OBSERVE_TOKEN, api("/v1/test/broken")));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    static void withdraw() throws Exception {
        for (AutoCloseable one : offered) {
            one.close();
        }
    }

    @AfterEach
    void hang_up() {
        OPEN.forEach(Feed::close);
        Container.eventually("nobody listens any more", OPEN::isEmpty);
    }

    @Test
    void what_fails_says_so_in_one_sentence() {
        HttpResponse<String> answer = broken();

        assertEquals(500, answer.statusCode());
        assertEquals("{\"error\":\"it failed; see the log\"}", answer.body());
    }

    @Test
    void what_is_not_there_is_said_in_json() throws Exception {
        HttpResponse<String> nothing = ask(as(OBSERVE_TOKEN, api("/v1/test/nothing")));
        HttpResponse<String> other = ask(as(OBSERVE_TOKEN, api("/v1/test/echo/x")).DELETE());

        assertEquals(404, nothing.statusCode());
        assertEquals("{\"error\":\"the API has no such resource\"}", nothing.body());
        assertEquals(405, other.statusCode());
        assertEquals("POST", other.headers().firstValue("Allow").orElse(""));
        assertEquals("{\"error\":\"this resource takes POST\"}", other.body());
    }

    @Test
    void a_body_is_a_json_object() throws Exception {
        assertEquals(
                "{\"name\":\"a b\",\"body\":{\"x\":1}}",
                echo("application/json", "{\"x\":1}").body());
        for (String body : List.of("", "[]", "{", "{} {}", "[".repeat(500))) {
            HttpResponse<String> refused = echo("application/json", body);
            assertEquals(400, refused.statusCode(), body);
            assertTrue(refused.body().startsWith("{\"error\":\"the body is "), refused.body());
        }
        assertEquals(400, echo("text/plain", "{}").statusCode(), "what a form could send");
    }

    @Test
    void a_body_that_is_too_long_is_refused() throws Exception {
        String said = "{\"error\":\"the body is longer than the 1000 bytes that it may have\"}";
        HttpResponse<String> told = echo("application/json", " ".repeat(1_001));
        String untold =
                begin("Transfer-Encoding: chunked")
                        .send("4e20\r\n" + " ".repeat(20_000) + "\r\n")
                        .rest();

        assertEquals(413, told.statusCode());
        assertEquals(said, told.body());
        assertTrue(untold.startsWith("HTTP/1.1 413 "), untold);
        assertTrue(untold.contains(said), untold);
    }

    @Test
    @Tag("once")
    void a_body_that_does_not_come_is_not_waited_for() throws Exception {
        String answer = begin("Content-Length: 10").send("{").rest();

        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        assertTrue(answer.contains("{\"error\":\"the body did not come within 15 s\"}"), answer);
    }

    private static HttpResponse<String> echo(String type, String body) throws Exception {
        return ask(
                as(OBSERVE_TOKEN, api("/v1/test/echo/a%20b"))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofString(body)));
    }

    private static Raw begin(String header) throws Exception {
        URI address = container.console().address();
        return Raw.of(address)
                .send(
                        "POST /api/v1/test/echo/x HTTP/1.1\r\nHost: "
                                + address.getAuthority()
                                + "\r\nAuthorization: Bearer "
                                + OBSERVE_TOKEN
                                + "\r\nContent-Type: application/json\r\nConnection: close\r\n"
                                + header
                                + "\r\n\r\n");
    }

    @Test
    void no_path_leads_out_of_the_page() throws Exception {
        for (String path :
                List.of(
                        "/assets/../index.html",
                        "/assets/%2e%2e/index.html",
                        "/assets/..%2findex.html",
                        "/assets/..;/index.html",
                        "/assets/%252e%252e/index.html",
                        "/assets/..\\..\\x.js",
                        "/assets//etc/passwd",
                        "/assets/./x.js",
                        "/assets/%00.js",
                        "/assets/../../META-INF/MANIFEST.MF",
                        "/META-INF/MANIFEST.MF",
                        "/OSGI-INF/io.patchbay.console.internal.Gate.xml",
                        "/api/../assets/x.js",
                        "/assets/")) {
            String answer =
                    Raw.of(container.console().address())
                            .ask(
                                    "GET " + path + " HTTP/1.1",
                                    "Authorization: Bearer " + container.token());
            assertTrue(
                    answer.startsWith("HTTP/1.1 40")
                            || path.endsWith("/index.html") && answer.startsWith("HTTP/1.1 200"),
                    path + ": " + answer);
            assertFalse(answer.contains("Bundle-SymbolicName"), path);
            assertFalse(answer.contains("scr:component"), path);
            assertFalse(answer.contains("root:"), path);
        }
    }

    @Test
    void what_can_be_read_in_two_ways_reaches_nobody() throws Exception {
        for (String path :
                List.of(
                        "/api/v1/test/echo%2Fx",
                        "/api%2fv1/me",
                        "/api/v1/me%5c",
                        "/api/..;/api/v1/me",
                        "/api/v1;x=y/me",
                        "/api/v1/%2e%2e/v1/me",
                        "/api//v1/me",
                        "/api/v1/%252e%252e",
                        "/..;/api/v1/me",
                        "/../api/v1/me",
                        "/api/v1/me%00",
                        "/%2F",
                        "/;")) {
            String answer =
                    Raw.of(container.console().address())
                            .ask(
                                    "GET " + path + " HTTP/1.1",
                                    "Authorization: Bearer " + container.token());
            assertRefused(path, answer);
        }
    }

    @Test
    void what_is_no_http_gets_an_answer_that_runs_nothing() throws Exception {
        for (String head :
                List.of(
                        "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nBad Name: x",
                        "GET / HTTP/1.1\r\nHost: a\r\nHost: b",
                        "GET /<script> HTTP/1.1\r\nHost: 127.0.0.1",
                        "GET / HTTP/1.1",
                        "<script>alert(1)</script>")) {
            assertRefused(
                    head,
                    Raw.of(container.console().address())
                            .send(head + "\r\nConnection: close\r\n\r\n")
                            .rest());
        }
    }

    private static void assertRefused(String asked, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 400 "), asked + ": " + answer);
        for (String header :
                List.of(
                        "Content-Security-Policy: default-src 'none'",
                        "X-Content-Type-Options: nosniff",
                        "X-Frame-Options: DENY",
                        "Referrer-Policy: same-origin")) {
            assertTrue(answer.contains("\r\n" + header), asked + ": " + answer);
        }
        assertFalse(answer.contains("<script>"), answer);
        assertFalse(answer.contains("\r\nServer:"), answer);
        assertFalse(answer.contains("permission"), answer);
    }

    @Test
    void a_flood_of_headers_is_refused() throws Exception {
        StringBuilder flood = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            flood.append("X-Flood-").append(i).append(": ").append("x".repeat(50)).append("\r\n");
        }
        String answer =
                Raw.of(container.console().address())
                        .send("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + flood)
                        .until("\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
    }

    @Test
    void events_and_lines_come_as_they_are_sent() throws Exception {
        try (Raw events = listen("/v1/test/events?of=a%20b");
                Raw lines = listen("/v1/test/lines?of=x")) {
            String begun = events.until("{\"of\":\"a b\"}\n\n");
            assertTrue(begun.contains("text/event-stream"), begun);
            assertTrue(begun.contains("event: first\ndata: "), begun);
            assertTrue(lines.until("{\"of\":\"x\"}\n").contains("application/x-ndjson"));
        }
    }

    @Test
    void a_stray_percent_sign_in_a_query_stands_for_itself() throws Exception {
        try (Raw events = listen("/v1/test/events?50%=&of=100%zz")) {
            String begun = events.until("{\"of\":\"100%zz\"}\n\n");
            assertTrue(begun.startsWith("HTTP/1.1 200 "), begun);
        }
    }

    @Test
    void two_hundred_listeners_hear_the_same() throws Exception {
        FEEDS.clear();
        List<Raw> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                listeners.add(listen("/v1/test/events"));
            }
            for (Raw listener : listeners) {
                listener.until("event: first");
            }
            Container.eventually("all listen", () -> FEEDS.size() == 200);
            FEEDS.forEach(feed -> feed.send("news", "{\"n\":1}"));
            for (Raw listener : listeners) {
                listener.until("event: news\ndata: {\"n\":1}\n\n");
            }
            assertEquals(
                    200,
                    ask(as(OBSERVE_TOKEN, api("/v1/me"))).statusCode(),
                    "others are served meanwhile");
        } finally {
            for (Raw listener : listeners) {
                listener.close();
            }
        }
    }

    @Test
    void who_only_listens_keeps_nobody_from_acting() throws Exception {
        List<Raw> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < 256; i++) {
                listeners.add(listen("/v1/test/events"));
            }
            for (Raw listener : listeners) {
                listener.until("event: first");
            }
            String refused = listen("/v1/test/events").rest();
            assertTrue(refused.startsWith("HTTP/1.1 503 "), refused);
            assertTrue(refused.contains("\r\nRetry-After: 5\r\n"), refused);
            assertTrue(
                    refused.endsWith("{\"error\":\"too many are listening; try again later\"}"),
                    refused);
            assertEquals(
                    200, echo("application/json", "{}").statusCode(), "what is no stream goes on");
            List<Raw> others = new ArrayList<>();
            for (int i = 0; i < 256; i++) {
                others.add(listen("/v1/test/events", CONTENT_TOKEN));
            }
            listeners.addAll(others);
            for (Raw other : others) {
                other.until("event: first");
            }
            String all = listen("/v1/test/events", container.token()).rest();
            assertTrue(all.startsWith("HTTP/1.1 503 "), all);
            assertEquals(200, ask(as(container.token(), api("/v1/me"))).statusCode());
            assertEquals(200, echo("application/json", "{}").statusCode());
        } finally {
            for (Raw listener : listeners) {
                listener.close();
            }
        }
        hang_up();
        try (Raw next = listen("/v1/test/events")) {
            next.until("event: first");
        }
    }

    @Test
    void who_never_reads_is_left_behind() throws Exception {
        FEEDS.clear();
        try (Raw deaf = listen("/v1/test/events")) {
            Container.eventually("it listens", () -> FEEDS.size() == 1);
            Feed feed = FEEDS.remove();
            CountDownLatch ended = new CountDownLatch(1);
            feed.onEnd(ended::countDown);
            String much = "\"" + "x".repeat(100_000) + "\"";
            int sent = 0;
            while (sent < 1_000 && feed.send("much", much)) {
                sent++;
            }
            assertTrue(sent < 1_000, "it ends by itself");
            assertTrue(ended.await(30, TimeUnit.SECONDS), "and says so");
            assertFalse(feed.send("more", "{}"));
            assertTrue(deaf.isClosed());
        }
    }

    @Test
    void who_goes_away_is_noticed() throws Exception {
        FEEDS.clear();
        Raw leaving = listen("/v1/test/events");
        leaving.until("event: first");
        Container.eventually("it listens", () -> FEEDS.size() == 1);
        Feed feed = FEEDS.remove();
        CountDownLatch ended = new CountDownLatch(1);
        feed.onEnd(ended::countDown);
        leaving.close();
        Container.eventually("it ends", () -> !feed.send("news", "{}"));
        assertTrue(ended.await(30, TimeUnit.SECONDS));
    }

    @Test
    void a_feed_that_is_closed_ends_after_what_was_sent() throws Exception {
        FEEDS.clear();
        try (Raw listener = listen("/v1/test/lines?of=y")) {
            Container.eventually("it listens", () -> FEEDS.size() == 1);
            Feed feed = FEEDS.remove();
            feed.send("", "{\"last\":true}");
            feed.close();
            assertFalse(feed.send("", "{\"after\":true}"));
            String all = listener.rest();
            assertTrue(all.contains("{\"of\":\"y\"}\n"), all);
            assertTrue(all.contains("{\"last\":true}\n"), all);
            assertFalse(all.contains("after"), all);
        }
    }

    private static Raw listen(String path) throws Exception {
        return listen(path, OBSERVE_TOKEN);
    }

    private static Raw listen(String path, String token) throws Exception {
        URI address = container.console().address();
        return Raw.of(address)
                .send(
                        "GET /api"
                                + path
                                + " HTTP/1.1\r\nHost: "
                                + address.getAuthority()
                                + "\r\nAuthorization: Bearer "
                                + token
                                + "\r\nConnection: close\r\n\r\n");
    }
}
