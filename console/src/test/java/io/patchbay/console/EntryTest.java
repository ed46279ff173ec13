package io.patchbay.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EntryTest extends WebTest {

    @Test
    void the_printed_address_lets_a_browser_in_and_leaves_its_address_bar() throws Exception {
        HttpResponse<String> answer = ask(to(container.console().entry()));

        assertEquals(303, answer.statusCode());
        assertEquals(List.of("./"), answer.headers().allValues("Location"));
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        int port = container.console().address().getPort();
        assertTrue(
                cookie.matches(
                        "patchbay-" + port + "=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict"),
                cookie);
        assertFalse(cookie.contains(container.token()), "the cookie has a number of its own");
    }

    @Test
    void who_came_in_gets_the_page_and_the_api() throws Exception {
        HttpClient browser = browser();

        HttpResponse<String> page = get(browser, to(container.console().address()));
        HttpResponse<String> me = get(browser, api("/v1/me"));

        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<title>Patchbay</title>"), page.body());
        assertEquals(200, me.statusCode());
        assertTrue(me.body().contains("\"permission\":\"control\""), me.body());
    }

    @Test
    void everything_that_the_page_names_is_served() throws Exception {
        HttpClient browser = browser();
        URI address = container.console().address();
        String page = get(browser, to(address)).body();
        List<String> named =
                Pattern.compile("(?:src|href)=\"(\\./[^\"]*)\"")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1))
                        .toList();

        assertTrue(named.contains("./theme.js"), "before anything is painted: " + page);
        for (String one : named) {
            assertEquals(200, get(browser, to(address.resolve(one))).statusCode(), one);
        }
    }

    @Test
    void management_answers_behind_the_console_too() throws Exception {
        HttpResponse<String> plugs = ask(as(container.token(), api("/v1/plugs")));

        assertEquals(200, plugs.statusCode(), plugs.body());
        assertTrue(plugs.body().startsWith("{\"bundles\":["), plugs.body());
    }

    @Test
    void a_shipped_plug_that_was_stopped_by_hand_is_shown_as_stopped() throws Exception {
        Bundle plug =
                Stream.of(container.context().getBundles())
                        .filter(one -> "io.patchbay.provider.openai".equals(one.getSymbolicName()))
                        .findFirst()
                        .orElseThrow();
        assertEquals("active", state(plug));
        plug.stop();
        try {
            assertEquals("stopped", state(plug));
        } finally {
            plug.start();
        }
        assertEquals("active", state(plug));
    }

    private static String state(Bundle plug) throws Exception {
        for (JsonNode one :
                JsonMapper.shared()
                        .readTree(ask(as(container.token(), api("/v1/plugs"))).body())
                        .path("bundles")) {
            if (one.path("bundle").asString("").equals(plug.getSymbolicName())) {
                return one.path("state").asString("");
            }
        }
        return "hidden";
    }

    @Test
    void who_leaves_is_out() throws Exception {
        HttpClient browser = browser();

        HttpResponse<String> left =
                get(
                        browser,
                        api("/v1/logout")
                                .header("X-Patchbay", "1")
                                .POST(BodyPublishers.ofString("{}")));
        HttpResponse<String> after = get(browser, api("/v1/me"));

        assertEquals(200, left.statusCode(), left.body());
        assertEquals(401, after.statusCode());
    }

    @Test
    void the_address_stands_in_a_file_of_its_owner() throws Exception {
        Path file = container.state().resolve("console.url");

        assertEquals(List.of(container.console().entry().toString()), Files.readAllLines(file));
        assertEquals(
                PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
    }

    @Test
    void the_console_says_its_address_without_the_token() {
        String shown = container.console() + " " + container.console().address();

        assertFalse(shown.contains(container.token()), shown);
    }

    private static HttpResponse<String> get(HttpClient browser, HttpRequest.Builder request)
            throws Exception {
        return browser.send(request.build(), BodyHandlers.ofString());
    }
}
