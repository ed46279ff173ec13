package io.patchbay.itest.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.emulator.Script;
import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarOptions;
import io.patchbay.emulator.speech.Heard;
import io.patchbay.emulator.speech.SpeechEngines;
import io.patchbay.emulator.speech.Vocabulary;
import io.patchbay.itest.ThisJava;
import io.patchbay.net.relay.RelayTokens;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations through the relay, and calls that it refuses. */
@Tag("once")
class RelayedCallsTest {

    private static final String STORY =
            "Once upon a time there was a very long story that nobody heard to its end. ".repeat(6);

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Edge edge;

    @BeforeEach
    void serve() throws IOException {
        edge = new Edge(folder, RelayedCallsTest::story, "ALLOWED_MODELS=gpt-realtime");
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
    }

    private static Optional<Script.Reply> story(Script.Turn turn) {
        return turn.input().contains("story")
                ? Optional.of(new Script.Reply.Say(STORY))
                : Optional.empty();
    }

    private static RealtimeAgent concierge() {
        return RealtimeAgent.builder("concierge")
                .instructions(
                        "You know the time. Guests say things like:\n\"what time is it in Berlin\"")
                .tool(
                        FunctionTool.builder("current_time")
                                .description("Tells the time in a city")
                                .parameters(
                                        "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\",\"enum\":[\"Berlin\",\"Paris\"]}},\"required\":[\"city\"],\"additionalProperties\":false}")
                                .build((arguments, context) -> "It is noon in Berlin."))
                .build();
    }

    @Test
    void a_question_is_heard_looked_up_and_answered_aloud_and_an_answer_is_interrupted()
            throws Exception {
        byte[] question = Voice.question();
        int frames = question.length / Voice.FRAME_BYTES;
        try (RelayedCall call = edge.call(concierge(), edge.line())) {
            call.send(question, 0, frames);
            call.next(
                    SessionEvent.TranscriptDone.class,
                    e -> e.transcript().equals("what time is it in Berlin"));
            SessionEvent.ToolStarted tool = call.next(SessionEvent.ToolStarted.class);
            assertEquals("{\"city\":\"Berlin\"}", tool.arguments());
            call.answered("It is noon in Berlin.");
            call.next(SessionEvent.PlaybackEnded.class);
            assertEquals("It is noon in Berlin.", understood(call.heard()));

            call.session.sendMessage("Tell me a story");
            call.next(SessionEvent.PlaybackStarted.class);
            call.send(question, 0, frames);
            SessionEvent.AudioInterrupted cut = call.next(SessionEvent.AudioInterrupted.class);
            assertEquals(SessionEvent.InterruptionCause.SPEECH, cut.cause());
            call.answered("It is noon in Berlin.");
        }
    }

    /** What another listener than the model makes of a sound. */
    private static String understood(byte[] sound) throws Exception {
        short[] samples = new short[sound.length / 2];
        ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        Vocabulary vocabulary =
                Vocabulary.builder()
                        .phrase("It is noon in Berlin.")
                        .phrase("It is Saturday in New York.")
                        .phrase("Sorry, I did not understand that.")
                        .phrase("Thank you.")
                        .build();
        try (Ear ear = SpeechEngines.load().ear(EarOptions.defaults())) {
            Heard heard =
                    ear.hear(samples, 24_000, vocabulary)
                            .toCompletableFuture()
                            .get(60, TimeUnit.SECONDS);
            return assertInstanceOf(Heard.Words.class, heard).text();
        }
    }

    @Test
    void the_line_of_the_guide_opens_a_call() throws Exception {
        Path file = edge.secret;
        URI relay = edge.relay.uri();
        RelayTokens tokens =
                RelayTokens.builder(Secret.of(Files.readString(file).strip()))
                        .model("gpt-realtime")
                        .longestCall(Duration.ofMinutes(30))
                        .build();
        LineChoice line =
                LineChoice.builder()
                        .transport("cloudflare")
                        .url(relay)
                        .model("gpt-realtime")
                        .credentials(tokens)
                        .build();
        try (RelayedCall call = edge.call(concierge(), line)) {
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(1, edge.emulator.metrics().sessionsOpened());
        }
    }

    @Test
    void what_the_relay_refuses_is_said_once_in_one_line() throws Exception {
        refused(
                scope -> tokens().build().get(scope),
                edge.relay.uri() + "",
                "its signature is wrong");
        Clock slow = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-5));
        refused(edge.tokens().clock(slow).build(), edge.relay.uri() + "", "it has expired");
        Clock fast = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(5));
        refused(edge.tokens().clock(fast).build(), edge.relay.uri() + "", "it is not valid yet");
        refused(
                edge.tokens().model("gpt-realtime-mini").build(),
                edge.relay.uri() + "?model=gpt-realtime",
                "The token is for another model.");
        refused(
                edge.tokens().model("gpt-realtime-mini").build(),
                edge.relay.uri() + "?model=gpt-realtime-mini",
                "The relay does not offer this model.");
        refused(
                edge.tokens().origin("https://example.com").build(),
                edge.relay.uri() + "",
                "This page may not call here.");
        refused(
                CredentialSupplier.of("sk-a-key-of-a-provider"),
                edge.relay.uri() + "",
                "no signed token");
        assertEquals(0, edge.emulator.metrics().sessionsOpened());
    }

    /** Tokens of somebody else. */
    private RelayTokens.Builder tokens() {
        return RelayTokens.builder(RelayTokens.newSecret()).model(Edge.MODEL);
    }

    private void refused(CredentialSupplier tokens, String url, String words) throws Exception {
        List<Integer> asked = new ArrayList<>();
        CredentialSupplier counted =
                scope -> {
                    asked.add(1);
                    return tokens.get(scope);
                };
        try (RelayedCall call =
                edge.unconnected(
                        concierge(), edge.line(Edge.TRANSPORT, URI.create(url), counted))) {
            ExecutionException failure = assertThrows(ExecutionException.class, call::connect);
            ConnectException why = assertInstanceOf(ConnectException.class, failure.getCause());
            String line = Objects.requireNonNull(why.getMessage());
            assertEquals(1, line.lines().count(), line);
            assertTrue(line.contains(words), line);
            assertEquals(CloseReason.Cause.FATAL, why.reason().cause(), line);
            assertEquals(1, asked.size(), "a second try would not help");
            edge.traces.keep(line);
        }
    }

    @Test
    void the_command_line_talks_through_the_relay_and_says_why_it_cannot() throws Exception {
        Path heard = folder.resolve("heard.wav");
        Ran ran = talk(edge.secret, "--text", "good morning", "--out", heard.toString());
        assertEquals(0, ran.code(), ran::text);
        assertTrue(ran.text().contains("agent: good morning"), ran::text);
        assertTrue(Files.size(heard) > 24_000, "it was said aloud");
        edge.newSecret();
        Ran refused = talk(edge.secret, "--text", "good morning");
        assertEquals(1, refused.code(), refused::text);
        assertEquals(1, refused.text().lines().count(), refused::text);
        assertTrue(refused.text().contains("its signature is wrong"), refused::text);
        edge.traces.keep(ran.text() + refused.text());
    }

    private record Ran(int code, String text) {}

    private Ran talk(Path secret, String... more) throws Exception {
        List<String> command = ThisJava.command();
        command.addAll(
                List.of(
                        "io.patchbay.launcher.Main",
                        "talk",
                        "--transport",
                        Edge.TRANSPORT,
                        "--url",
                        edge.relay.uri() + "?model=gpt-realtime",
                        "--relay-secret-file",
                        secret.toString()));
        command.addAll(List.of(more));
        Path out = folder.resolve("talk.txt");
        Process talk =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try {
            assertTrue(talk.waitFor(60, TimeUnit.SECONDS), () -> "talk does not end");
        } finally {
            talk.destroyForcibly();
        }
        // a library of the tests says that it will not log
        String text =
                Files.readAllLines(out).stream()
                        .filter(line -> !line.startsWith("SLF4J"))
                        .collect(Collectors.joining("\n"));
        return new Ran(talk.exitValue(), text);
    }
}
