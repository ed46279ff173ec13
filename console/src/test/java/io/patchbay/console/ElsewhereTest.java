package io.patchbay.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who comes from other machines, by themselves or through a proxy. The web server is told to
 * believe what a proxy says, so that a request can say for itself where it comes from; and to let
 * through paths that can be read in two ways.
 */
final class ElsewhereTest {

    private static final String NAME = "console.example";
    private static final String AFAR = "X-Forwarded-For: 203.0.113.9";
    private static final String TLS = "X-Forwarded-Proto: https";

    private static final String OWN_MACHINE = "this console is for its own machine";
    private static final String OTHER_NAME = "this console does not answer to that name";
    private static final String NO_TLS = "this console is reached without TLS";
    private static final String OTHER_SITE = "pages of other sites may not ask this console";

    @SuppressWarnings("NullAway.Init") // before all tests
    private static Container container;

    private static int settings;

    @BeforeAll
    static void start() throws Exception {
        container =
                new Container(
                        Map.of(
                                "org.apache.felix.proxy.load.balancer.connection.enable",
                                "true",
                                "org.eclipse.jetty.UriComplianceMode",
                                "UNSAFE"));
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    /** Settings, with a token of their own that tells when they hold. */
    private static void set(Map<String, Object> said) throws IOException {
        String token = "control-token-number-" + ++settings;
        Map<String, Object> all = new HashMap<>(said);
        all.put(".token", token);
        container.configure("io.patchbay.console", all);
        Container.eventually("the settings hold", () -> container.token().equals(token));
    }

    private static String ask(String request, String host, String... headers) throws IOException {
        return Raw.of(container.console().address())
                .send(
                        request
                                + " HTTP/1.1\r\nHost: "
                                + host
                                + "\r\nConnection: close\r\n"
                                + String.join(
                                        "", List.of(headers).stream().map(h -> h + "\r\n").toList())
                                + "\r\n")
                .rest();
    }

    private static String me(String host, String... headers) throws IOException {
        String[] all = List.of(headers).toArray(new String[headers.length + 1]);
        all[headers.length] = "Authorization: Bearer " + container.token();
        return ask("GET /api/v1/me", host, all);
    }

    private static void assertAdmits(String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
    }

    private static void assertRefuses(String why, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
        assertTrue(answer.contains("{\"error\":\"" + why), answer);
    }

    @Test
    void without_names_it_is_for_its_own_machine() throws Exception {
        set(Map.of());

        assertAdmits(me("127.0.0.1"));
        assertRefuses(OWN_MACHINE, me("127.0.0.1", AFAR));
        assertRefuses(OWN_MACHINE, me("localhost:80", AFAR, TLS));
        assertRefuses(OTHER_NAME, me(NAME));
    }

    @Test
    void who_comes_from_elsewhere_comes_by_a_name_and_over_tls() throws Exception {
        set(Map.of("hosts", NAME));

        assertAdmits(me(NAME, AFAR, TLS));
        assertAdmits(me("Console.Example:8443", AFAR, TLS));
        assertRefuses(NO_TLS, me(NAME, AFAR));
        assertRefuses(OTHER_NAME, me("other." + NAME, AFAR, TLS));
        assertRefuses(OTHER_NAME, me(NAME + ".evil.example", AFAR, TLS));
        assertRefuses(OTHER_NAME, me("203.0.113.1", AFAR, TLS));
        assertAdmits(me("127.0.0.1:8080", AFAR, TLS, "X-Forwarded-Host: " + NAME));
        assertAdmits(me("127.0.0.1"));
    }

    @Test
    void a_name_with_a_port_is_that_port_alone() throws Exception {
        set(Map.of("hosts", "other.example, " + NAME + ":8443"));

        assertAdmits(me(NAME + ":8443", AFAR, TLS));
        assertAdmits(me("other.example:1", AFAR, TLS));
        assertRefuses(OTHER_NAME, me(NAME, AFAR, TLS));
        assertRefuses(OTHER_NAME, me(NAME + ":443", AFAR, TLS));
    }

    @Test
    void plain_http_is_for_who_allows_it() throws Exception {
        set(Map.of("hosts", NAME, "allow-plain", "true"));

        assertAdmits(me(NAME, AFAR));
        assertFalse(entry(NAME, AFAR).contains("; Secure"), "the cookie comes back over HTTP");
        assertTrue(entry(NAME, AFAR, TLS).contains("; Secure"), "this one does not");
    }

    private static String entry(String host, String... headers) throws IOException {
        String answer = ask("GET /?token=" + container.token(), host, headers);
        assertTrue(answer.startsWith("HTTP/1.1 303 "), answer);
        assertTrue(answer.contains("\r\nLocation: ./\r\n"), "the proxy's address stays: " + answer);
        return answer.lines()
                .filter(line -> line.startsWith("Set-Cookie: "))
                .findFirst()
                .orElse("");
    }

    @Test
    void a_proxy_on_the_same_machine_has_the_tls() throws Exception {
        set(Map.of("hosts", NAME));

        assertAdmits(me(NAME));
        String set = entry(NAME);
        assertTrue(set.endsWith("; HttpOnly; SameSite=Strict; Secure"), set);
        String cookie = "Cookie: " + set.replaceAll("Set-Cookie: |;.*", "");
        String own = "Origin: https://" + NAME;
        assertAdmits(ask("GET /api/v1/me", NAME, cookie));
        assertAdmits(ask("GET /api/v1/me", NAME, cookie, own, "Sec-Fetch-Site: same-origin"));
        for (String origin : List.of("https://evil.example", "https://" + NAME + ":8443", "null")) {
            assertRefuses(OTHER_SITE, ask("GET /api/v1/me", NAME, cookie, "Origin: " + origin));
        }
        assertRefuses(
                OTHER_SITE, ask("GET /api/v1/me", NAME, cookie, "Sec-Fetch-Site: cross-site"));
        assertRefuses(
                OTHER_SITE, ask("POST /api/v1/logout", "127.0.0.1", cookie, own, "X-Patchbay: 1"));
        assertRefuses(
                "a request that changes something",
                ask("POST /api/v1/logout", NAME, cookie, own, "Content-Length: 0"));
        assertAdmits(
                ask(
                        "POST /api/v1/logout",
                        NAME,
                        cookie,
                        own,
                        "X-Patchbay: 1",
                        "Content-Type: application/json",
                        "Content-Length: 0"));
        assertTrue(ask("GET /api/v1/me", NAME, cookie).startsWith("HTTP/1.1 401 "));
    }

    @Test
    void two_names_or_none_are_no_name() throws Exception {
        set(Map.of("hosts", NAME));

        assertEquals("HTTP/1.1 400", me(NAME, "Host: evil.example").substring(0, 12));
        assertEquals("HTTP/1.1 4", me("", AFAR, TLS).substring(0, 10));
        assertEquals("HTTP/1.1 4", me("x@" + NAME, AFAR, TLS).substring(0, 10));
    }

    @Test
    void what_can_be_read_in_two_ways_is_refused_wherever_it_gets_through() throws Exception {
        set(Map.of());

        for (String path :
                List.of(
                        "/api/v1/plugs%2Fx",
                        "/api%2fv1/me",
                        "/api/v1/me%5c",
                        "/api/..;/api/v1/me",
                        "/api/v1;x=y/me",
                        "/api/v1/%2e%2e/v1/me",
                        "/api/v1/../v1/me",
                        "/api/v1/./me",
                        "/api//v1/me",
                        "//api/v1/me",
                        "/api/v1/%252e%252e",
                        "/assets/..%2findex.html",
                        "/%2F",
                        "/;")) {
            String answer = ask("GET " + path, "127.0.0.1");
            assertTrue(answer.startsWith("HTTP/1.1 400 "), path + ": " + answer);
            assertTrue(
                    answer.contains("{\"error\":\"the path is ambiguous: "), path + ": " + answer);
        }
    }
}
