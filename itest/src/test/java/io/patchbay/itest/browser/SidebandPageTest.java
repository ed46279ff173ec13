package io.patchbay.itest.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionObserver;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.emulator.Emulator;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.runtime.Patchbay;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real browser speaks straight with the provider; tools and history are here (RULES 33). */
@Tag("once")
class SidebandPageTest {

    private static final String SECRET = "the-secret-of-this-test";

    @TempDir Path folder;

    private final CompletableFuture<String> asked = new CompletableFuture<>();
    private final AtomicReference<@Nullable List<Item>> history = new AtomicReference<>();

    private RealtimeAgent agent() {
        return RealtimeAgent.builder("weather")
                .instructions("You tell people what the weather is like.")
                .tool(
                        FunctionTool.builder("get_weather")
                                .description("Tells the weather in a city")
                                .parameters(
                                        "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"enum\":[\"Oslo\",\"Bergen\"]}},\"required\":[\"city\"],\"additionalProperties\":false}")
                                .build(
                                        (arguments, context) -> {
                                            asked.complete(arguments.toString());
                                            return "Sunny, twelve degrees.";
                                        }))
                .build();
    }

    private static void eventually(String what, BooleanSupplier state) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, what);
            Thread.onSpinWait();
        }
    }

    private static Optional<URI> door() {
        return HttpDoors.listening().stream()
                .map(HttpDoors.Listening::uri)
                .filter(uri -> uri.getPath().equals("/sideband-page/"))
                .findFirst();
    }

    private static String credential(URI door) throws Exception {
        String answer =
                new HttpClient()
                        .send(
                                HttpRequest.builder("POST", URI.create(door + "credentials"))
                                        .header("authorization", "Bearer " + SECRET)
                                        .body("application/json", "{}")
                                        .build())
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
                        .text();
        return new JsonMapper().readTree(answer).path("credential").asString();
    }

    @Test
    void a_page_speaks_with_the_provider_while_the_tool_runs_here() throws Exception {
        try (Emulator emulator = Emulator.builder().start()) {
            SessionOptions options =
                    SessionOptions.builder()
                            .agent(agent())
                            .line(
                                    LineChoice.builder()
                                            .url(emulator.webSocketUri())
                                            .key("a-key-that-no-page-sees")
                                            .build())
                            .build();
            try (Patchbay patchbay =
                    Patchbay.builder()
                            .services(SidebandPageTest.class.getClassLoader())
                            .configure(
                                    PlugKind.CALLER_LEG,
                                    "browser",
                                    Map.of(
                                            "port",
                                            "0",
                                            "path",
                                            "/sideband-page",
                                            ".secret",
                                            SECRET,
                                            "origins",
                                            "http://127.0.0.1:*"))
                            .callRouter(
                                    call ->
                                            CompletableFuture.completedFuture(
                                                    new CallRouter.Decision.Accept(options)))
                            .observer(observer())
                            .build()) {
                eventually("the door opens", () -> door().isPresent());
                URI door = door().orElseThrow();
                JsonNode found =
                        Chromium.run(
                                "sideband",
                                Questions.speak(
                                        "What's the weather in Oslo?",
                                        1_500,
                                        folder.resolve("question.wav")),
                                folder,
                                Map.of(
                                        "url", door.toString().replaceAll("/$", ""),
                                        "credential", credential(door)));
                assertEquals("provider", found.path("media").asString());
                assertTrue(
                        found.path("question").asString().endsWith("the weather in Oslo"),
                        found.path("question").asString());
                JsonNode answer = found.path("answer");
                assertEquals("Sunny, twelve degrees.", answer.path("transcript").asString());
                assertTrue(
                        answer.path("peak").asDouble() > 0.02, () -> "peak " + answer.path("peak"));
                assertTrue(
                        Base64.getDecoder().decode(answer.path("sound").asString()).length > 24_000,
                        "half a second of sound at least");
                List<String> outputs =
                        found.path("outputs").valueStream().map(JsonNode::asString).toList();
                assertFalse(outputs.isEmpty(), "the tool has run");
                assertEquals(Set.copyOf(outputs).size(), outputs.size(), "nobody else answers it");
                assertFalse(found.path("again").asString().isEmpty(), "what is typed is answered");
                assertTrue(asked.get(60, TimeUnit.SECONDS).contains("Oslo"));
                assertFalse(found.path("location").asString().contains("rtc_"));

                eventually("the session ends with its page", () -> patchbay.sessions().isEmpty());
                List<Item> items = history.get();
                assertTrue(
                        items != null
                                && items.stream()
                                        .anyMatch(Item.FunctionCallOutput.class::isInstance),
                        "the history is here: " + items);
                eventually("the call has ended", () -> emulator.sessionIds().isEmpty());
            }
        }
    }

    private SessionObserver observer() {
        return Watch::new;
    }

    private final class Watch implements SessionListener {
        private final RealtimeSession session;

        Watch(RealtimeSession session) {
            this.session = session;
        }

        @Override
        public void onEvent(io.patchbay.api.session.SessionEvent event) {
            history.set(session.history().items());
        }
    }
}
