package io.patchbay.itest.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.emulator.Emulator;
import io.patchbay.emulator.Script;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.runtime.Patchbay;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real browser calls an agent of this JVM, which speaks with a model over WebSocket. */
@Tag("once")
class BrowserCallsTest {

    private static final String SECRET = "the-secret-of-this-test";
    private static final String STORY =
            "Once upon a time there was a very long story that nobody heard to its end. ".repeat(8);

    @TempDir Path folder;

    private static Optional<Script.Reply> story(Script.Turn turn) {
        return turn.input().contains("story")
                ? Optional.of(new Script.Reply.Say(STORY))
                : Optional.empty();
    }

    private static RealtimeAgent agent() {
        return RealtimeAgent.builder("weather")
                .instructions("You tell people what the weather is like.")
                .tool(
                        FunctionTool.builder("get_weather")
                                .description("Tells the weather in a city")
                                .parameters(
                                        "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"enum\":[\"Oslo\",\"Bergen\"]}},\"required\":[\"city\"],\"additionalProperties\":false}")
                                .build((arguments, context) -> "Sunny, twelve degrees."))
                .build();
    }

    private static String credential(URI door) throws Exception {
        String answer =
                new HttpClient()
                        .send(
                                HttpRequest.builder("POST", URI.create(door + "credentials"))
                                        .header("authorization", "Bearer " + SECRET)
                                        .body(
                                                "application/json",
                                                "{\"metadata\":{\"visitor\":\"7\"}}")
                                        .build())
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS)
                        .text();
        return new JsonMapper().readTree(answer).path("credential").asString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"webrtc", "websocket"})
    void a_page_asks_aloud_hears_the_answer_and_interrupts(String media) throws Exception {
        CompletableFuture<CallRouter.IncomingCall> came = new CompletableFuture<>();
        try (Emulator emulator = Emulator.builder().script(BrowserCallsTest::story).start()) {
            SessionOptions options =
                    SessionOptions.builder()
                            .agent(agent())
                            .line(
                                    LineChoice.builder()
                                            .url(emulator.webSocketUri())
                                            .key("any")
                                            .build())
                            .build();
            try (Patchbay patchbay =
                    Patchbay.builder()
                            .services(BrowserCallsTest.class.getClassLoader())
                            .configure(
                                    PlugKind.CALLER_LEG,
                                    "browser",
                                    Map.of(
                                            "port",
                                            "0",
                                            "path",
                                            "/" + media,
                                            ".secret",
                                            SECRET,
                                            "origins",
                                            "http://127.0.0.1:*"))
                            .callRouter(
                                    call -> {
                                        came.complete(call);
                                        return CompletableFuture.completedFuture(
                                                new CallRouter.Decision.Accept(options));
                                    })
                            .build()) {
                URI door = door("/" + media + "/");
                JsonNode found =
                        Chromium.run(
                                "caller",
                                Questions.speak(
                                        "What's the weather in Oslo?",
                                        1_500,
                                        folder.resolve("question.wav")),
                                folder,
                                Map.of(
                                        "url", door.toString().replaceAll("/$", ""),
                                        "credential", credential(door),
                                        "media", media));
                assertEquals(media, found.path("media").asString());
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
                assertEquals("7", came.get(60, TimeUnit.SECONDS).metadata().get("visitor"));
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (!patchbay.sessions().isEmpty()) {
                    assertTrue(System.nanoTime() < end, "the session ends with its caller");
                    Thread.onSpinWait();
                }
            }
        }
    }

    private static URI door(String path) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            Optional<HttpDoors.Listening> open =
                    HttpDoors.listening().stream()
                            .filter(each -> each.uri().getPath().equals(path))
                            .findFirst();
            if (open.isPresent()) {
                return open.get().uri();
            }
            assertTrue(System.nanoTime() < end, "the door does not open");
            Thread.onSpinWait();
        }
    }
}
