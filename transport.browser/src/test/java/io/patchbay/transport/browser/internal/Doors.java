package io.patchbay.transport.browser.internal;

import io.patchbay.api.plug.Settings;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Doors of tests: settings for another one each time, and what an application's server asks. */
final class Doors {

    static final String SECRET = "a-secret-of-the-tests-0123456789";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private Doors() {}

    /** A door of its own, with more settings in turn. */
    static Settings settings(String... more) {
        Map<String, String> values = new HashMap<>();
        values.put("port", "0");
        values.put("path", "/door-" + COUNT.incrementAndGet());
        values.put(".secret", SECRET);
        values.put("calls-per-source", "1000");
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return Settings.of(values);
    }

    /** Where a door that is open, or was a moment ago, takes requests. */
    static URI base(Settings settings) {
        return base(settings.text("path", ""));
    }

    static boolean isOpen(String path) {
        return base(path).getPort() != 9;
    }

    static URI base(String path) {
        return HttpDoors.listening().stream()
                .filter(open -> open.uri().getPath().equals(path + "/"))
                .findFirst()
                .map(open -> URI.create(open.uri().toString().replaceAll("/$", "")))
                .orElse(URI.create("http://127.0.0.1:9" + path));
    }

    static HttpResponse send(HttpRequest request) throws Exception {
        return new HttpClient().send(request).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    static HttpResponse mint(URI base, String body) throws Exception {
        return send(
                HttpRequest.builder("POST", URI.create(base + "/credentials"))
                        .header("authorization", "Bearer " + SECRET)
                        .body("application/json", body)
                        .build());
    }

    static String credential(URI base) throws Exception {
        return credential(base, "{}");
    }

    static String credential(URI base, String body) throws Exception {
        HttpResponse answer = mint(base, body);
        if (answer.status() != 201) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
        byte[] bytes = answer.text().getBytes(StandardCharsets.UTF_8);
        return Json.object(bytes, 0, bytes.length).path("credential").asString();
    }
}
