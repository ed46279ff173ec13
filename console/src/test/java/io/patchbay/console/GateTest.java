package io.patchbay.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.management.resource.Exchange;
import io.patchbay.management.resource.Permission;
import io.patchbay.management.resource.Resource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/** Who may come in. */
final class GateTest extends WebTest {

    /** Says yes to whoever gets through. */
    private record Yes(String method, String path, Permission permission) implements Resource {
        @Override
        public void serve(Exchange exchange) {
            exchange.answer(200, JsonNodeFactory.instance.objectNode().put("yes", true));
        }
    }

    private static List<AutoCloseable> offered = List.of();

    @BeforeAll
    static void offer() {
        offered =
                List.of(
                        container.offer(
                                Resource.class,
                                new Yes("GET", "/v1/test/words", Permission.CONTENT),
                                0),
                        container.offer(
                                Resource.class,
                                new Yes("POST", "/v1/test/change", Permission.CONTROL),
                                0));
        Container.eventually(
                "the resources are served",
                () -> status(as(container.token(), api("/v1/test/words"))) == 200);
    }

    @AfterAll
    static void withdraw() throws Exception {
        for (AutoCloseable one : offered) {
            one.close();
        }
    }

    private static int status(HttpRequest.Builder request) {
        try {
            return ask(request).statusCode();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobody_comes_in_without_a_token() throws Exception {
        for (URI uri : everywhere()) {
            HttpResponse<String> none = ask(to(uri));
            assertEquals(401, none.statusCode(), uri::toString);
            assertTrue(none.body().startsWith("{\"error\":\""), none.body());
            assertEquals(401, status(as("a-token-that-nobody-has", to(uri))), uri::toString);
            assertEquals(401, status(to(uri).header("Cookie", cookie("0".repeat(64)))));
        }
    }

    private static List<URI> everywhere() {
        URI base = container.console().address();
        return List.of(
                base,
                base.resolve("index.html"),
                base.resolve("assets/index.js"),
                base.resolve("nowhere"),
                container.api("/v1/me"),
                container.api("/v1/plugs"),
                container.api("/v1/nowhere"));
    }

    private static String cookie(String value) {
        return "patchbay-" + container.console().address().getPort() + "=" + value;
    }

    @Test
    void a_wrong_token_in_the_address_gets_a_page_that_says_what_to_do() throws Exception {
        HttpResponse<String> page =
                ask(
                        to(container.console().address().resolve("?token=wrong"))
                                .header("Accept", "text/html"));

        assertEquals(401, page.statusCode());
        assertEquals("text/html;charset=utf-8", type(page));
        assertTrue(page.body().contains("printed when it started"), page.body());
        assertFalse(page.headers().firstValue("Set-Cookie").isPresent());
    }

    @Test
    void a_link_on_another_site_opens_the_page_in_two_steps() throws Exception {
        HttpResponse<String> page =
                ask(
                        to(container.console().address())
                                .header("Accept", "text/html")
                                .header("Sec-Fetch-Site", "cross-site")
                                .header("Sec-Fetch-Mode", "navigate"));

        assertEquals(401, page.statusCode(), "a strict cookie does not come along");
        assertTrue(page.body().contains("http-equiv=\"refresh\""), page.body());
    }

    @Test
    void an_address_with_a_role_gives_that_role() throws Exception {
        HttpClient browser = visitor();
        URI entry = container.console().address().resolve("?token=" + OBSERVE_TOKEN);
        browser.send(to(entry).build(), BodyHandlers.discarding());

        assertTrue(body(browser, api("/v1/me")).contains("\"permission\":\"observe\""));
    }

    @Test
    void who_observes_sees_no_words_and_who_sees_words_changes_nothing() throws Exception {
        assertEquals(200, status(as(OBSERVE_TOKEN, api("/v1/me"))));
        assertEquals(403, status(as(OBSERVE_TOKEN, api("/v1/test/words"))));
        assertEquals(403, status(as(OBSERVE_TOKEN, change())));
        assertEquals(200, status(as(CONTENT_TOKEN, api("/v1/test/words"))));
        HttpResponse<String> refused = ask(as(CONTENT_TOKEN, change()));
        assertEquals(403, refused.statusCode());
        assertTrue(refused.body().contains("control"), refused.body());
        assertEquals(200, status(as(container.token(), change())));
    }

    private static HttpRequest.Builder change() {
        return api("/v1/test/change")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"));
    }

    @Test
    void what_changes_something_comes_from_our_page() throws Exception {
        HttpClient browser = browser();
        String own = origin();

        assertEquals(403, sent(browser, change()), "without the header");
        assertEquals(
                "close",
                browser.send(change().build(), BodyHandlers.discarding())
                        .headers()
                        .firstValue("Connection")
                        .orElse(""),
                "its body was not read");
        assertEquals(200, sent(browser, change().header("X-Patchbay", "1")));
        assertEquals(200, sent(browser, change().header("X-Patchbay", "1").header("Origin", own)));
        for (String other :
                List.of(
                        "http://evil.example",
                        "null",
                        "http://127.0.0.1:1",
                        own + ".evil.example",
                        "file://")) {
            assertEquals(
                    403,
                    sent(browser, change().header("X-Patchbay", "1").header("Origin", other)),
                    other);
        }
        for (String site : List.of("cross-site", "same-site")) {
            assertEquals(
                    403,
                    sent(
                            browser,
                            change().header("X-Patchbay", "1").header("Sec-Fetch-Site", site)),
                    site);
        }
    }

    @Test
    void other_pages_read_nothing() throws Exception {
        HttpClient browser = browser();

        assertEquals(403, sent(browser, api("/v1/me").header("Origin", "http://evil.example")));
        assertEquals(403, sent(browser, api("/v1/me").header("Sec-Fetch-Site", "same-site")));
        HttpResponse<String> preflight =
                ask(
                        api("/v1/me")
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "http://evil.example")
                                .header("Access-Control-Request-Method", "GET"));
        assertEquals(403, preflight.statusCode());
        assertTrue(preflight.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
    }

    @Test
    void many_wrong_tokens_are_not_looked_at() throws Exception {
        // from another address of this machine, since the other tests' must come in
        String answers = "";
        for (int i = 0; i < 25; i++) {
            answers =
                    Raw.of("127.0.0.2", container.console().address())
                            .ask("GET /api/v1/me HTTP/1.1", "Authorization: Bearer guess-" + i);
        }

        assertTrue(answers.startsWith("HTTP/1.1 429 "), answers);
        String right =
                Raw.of("127.0.0.2", container.console().address())
                        .ask(
                                "GET /api/v1/me HTTP/1.1",
                                "Authorization: Bearer " + container.token());
        assertTrue(right.startsWith("HTTP/1.1 429 "), right);
        assertTrue(right.contains("Retry-After: 10"), right);
    }

    @Test
    void a_name_that_leads_here_is_not_ours() throws Exception {
        for (String host : List.of("evil.example", "127.0.0.1.evil.example", "0.0.0.0:80")) {
            String answer = Raw.of(container.console().address()).asHost(host, bearer());
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        }
        for (String host : List.of("localhost", "127.0.0.1:9", "[::1]:" + 80)) {
            String answer = Raw.of(container.console().address()).asHost(host, bearer());
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }

    @Test
    void what_a_proxy_would_say_is_not_believed() throws Exception {
        for (String said :
                List.of(
                        "X-Forwarded-Host: 127.0.0.1",
                        "X-Forwarded-Server: 127.0.0.1",
                        "Forwarded: for=127.0.0.1;host=127.0.0.1;proto=https")) {
            String answer =
                    Raw.of(container.console().address())
                            .asHost("evil.example", bearer() + "\r\n" + said);
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        }
        String entered =
                Raw.of(container.console().address())
                        .ask(
                                "GET /?token=" + container.token() + " HTTP/1.1",
                                "X-Forwarded-For: 203.0.113.9",
                                "X-Forwarded-Proto: https");
        assertTrue(entered.startsWith("HTTP/1.1 303 "), entered);
        assertFalse(entered.contains("; Secure"), entered);
    }

    private static String bearer() {
        return "Authorization: Bearer " + container.token();
    }

    @Test
    void the_policy_of_the_page_is_exactly_this() throws Exception {
        HttpResponse<String> page = ask(as(container.token(), to(container.console().address())));
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();

        assertEquals(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
                        + " media-src 'self' blob:; connect-src 'self'; base-uri 'none';"
                        + " form-action 'none'; frame-ancestors 'none'",
                policy.replaceAll(" http://127\\.0\\.0\\.1:\\d+ ws://127\\.0\\.0\\.1:\\d+;", ";"));
        assertEquals("nosniff", page.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals("DENY", page.headers().firstValue("X-Frame-Options").orElse(""));
        assertEquals("no-store", page.headers().firstValue("Cache-Control").orElse(""));
        assertFalse(page.body().contains("<script>"), "no script in the page itself");
        assertFalse(page.body().contains("style="), "no style in the page itself");
    }

    private static String origin() {
        URI address = container.console().address();
        return address.getScheme() + "://" + address.getAuthority();
    }

    private static String type(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    private static int sent(HttpClient browser, HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static String body(HttpClient browser, HttpRequest.Builder request) throws Exception {
        return browser.send(request.build(), BodyHandlers.ofString()).body();
    }
}
