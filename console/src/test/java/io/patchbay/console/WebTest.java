package io.patchbay.console;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What tests over HTTP have in common: one container for all of a class. */
abstract class WebTest {

    static final String CONTENT_TOKEN = "content-token-of-the-test";
    static final String OBSERVE_TOKEN = "observe-token-of-the-test";

    @SuppressWarnings("NullAway.Init") // before all tests
    static Container container;

    @BeforeAll
    static void start() throws Exception {
        container = new Container(Map.of());
        container.tokens(CONTENT_TOKEN, OBSERVE_TOKEN);
    }

    @AfterAll
    static void stop() throws Exception {
        container.close();
    }

    /** A program without a cookie. */
    static HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    static HttpRequest.Builder to(URI uri) {
        return HttpRequest.newBuilder(uri);
    }

    static HttpRequest.Builder api(String path) {
        return to(container.api(path));
    }

    static HttpRequest.Builder as(String token, HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + token);
    }

    /** What a browser is that opened the printed address. */
    static HttpClient browser() throws Exception {
        HttpClient browser = visitor();
        browser.send(to(container.console().entry()).build(), BodyHandlers.discarding());
        return browser;
    }

    /** One that keeps cookies and goes where it is sent. */
    static HttpClient visitor() {
        return HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }
}
