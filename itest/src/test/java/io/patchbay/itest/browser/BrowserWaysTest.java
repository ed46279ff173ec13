package io.patchbay.itest.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Credential;
import io.patchbay.net.http.HttpDoor;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Calls of real pages that have less than others: no microphone, no WebRTC, no sound at first. */
@Tag("once")
class BrowserWaysTest {

    private static final String WORDS = "Good morning to you";

    @TempDir Path folder;

    /** The visitor types, and the agent, which is the emulator's echo, says the same aloud. */
    private String mediaOf(AgentAtDoor agent, String media) throws Exception {
        return mediaOf(agent, media, Map.of());
    }

    private String mediaOf(AgentAtDoor agent, String media, Map<String, Object> further)
            throws Exception {
        Map<String, Object> arguments = new HashMap<>(further);
        arguments.put("url", agent.uri().toString());
        arguments.put("credential", agent.credential());
        arguments.put("words", WORDS);
        if (!media.isEmpty()) {
            arguments.put("media", media);
        }
        return heard("typed", arguments).path("media").asString();
    }

    private JsonNode heard(String page, Map<String, Object> arguments) throws Exception {
        JsonNode found =
                Chromium.run(
                        page,
                        Questions.speak("Good bye.", 500, folder.resolve("unused.wav")),
                        folder,
                        arguments);
        assertEquals(WORDS, found.path("transcript").asString());
        assertTrue(found.path("peak").asDouble() > 0.02, () -> "peak " + found.path("peak"));
        return found;
    }

    /** Stands in front of the door for calls over WebRTC, until it is closed. */
    private static HttpDoor inFront(AgentAtDoor agent, HttpRoute route) throws Exception {
        return HttpDoors.open(
                "in-front",
                "/",
                HttpServerConfig.builder().port(agent.uri().getPort()).build(),
                List.of(route));
    }

    @Test
    void a_page_without_a_microphone_types_and_hears_over_webrtc() throws Exception {
        try (AgentAtDoor agent = AgentAtDoor.open("/typed")) {
            assertEquals("webrtc", mediaOf(agent, "webrtc"));
        }
    }

    /** The browser holds the sound back until the visitor clicks; then the call is hung up. */
    private void soundsAfterAClick(String media, String deletions) throws Exception {
        try (AgentAtDoor agent = AgentAtDoor.open("/held-" + media)) {
            JsonNode found =
                    heard(
                            "held",
                            Map.of(
                                    "url",
                                    agent.uri().toString(),
                                    "credential",
                                    agent.credential(),
                                    "words",
                                    WORDS,
                                    "media",
                                    media));
            assertEquals(media, found.path("media").asString());
            assertEquals(deletions, found.path("ended").toString());
        }
    }

    @Test
    void a_page_that_may_not_sound_yet_does_after_a_click_over_websocket() throws Exception {
        soundsAfterAClick("websocket", "[]");
    }

    @Test
    void a_page_that_may_not_sound_yet_does_after_a_click_over_webrtc_and_ends_its_call_once()
            throws Exception {
        soundsAfterAClick("webrtc", "[204]");
    }

    @Test
    void an_agent_who_is_long_in_coming_is_called_once_and_over_webrtc() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (AgentAtDoor agent =
                AgentAtDoor.open(
                        "/slow",
                        scope -> {
                            asked.incrementAndGet();
                            return CompletableFuture.supplyAsync(
                                    () -> Credential.key("any"),
                                    CompletableFuture.delayedExecutor(6, TimeUnit.SECONDS));
                        })) {
            Map<String, Object> impatient = Map.of("timeout", 3_000);
            assertEquals("webrtc", mediaOf(agent, "", impatient));
            assertEquals(1, asked.get());
        }
    }

    @Test
    void a_page_calls_over_websocket_where_the_door_has_no_webrtc() throws Exception {
        try (AgentAtDoor agent = AgentAtDoor.open("/without-webrtc");
                HttpDoor none =
                        inFront(
                                agent,
                                HttpRoute.of(
                                        "POST",
                                        agent.uri().getPath() + "/calls",
                                        exchange ->
                                                exchange.respond(
                                                        HttpResponse.json(
                                                                        501,
                                                                        "{\"error\":{\"code\":\"no-webrtc\"}}")
                                                                .with(
                                                                        "access-control-allow-origin",
                                                                        "*"))))) {
            assertTrue(none.address().getPort() > 0);
            assertEquals("websocket", mediaOf(agent, ""));
        }
    }

    @Test
    void a_page_that_finds_nobody_at_the_door_calls_once_more() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<HttpDoor> away = new CompletableFuture<>();
        try (AgentAtDoor agent = AgentAtDoor.open("/exchanged")) {
            away.complete(
                    inFront(
                            agent,
                            HttpRoute.of(
                                    "POST",
                                    agent.uri().getPath() + "/calls",
                                    exchange -> {
                                        // what a door says while its plug is exchanged
                                        asked.incrementAndGet();
                                        exchange.respond(
                                                HttpResponse.text(503, "try again")
                                                        .with("retry-after", "1"));
                                        away.thenAcceptAsync(HttpDoor::close);
                                    })));
            assertEquals("webrtc", mediaOf(agent, "webrtc"));
            assertEquals(1, asked.get());
        }
    }
}
