package io.patchbay.itest.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.Script;
import io.patchbay.net.relay.RelayTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls whose relay or provider goes away in their middle, and calls that are moved. */
@Tag("once")
class RelayLossTest {

    private static final String QUESTION = "what time is it in Berlin";

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Edge edge;

    @BeforeEach
    void serve() throws IOException {
        edge = new Edge(folder, RelayLossTest::answers);
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
    }

    private static Optional<Script.Reply> answers(Script.Turn turn) {
        return Optional.of(
                turn.input().contains("Look")
                        ? new Script.Reply.Calls(
                                "", List.of(new Script.FunctionCall("lookup", "{}")))
                        : new Script.Reply.Say("I see."));
    }

    private static RealtimeAgent agent() {
        return RealtimeAgent.builder("guide")
                .instructions("Be brief. Guests say:\n\"" + QUESTION + "\"")
                .build();
    }

    @Test
    void a_relay_that_is_killed_while_a_caller_speaks_costs_a_reconnect_and_no_frame()
            throws Exception {
        byte[] sound = Voice.numberedQuestions(1);
        int frames = sound.length / Voice.FRAME_BYTES;
        try (RelayedCall call = edge.call(agent(), edge.line())) {
            call.session.sendMessage("Hello");
            call.answered("I see.");
            call.next(SessionEvent.PlaybackEnded.class);
            call.send(sound, 0, 50);
            call.next(SessionEvent.SpeechStarted.class);
            edge.killRelay();
            call.send(sound, 50, 60); // it may be that the line seems to stand
            call.next(SessionEvent.Reconnecting.class);
            call.send(sound, 60, 100);
            edge.startRelay(Relay.built());
            call.cameBack();
            call.send(sound, 100, frames);
            call.next(SessionEvent.TranscriptDone.class, e -> e.transcript().equals(QUESTION));
            call.answered("I see.");
            assertEquals(4, call.session.history().size());
            call.remembersTheSame(edge.emulator);
        }
        Voice.assertWhole(sound, List.of(edge.received(1), edge.received(2)));
    }

    @Test
    void a_tool_that_runs_while_the_relay_is_killed_delivers_its_output_once() throws Exception {
        CompletableFuture<ToolResult> result = new CompletableFuture<>();
        AtomicInteger runs = new AtomicInteger();
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .tool(
                                FunctionTool.builder("lookup")
                                        .description("Looks something up.")
                                        .buildAsync(
                                                (arguments, context) -> {
                                                    runs.incrementAndGet();
                                                    return result;
                                                }))
                        .build();
        try (RelayedCall call = edge.call(agent, edge.line())) {
            call.session.sendMessage("Look it up");
            call.next(SessionEvent.ToolStarted.class);
            edge.killRelay();
            call.next(SessionEvent.Reconnecting.class);
            edge.startRelay(Relay.built());
            call.cameBack();
            result.complete(ToolResult.of("found"));
            call.answered("I see.");
            assertEquals(1, runs.get());
            assertEquals(4, call.session.history().size());
            call.remembersTheSame(edge.emulator);
        }
    }

    @Test
    void a_new_version_of_the_relay_with_a_new_secret_takes_the_call_over() throws Exception {
        RelayTokens before = edge.tokens().build();
        try (RelayedCall call = edge.call(agent(), edge.line())) {
            call.session.sendMessage("Hello");
            call.answered("I see.");
            String old = Files.readString(edge.secret).strip();
            edge.killRelay();
            edge.newSecret();
            Path second =
                    Files.writeString(
                            folder.resolve("second.js"),
                            Files.readString(Relay.built()) + "\n// the second version\n");
            edge.startRelay(second, "RELAY_SECRET_PREVIOUS=" + old);
            call.cameBack();
            call.session.sendMessage("Are you there?");
            call.answered("I see.");
            call.remembersTheSame(edge.emulator);
        }
        // as long as the relay knows both, tokens of either open calls
        try (RelayedCall late = edge.call(agent(), edge.line(before))) {
            late.session.sendMessage("Hello");
            late.answered("I see.");
        }
    }

    @Test
    void a_relay_that_has_forgotten_the_secret_ends_the_call_with_one_line() throws Exception {
        RelayTokens before = edge.tokens().build();
        try (RelayedCall call = edge.call(agent(), edge.line(before))) {
            edge.killRelay();
            edge.newSecret();
            edge.startRelay(Relay.built());
            SessionEvent.StateChanged end =
                    call.next(
                            SessionEvent.StateChanged.class,
                            change -> change.state() == SessionState.CLOSED);
            CloseReason reason = Objects.requireNonNull(end.reason());
            assertFalse(reason.retryable());
            assertEquals(1, reason.text().lines().count(), reason.text());
            assertTrue(reason.text().contains("its signature is wrong"), reason.text());
            assertEquals(1, edge.emulator.metrics().sessionsOpened());
        }
    }

    @Test
    void a_provider_that_dies_behind_the_relay_is_said_in_its_own_words_and_costs_a_reconnect()
            throws Exception {
        try (RelayedCall call = edge.call(agent(), edge.line())) {
            call.session.sendMessage("Hello");
            call.answered("I see.");
            edge.emulator.inject(new Fault.Drop(0));
            SessionEvent.Error error =
                    call.next(SessionEvent.Error.class, e -> e.provider() != null);
            ProviderError said = Objects.requireNonNull(error.provider());
            assertEquals("server_error", said.type());
            assertEquals("provider_lost", said.code());
            call.cameBack();
            call.session.sendMessage("And now?");
            call.answered("I see.");
            assertEquals(4, call.session.history().size());
            call.remembersTheSame(edge.emulator);
        }
    }

    @Test
    void a_provider_that_is_away_for_a_while_gets_the_whole_conversation_again() throws Exception {
        try (RelayedCall call = edge.call(agent(), edge.line())) {
            call.session.sendMessage("Hello");
            call.answered("I see.");
            edge.restartProvider(
                    () -> {
                        try {
                            // the relay answers by itself that there is no provider
                            call.next(SessionEvent.Reconnecting.class, e -> e.attempt() == 2);
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
            call.cameBack();
            call.session.sendMessage("And now?");
            call.answered("I see.");
            call.remembersTheSame(edge.emulator);
        }
    }

    @Test
    void a_call_is_moved_between_transports_through_the_relay_while_the_caller_speaks()
            throws Exception {
        byte[] sound = Voice.numberedQuestions(3);
        int frames = sound.length / Voice.FRAME_BYTES / 3;
        CredentialSupplier tokens = scope -> edge.tokens().build().get(scope);
        LineChoice direct =
                edge.line(
                        "websocket",
                        edge.emulator.webSocketUri(),
                        CredentialSupplier.of(Relay.KEY));
        LineChoice other = edge.line("websocket", edge.relay.uri(), tokens);
        List<LineChoice> way = List.of(edge.line(), other, edge.line());
        try (RelayedCall call = edge.call(agent(), direct)) {
            for (int i = 0; i < way.size(); i++) {
                LineChoice to = way.get(i);
                int first = i * frames;
                call.send(sound, first, first + 50);
                call.next(SessionEvent.SpeechStarted.class);
                CompletableFuture<SessionEvent.Reconnected> moved = call.move(to);
                call.send(sound, first + 50, first + frames);
                call.next(SessionEvent.TranscriptDone.class, e -> e.transcript().equals(QUESTION));
                call.answered("I see.");
                SessionEvent.Reconnected there = moved.get(60, TimeUnit.SECONDS);
                assertEquals(to.transport(), there.line().transport());
                assertEquals(SessionEvent.Restoration.REPLAYED, there.restored());
                // voices cannot be told to a model again, their words can
                assertTrue(
                        there.lost().stream()
                                .allMatch(
                                        lost ->
                                                lost.matches(
                                                        "1?\\d spoken .* as .*(text|transcripts)")),
                        () -> there.lost().toString());
                call.remembersTheSame(edge.emulator);
            }
            assertEquals(6, call.session.history().size());
        }
        List<byte[]> lines = new ArrayList<>();
        for (int line = 1; line <= 1 + way.size(); line++) {
            lines.add(edge.received(line));
        }
        Voice.assertWhole(sound, lines);
    }

    @Test
    void a_call_that_reaches_the_longest_duration_of_its_token_goes_on_over_a_new_line()
            throws Exception {
        CredentialSupplier tokens =
                scope -> edge.tokens().longestCall(Duration.ofSeconds(6)).build().get(scope);
        try (RelayedCall call = edge.call(agent(), edge.line(tokens))) {
            call.session.sendMessage("Hello");
            call.answered("I see.");
            // the relay says when it ends the call, so that the new line comes in a silence before
            call.next(SessionEvent.LineExpiring.class);
            call.cameBack();
            call.session.sendMessage("And now?");
            call.answered("I see.");
            assertEquals(4, call.session.history().size());
            call.remembersTheSame(edge.emulator);
        }
    }
}
