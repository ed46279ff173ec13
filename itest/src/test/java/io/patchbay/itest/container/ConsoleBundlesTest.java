package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The console with the bundles that docs/containers/README.md lists, and with no others. */
@Tag("once")
class ConsoleBundlesTest {

    private static final Map<String, String> PROPERTIES =
            Map.of("org.apache.felix.http.host", "127.0.0.1", "org.osgi.service.http.port", "0");
    private static final String WEBSOCKET = "io.patchbay.transport.websocket";
    private static final String CHECK = "org.apache.felix.hc.api.HealthCheck";
    private static final Pattern NONCE = Pattern.compile("name=\"nonce\" value=\"([0-9a-f]+)\"");

    @TempDir Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable Container running;
    private URI entry = URI.create("about:blank");

    private void start(String... tables) throws Exception {
        List<String> names = new ArrayList<>(BundleLists.embedder());
        for (String table : tables) {
            names.addAll(BundleLists.table(table));
        }
        PROPERTIES.forEach(System::setProperty);
        System.setProperty("patchbay.state", folder.toString());
        running = Container.ofBundles(names);
        assertEquals(
                names.stream().sorted().toList(),
                container().bundles().stream()
                        .map(Bundle::getSymbolicName)
                        .filter(names::contains)
                        .sorted()
                        .toList(),
                "the class path has all of them");
        for (Bundle bundle : container().bundles()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            assertTrue(fragment || bundle.getState() == Bundle.ACTIVE, bundle::toString);
        }
        Path file = folder.resolve("console.url");
        Container.eventually("the console is open", () -> Files.exists(file));
        entry = URI.create(Files.readString(file).strip());
    }

    @AfterEach
    void stop() throws BundleException {
        if (running != null) {
            running.close();
        }
        PROPERTIES.keySet().forEach(System::clearProperty);
        System.clearProperty("patchbay.state");
    }

    private Container container() {
        return Objects.requireNonNull(running, "started");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpRequest.Builder api(String path) {
        return HttpRequest.newBuilder(entry.resolve("/api/v1/" + path))
                .header("authorization", "Bearer " + entry.getQuery().replaceFirst("token=", ""));
    }

    private JsonNode health() {
        HttpResponse<String> answer = send(api("health"));
        assertEquals(200, answer.statusCode(), answer::body);
        return JsonMapper.shared().readTree(answer.body());
    }

    private void install(Path jar) {
        String wish = JsonMapper.shared().writeValueAsString(Map.of("source", jar.toString()));
        HttpResponse<String> answer =
                send(
                        api("plugs/install")
                                .header("content-type", "application/json")
                                .header("x-patchbay", "1")
                                .POST(HttpRequest.BodyPublishers.ofString(wish)));
        assertTrue(answer.body().contains("\"outcome\":\"done\""), answer::body);
    }

    private static JsonNode check(JsonNode health, String tag) {
        return StreamSupport.stream(health.get("checks").spliterator(), false)
                .filter(check -> check.get("tags").toString().contains('"' + tag + '"'))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check " + tag + " in " + health));
    }

    private void finds(String tag, String status, String words) {
        Container.eventually(
                tag + " is " + status + " with " + words,
                () -> {
                    JsonNode check = check(health(), tag);
                    return check.get("status").stringValue().equals(status)
                            && check.get("entries").toString().contains(words);
                });
    }

    private HttpRequest.Builder page() {
        return HttpRequest.newBuilder(entry.resolve("/system/console/patchbay"))
                .header(
                        "authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                "admin:admin".getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> post(String nonce, String action, String bundle) {
        return send(
                page().header("content-type", "application/x-www-form-urlencoded")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "nonce=%s&action=%s&bundle=%s"
                                                .formatted(
                                                        nonce,
                                                        action,
                                                        URLEncoder.encode(
                                                                bundle, StandardCharsets.UTF_8)))));
    }

    private static String nonce(String page) {
        Matcher nonce = NONCE.matcher(page);
        assertTrue(nonce.find(), page);
        return nonce.group(1);
    }

    @Test
    void the_console_alone_asks_its_own_checks() throws Exception {
        start("for the console");
        JsonNode health = health();
        assertEquals(8, health.get("checks").size(), health::toString);
        assertEquals("up", health.get("status").stringValue());
        assertTrue(health.get("loops").size() > 1, health::toString);
        assertTrue(health.get("process").get("heapUsed").longValue() > 0);
        assertTrue(container().services(CHECK).isEmpty());
        finds("disk", "ok", folder.toString());
    }

    @Test
    void checks_of_the_container_tell_of_plugs_and_when_they_are_well_again() throws Exception {
        start("for the console", "for health checks");
        assertEquals(8, container().services(CHECK).size());
        finds("plugs", "ok", "plugged in");

        container().bundle(WEBSOCKET).stop();
        finds("plugs", "critical", "There is no transport");
        container().bundle(WEBSOCKET).start();
        finds("plugs", "ok", "plugged in");

        install(Managed.copy(Managed.CLOCK, "1.2.3", folder.resolve("clock.jar")));
        Bundle clock = container().bundle(Managed.CLOCK);
        clock.stop();
        finds("plugs", "warn", Managed.CLOCK + " 1.2.3 is stopped");
        clock.start();
        finds("plugs", "ok", "plugged in");
        container().configure(Managed.CLOCK, Map.of("hours", 13));
        finds("plugs", "warn", "setting 'hours' must be 12 or 24");
        container().configure(Managed.CLOCK, Map.of("hours", 24));
        finds("plugs", "ok", "plugged in");
    }

    @Test
    void the_web_console_has_a_page_that_changes_plugs_for_whom_it_lets_in() throws Exception {
        start("for the console", "for health checks", "for the web console");
        assertEquals(
                401,
                send(HttpRequest.newBuilder(entry.resolve("/system/console/patchbay")))
                        .statusCode());
        Container.eventually(
                "the page is there", () -> send(page().GET()).body().contains(WEBSOCKET));
        String page = send(page().GET()).body();
        assertTrue(page.contains("Apache Felix Web Console - Patchbay"), page);
        assertTrue(page.contains("Patchbay event loops"), page);
        assertTrue(page.contains("There is no session now"), page);
        assertFalse(page.contains(entry.getQuery()), "the console's token stays where it is");

        String nonce = nonce(page);
        assertEquals(403, post("0".repeat(32), "remove", WEBSOCKET).statusCode());
        String told = post(nonce, "remove", "<script>${x}").body();
        assertTrue(told.contains("no bundle &lt;script&gt;&#36;{x} is installed"), told);
        assertFalse(told.contains("<script>${x}"), told);
        HttpResponse<String> again = post(nonce, "remove", WEBSOCKET);
        assertEquals(403, again.statusCode(), "a form is sent once");
        assertTrue(again.body().contains("Nothing was changed"), again::body);

        HttpResponse<String> removed = post(nonce(again.body()), "remove", WEBSOCKET);
        assertTrue(removed.body().contains("remove " + WEBSOCKET + ": done"), removed::body);
        assertTrue(
                container().bundles().stream()
                        .noneMatch(bundle -> WEBSOCKET.equals(bundle.getSymbolicName())));
        finds("plugs", "critical", "There is no transport");
    }
}
