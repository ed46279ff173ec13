package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.guardrail.GuardrailTrippedException;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.GuardrailPolicy.BlockedInput;
import io.patchbay.api.session.GuardrailPolicy.Feedback;
import io.patchbay.api.session.GuardrailPolicy.WhenLate;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.ConnectException;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class InputGuardrailsTest {

    private static SessionOptions.Builder judged(Judge judge) {
        return SessionOptions.builder().agent(Call.agent()).guardrail((InputGuardrail) judge);
    }

    private static int requests(Call call) {
        return call.line().commands(Command.CreateResponse.class).size();
    }

    @Test
    void the_server_is_told_not_to_answer_by_itself_and_its_interruption_stays() {
        try (Call call =
                Call.with(
                        judged(Judge.against("bad"))
                                .config(
                                        SessionConfig.builder()
                                                .turnDetection(Call.SERVER_TURNS)
                                                .build()))) {
            TurnDetection sent = call.opening().value(ConfigField.TURN_DETECTION).orElseThrow();
            assertEquals(false, sent.createResponse());
            assertEquals(true, sent.interruptResponse());
        }
    }

    @Test
    void a_turn_is_answered_when_its_words_have_passed_and_not_before() {
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(judged(judge))) {
            Turn turn = call.turns.callerSays("what time is it");
            call.hears(turn.before(TransportEvent.InputTranscriptDone.class));
            call.advance(1_000);
            assertEquals(0, requests(call));
            call.hears(turn.from(TransportEvent.InputTranscriptDone.class));
            assertEquals(List.of("what time is it"), judge.texts);
            assertEquals(turn.itemId(), judge.contexts.get(0).itemId().orElseThrow());
            assertEquals(0, requests(call));
            judge.judges();
            call.run();
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void words_that_trip_leave_the_conversation_and_the_model_is_told_to_refuse() {
        try (Call call = Call.with(judged(Judge.against("bad")))) {
            Turn turn = call.hears(call.turns.callerSays("something bad"));
            SessionEvent.GuardrailTripped tripped = call.only(SessionEvent.GuardrailTripped.class);
            assertEquals(turn.itemId(), tripped.itemId());
            assertEquals("guide", tripped.agent());
            assertEquals(turn.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            Item.Message told = (Item.Message) call.line().expect(Command.CreateItem.class).item();
            assertEquals(Role.SYSTEM, told.role());
            assertTrue(told.text().contains("never say 3 letters"), told.text());
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void words_that_trip_can_stay_and_can_be_left_without_an_answer() {
        GuardrailPolicy policy =
                GuardrailPolicy.builder()
                        .blockedInput(BlockedInput.KEEP)
                        .feedback(Feedback.NONE)
                        .build();
        try (Call call = Call.with(judged(Judge.against("bad")).guardrails(policy))) {
            call.hears(call.turns.callerSays("something bad"));
            assertEquals(1, call.events(SessionEvent.GuardrailTripped.class).size());
            call.advance(10_000);
            call.line().assertComplete();
            call.hears(call.turns.callerSays("something good"));
            assertEquals(1, requests(call));
        }
    }

    @Test
    void a_turn_that_begins_meanwhile_is_answered_together_with_it() {
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(judged(judge))) {
            call.hears(call.turns.callerSays("first"));
            Turn second = call.turns.callerSays("second");
            call.hears(second.before(TransportEvent.SpeechStopped.class));
            judge.judges();
            call.run();
            assertEquals(0, requests(call), "he is speaking");
            call.hears(second.from(TransportEvent.SpeechStopped.class));
            assertEquals(0, requests(call));
            judge.judges();
            call.run();
            assertEquals(1, requests(call));
        }
    }

    @Test
    void a_turn_that_begins_meanwhile_and_comes_to_nothing_does_not_hold_the_answer() {
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(judged(judge))) {
            call.hears(call.turns.callerSays("first"));
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            judge.judges();
            call.run();
            assertEquals(0, requests(call));
            call.hears(new TransportEvent.InputCleared());
            assertEquals(1, requests(call));
        }
    }

    @Test
    void a_turn_that_trips_beside_one_that_passes_leaves_that_one_its_answer() {
        Judge judge = Judge.byHand("bad");
        GuardrailPolicy policy = GuardrailPolicy.builder().feedback(Feedback.NONE).build();
        try (Call call = Call.with(judged(judge).guardrails(policy))) {
            call.hears(call.turns.callerSays("fine"));
            call.hears(call.turns.callerSays("bad"));
            judge.judges();
            call.run();
            assertEquals(1, call.events(SessionEvent.GuardrailTripped.class).size());
            assertEquals(1, requests(call));
        }
    }

    @Test
    void a_transcript_that_fails_or_does_not_come_counts_as_the_policy_says() {
        for (WhenLate whenLate : WhenLate.values()) {
            for (boolean fails : List.of(true, false)) {
                GuardrailPolicy policy =
                        GuardrailPolicy.builder()
                                .whenLate(whenLate)
                                .feedback(Feedback.NONE)
                                .transcriptTimeout(Duration.ofMillis(700))
                                .build();
                try (Call call = Call.with(judged(Judge.against("bad")).guardrails(policy))) {
                    Turn turn = call.turns.callerSays("mumble");
                    call.hears(turn.before(TransportEvent.InputTranscriptDone.class));
                    if (fails) {
                        call.hears(
                                new TransportEvent.InputTranscriptFailed(
                                        turn.itemId(),
                                        0,
                                        new ProviderError(
                                                "x",
                                                "y",
                                                "z",
                                                null,
                                                null,
                                                ProviderError.Severity.RECOVERABLE)));
                    } else {
                        call.advance(699);
                        assertEquals(0, requests(call));
                        call.advance(1);
                    }
                    assertEquals(whenLate == WhenLate.PASS ? 1 : 0, requests(call));
                    assertEquals(
                            whenLate == WhenLate.TRIP ? 1 : 0,
                            call.events(SessionEvent.GuardrailTripped.class).size());
                }
            }
        }
    }

    @Test
    void a_typed_message_is_judged_before_it_is_sent_and_keeps_its_place() {
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(judged(judge))) {
            CompletableFuture<Receipt> first =
                    call.does(() -> call.session.sendMessage("one")).toCompletableFuture();
            call.does(() -> call.session.addImage("data:image/png;base64,AA==", false));
            CompletableFuture<Receipt> bad =
                    call.does(() -> call.session.sendMessage("bad")).toCompletableFuture();
            call.does(() -> call.session.sendMessage("two", false));
            assertTrue(call.line().commands().isEmpty());
            judge.open.get(2).complete(io.patchbay.api.guardrail.Verdict.PASS);
            call.run();
            assertTrue(call.line().commands().isEmpty(), "in order");
            judge.judges();
            call.run();
            List<Command.CreateItem> sent = call.line().commands(Command.CreateItem.class);
            List<String> words =
                    sent.stream().map(one -> ((Item.Message) one.item()).text()).toList();
            assertEquals("one", words.get(0));
            assertEquals("", words.get(1));
            assertTrue(words.contains("two"), words.toString());
            assertFalse(words.contains("bad"), words.toString());
            assertTrue(first.isDone());
            Throwable why = assertThrows(CompletionException.class, bad::join).getCause();
            GuardrailTrippedException tripped =
                    assertInstanceOf(GuardrailTrippedException.class, why);
            assertEquals("no-bad", tripped.guardrail());
            assertEquals("found it", tripped.info());
        }
    }

    @Test
    void a_turn_that_is_ended_by_hand_is_judged_before_the_response_that_was_asked_for() {
        Judge judge = Judge.byHand("bad");
        SessionOptions.Builder options =
                judged(judge)
                        .config(SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build());
        try (Call call = Call.with(options)) {
            call.does(call.session::commitAudio);
            CompletableFuture<Receipt> asked =
                    call.does(() -> call.session.requestResponse(ResponseOptions.DEFAULT))
                            .toCompletableFuture();
            call.line().expect(Command.CommitAudio.class);
            Turn turn = call.turns.callerSays("something bad");
            call.hears(turn.from(TransportEvent.InputCommitted.class));
            call.line().assertComplete();
            judge.judges();
            call.run();
            Throwable why = assertThrows(CompletionException.class, asked::join).getCause();
            assertInstanceOf(GuardrailTrippedException.class, why);
            call.line().expect(Command.DeleteItem.class);
            call.line().expect(Command.CreateItem.class);
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void a_turn_ended_by_hand_that_the_server_refuses_holds_nothing() {
        SessionOptions.Builder options =
                judged(Judge.byHand("bad"))
                        .config(SessionConfig.builder().clear(ConfigField.TURN_DETECTION).build());
        try (Call call = Call.with(options)) {
            call.does(call.session::commitAudio);
            call.does(() -> call.session.requestResponse(ResponseOptions.DEFAULT));
            String id = call.line().expect(Command.CommitAudio.class).id();
            assertEquals(0, requests(call));
            call.hears(
                    new TransportEvent.Error(
                            new ProviderError(
                                    "invalid_request_error",
                                    "input_audio_buffer_commit_empty",
                                    "empty",
                                    null,
                                    id,
                                    ProviderError.Severity.RECOVERABLE)));
            assertEquals(1, requests(call));
        }
    }

    @Test
    void an_agents_own_input_guardrails_hold_the_answers_to_that_agent_alone() {
        Judge judge = Judge.against("bad");
        RealtimeAgent strict =
                RealtimeAgent.builder("strict").guardrail((InputGuardrail) judge).build();
        try (Call call = Call.with(SessionOptions.builder().agent(Call.agent()))) {
            assertTrue(
                    call.opening().value(ConfigField.TURN_DETECTION).orElseThrow().createResponse()
                            == null);
            call.does(() -> call.session.updateAgent(strict));
            SessionConfig change = call.line().expect(Command.UpdateSession.class).change();
            assertEquals(
                    false, change.value(ConfigField.TURN_DETECTION).orElseThrow().createResponse());
            call.hears(call.turns.callerSays("something bad"));
            assertEquals("strict", call.only(SessionEvent.GuardrailTripped.class).agent());
            call.does(() -> call.session.updateAgent(Call.agent()));
            List<Command.UpdateSession> updates = call.line().commands(Command.UpdateSession.class);
            assertEquals(
                    true,
                    updates.get(updates.size() - 1)
                            .change()
                            .value(ConfigField.TURN_DETECTION)
                            .orElseThrow()
                            .createResponse());
        }
    }

    @Test
    void the_callers_new_speech_still_interrupts() {
        Judge judge = Judge.against("bad");
        SessionOptions.Builder options =
                judged(judge)
                        .config(SessionConfig.builder().turnDetection(Call.SERVER_TURNS).build());
        try (Call call = Call.with(options)) {
            call.hears(call.turns.spokenAnswer("long", 3_000));
            call.advance(500);
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            assertEquals(1, call.events(SessionEvent.AudioInterrupted.class).size());
        }
    }

    @Test
    void a_transcription_cannot_be_turned_off_while_words_are_judged() {
        try (Call call = Call.with(judged(Judge.against("bad")))) {
            CompletableFuture<Void> changed =
                    call.does(
                                    () ->
                                            call.session.updateConfig(
                                                    SessionConfig.builder()
                                                            .clear(ConfigField.TRANSCRIPTION)
                                                            .build()))
                            .toCompletableFuture();
            Throwable why = assertThrows(CompletionException.class, changed::join).getCause();
            assertTrue(String.valueOf(why).contains("transcription"), String.valueOf(why));
        }
    }

    @Test
    void lines_that_cannot_be_gated_are_refused_with_the_reason() {
        Set<Feature> own =
                Set.of(Feature.CLIENT_RESPONSES, Feature.MANUAL_TURNS, Feature.SPEECH_ACTIVITY);
        assertTrue(refused(own, false).contains("by itself"));
        Set<Feature> late = Set.of(Feature.CLIENT_RESPONSES, Feature.MANUAL_TURNS);
        assertTrue(refused(late, false).contains("before it answers"));
        assertTrue(refused(Set.of(Feature.INPUT_TRANSCRIPTION), false).contains("in writing"));
        assertTrue(refused(Set.of(), true).contains("leave it on"));
    }

    private static String refused(Set<Feature> missing, boolean silent) {
        ProviderCapabilities all = ScriptedProvider.everything();
        Set<Feature> features = EnumSet.copyOf(all.features());
        features.removeAll(missing);
        ProviderCapabilities less =
                new ProviderCapabilities(
                        features,
                        all.inputFormats(),
                        all.outputFormats(),
                        all.mutability(),
                        all.resumption(),
                        all.moveOrder(),
                        all.maxSession(),
                        all.limits());
        VirtualLoop loop = new VirtualLoop();
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(new ScriptedTransportFactory())
                        .provider(new ScriptedProvider(less))
                        .build();
        SessionOptions.Builder options = judged(Judge.against("bad")).line(Call.scripted());
        if (silent) {
            options.config(SessionConfig.builder().clear(ConfigField.TRANSCRIPTION).build());
        }
        RealtimeSession session = patchbay.open(options.build());
        CompletableFuture<Void> connected = session.connect().toCompletableFuture();
        loop.run();
        Throwable failure = assertThrows(CompletionException.class, connected::join).getCause();
        ConnectException why = assertInstanceOf(ConnectException.class, failure);
        assertFalse(why.reason().retryable());
        return why.reason().text();
    }
}
