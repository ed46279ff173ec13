package io.patchbay.itest.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.patchbay.itest.browser.Chromium;
import io.patchbay.net.relay.RelayTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A page of a real browser talks through the relay with OpenAI's own client. */
@Tag("once")
class RelayedPageTest {

    @TempDir Path folder;

    @Test
    void a_page_talks_with_a_token_that_is_for_it_alone_and_the_key_stays_at_the_relay()
            throws Exception {
        try (Edge edge = new Edge(folder, turn -> Optional.empty())) {
            RelayTokens tokens = edge.tokens().longestCall(Duration.ofMinutes(5)).build();
            HttpServer server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/tokens", request -> answer(request, page(request), tokens));
            server.createContext(
                    "/others", request -> answer(request, "https://example.com", tokens));
            server.start();
            String there = "http://127.0.0.1:" + server.getAddress().getPort();
            try {
                JsonNode found =
                        Chromium.run(
                                "relayed",
                                folder.resolve("no-microphone"),
                                folder,
                                Map.of(
                                        "url", edge.relay.uri() + "?model=" + Edge.MODEL,
                                        "tokens", there + "/tokens",
                                        "others", there + "/others"));
                assertEquals(
                        "[[\"user\",\"Good morning to you\"],[\"assistant\",\"Good morning to"
                                + " you\"]]",
                        found.path("history").toString());
                assertTrue(found.path("soundBytes").asInt() > 24_000, found::toString);
                assertEquals("[]", found.path("errors").toString());
                assertEquals("error", found.path("elsewhere").asString());
                assertTrue(
                        found.path("careful").asString().contains("useInsecureApiKey"),
                        found::toString);
                assertEquals(1, edge.emulator.metrics().sessionsOpened());
            } finally {
                server.stop(0);
            }
            String log = Files.readString(folder.resolve("relayed.log"));
            assertFalse(log.contains(Relay.KEY), log);
            edge.traces.keep(log);
        }
    }

    /** The page that asks: the browser says so, the page cannot. */
    private static String page(HttpExchange request) {
        return request.getRequestHeaders().getFirst("Origin");
    }

    private static void answer(HttpExchange request, String origin, RelayTokens tokens)
            throws IOException {
        String guest = "guest-7";
        String token = tokens.toBuilder().origin(origin).subject(guest).build().mint();
        byte[] body = ("{\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8);
        request.getResponseHeaders().add("Access-Control-Allow-Origin", page(request));
        request.getResponseHeaders().add("Cache-Control", "no-store");
        request.sendResponseHeaders(200, body.length);
        request.getResponseBody().write(body);
        request.close();
    }
}
