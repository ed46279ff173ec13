package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Usage;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTurns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Sessions without an agent, and what every session tells of its responses. */
class ThinClientTest {
    private static Call thin() {
        return Call.with(SessionOptions.builder());
    }

    @Test
    void it_has_no_agent_runs_no_tools_and_passes_raw_events_both_ways() {
        try (Call call = thin()) {
            List<TransportEvent> raw = new ArrayList<>();
            call.session.listenInline(
                    new SessionListener() {
                        @Override
                        public Set<Interest> interests() {
                            return Set.of(Interest.RAW);
                        }

                        @Override
                        public void onTransportEvent(TransportEvent event) {
                            raw.add(event);
                        }
                    });
            assertTrue(call.session.agent().isEmpty());
            call.does(() -> call.session.sendEvent("{\"type\":\"odd\"}"));
            assertEquals("{\"type\":\"odd\"}", call.line().expect(Command.Raw.class).json());
            call.hears(new TransportEvent.Raw("odd.too", "{}"));
            call.hears(new TransportEvent.RawSent("{}"));
            call.hears(call.turns.functionCall("c", "f", "{}"));
            call.line().assertComplete();
            assertEquals(2, raw.size());
            assertTrue(call.events(SessionEvent.AgentStarted.class).isEmpty());
        }
    }

    @Test
    void raw_requests_pass_the_gate() {
        try (Call call = thin()) {
            String create = "{\"type\":\"response.create\",\"event_id\":\"mine\"}";
            CompletionStage<Receipt> first = call.does(() -> call.session.sendEvent(create));
            CompletionStage<Receipt> second = call.does(() -> call.session.sendEvent(create));
            call.line().expect(Command.Raw.class);
            call.line().assertComplete();
            assertTrue(first.toCompletableFuture().isDone());
            assertFalse(second.toCompletableFuture().isDone());

            // lost to the server's turn, by the id that the application chose
            var turn = call.turns.textAnswer("by myself");
            call.hears(turn.before(TransportEvent.ResponseDone.class));
            call.hears(InterruptionTest.error("conversation_already_has_active_response", "mine"));
            call.hears(turn.from(TransportEvent.ResponseDone.class));
            call.line().expect(Command.Raw.class);
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.Error.class).isEmpty());
        }
    }

    @Test
    void a_raw_cancel_is_sent_and_noted() {
        try (Call call = thin()) {
            var turn = call.turns.spokenAnswer("long", 1_000);
            call.hears(turn.before(TransportEvent.AudioDone.class));
            call.does(() -> call.session.sendEvent("{\"type\":\"response.cancel\"}"));
            call.line().expect(Command.Raw.class);
            // it never ends: the watchdog waits for it as for a cancel of its own
            call.advance(5_000);
            assertTrue(call.only(SessionEvent.Error.class).message().contains("never ended"));
        }
    }

    @Test
    void out_of_band_responses_run_beside_and_enter_nothing() {
        try (Call call = thin()) {
            var turn = call.turns.spokenAnswer("long", 1_000);
            call.hears(turn.before(TransportEvent.AudioDone.class));
            call.does(
                    () ->
                            call.session.requestResponse(
                                    ResponseOptions.builder()
                                            .outOfBand(true)
                                            .metadata(Map.of("topic", "summary"))
                                            .build()));
            call.line().expect(Command.CreateResponse.class);
            int items = call.session.history().size();
            Response beside =
                    new Response(
                            "oob",
                            Response.Status.IN_PROGRESS,
                            null,
                            null,
                            List.of(),
                            true,
                            Map.of("topic", "summary"),
                            null);
            call.hears(new TransportEvent.ResponseStarted(beside));
            call.hears(
                    new TransportEvent.OutputItemDone(
                            "oob",
                            0,
                            io.patchbay.api.history.Item.Message.assistant("in short")
                                    .withId("x")));
            call.hears(
                    new TransportEvent.ResponseDone(
                            new Response(
                                    "oob",
                                    Response.Status.COMPLETED,
                                    null,
                                    null,
                                    List.of(),
                                    true,
                                    Map.of("topic", "summary"),
                                    ScriptedTurns.USAGE)));
            assertEquals(items, call.session.history().size());
            assertTrue(call.only(SessionEvent.ResponseEnded.class).response().outOfBand());
            call.does(() -> call.session.requestResponse(ResponseOptions.DEFAULT));
            call.line().assertComplete(); // the long one still runs
        }
    }

    @Test
    void a_failed_response_is_an_error_and_its_usage_counts() {
        try (Call call = thin()) {
            call.says("Hello");
            ProviderError quota =
                    new ProviderError(
                            "insufficient_quota",
                            "insufficient_quota",
                            "no money",
                            null,
                            null,
                            ProviderError.Severity.RECOVERABLE);
            call.hears(
                    new TransportEvent.ResponseStarted(
                            new Response(
                                    "r",
                                    Response.Status.IN_PROGRESS,
                                    null,
                                    null,
                                    List.of(),
                                    false,
                                    Map.of(),
                                    null)));
            call.hears(
                    new TransportEvent.ResponseDone(
                            new Response(
                                    "r",
                                    Response.Status.FAILED,
                                    null,
                                    quota,
                                    List.of(),
                                    false,
                                    Map.of(),
                                    null)));
            SessionEvent.Error error = call.only(SessionEvent.Error.class);
            assertEquals(SessionEvent.ErrorSource.RESPONSE, error.source());
            assertEquals(quota, error.provider());
            assertEquals(1, call.session.usage().responses());
        }
    }

    @Test
    void usage_counts_responses_and_transcription() {
        try (Call call = thin()) {
            call.hears(call.turns.textAnswer("one"));
            call.hears(call.turns.textAnswer("two"));
            call.hears(
                    new TransportEvent.InputTranscriptDone(
                            "q",
                            0,
                            "hi",
                            new Usage(
                                    0,
                                    Usage.Tokens.NONE,
                                    Usage.Tokens.NONE,
                                    Usage.Tokens.NONE,
                                    1.5)));
            assertEquals(2, call.session.usage().responses());
            assertEquals(30, call.session.usage().totalTokens());
            assertEquals(1.5, call.session.usage().transcriptionSeconds());
            assertEquals(
                    call.session.usage(),
                    call.events(SessionEvent.UsageUpdated.class).get(2).total());
        }
    }

    @Test
    void time_to_first_audio_counts_from_the_request_or_from_the_end_of_speech() {
        try (Call call = thin()) {
            call.says("Hello");
            call.advance(300);
            call.hears(call.turns.spokenAnswer("asked", 100));
            call.hears(call.turns.callerSays("and?"));
            call.advance(450);
            call.hears(call.turns.spokenAnswer("by itself", 100));
            List<SessionEvent.ResponseEnded> ended = call.events(SessionEvent.ResponseEnded.class);
            assertEquals(Duration.ofMillis(300), ended.get(0).timeToFirstAudio());
            assertEquals(Duration.ofMillis(450), ended.get(1).timeToFirstAudio());
        }
    }

    @Test
    void a_response_that_falls_silent_is_cancelled_and_given_up() {
        try (Call call = thin()) {
            call.says("Hello");
            var turn = call.turns.textAnswer("never whole");
            call.hears(turn.before(TransportEvent.TextDone.class));
            call.advance(14_999);
            call.line().assertComplete();
            call.advance(1);
            call.line().expect(Command.CancelResponse.class);
            call.advance(5_000);
            assertEquals(
                    SessionEvent.ErrorSource.RESPONSE,
                    call.only(SessionEvent.Error.class).source());
            call.does(() -> call.session.requestResponse(ResponseOptions.DEFAULT));
            call.line().expect(Command.CreateResponse.class);
        }
    }

    @Test
    void a_command_without_a_line_fails_and_says_why() {
        try (Call call = Call.opened(SessionOptions.builder())) {
            CompletionStage<Receipt> sent = call.does(() -> call.session.sendMessage("Hello"));
            assertTrue(sent.toCompletableFuture().isCompletedExceptionally());
        }
    }
}
