package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.guardrail.GuardrailSource;
import io.patchbay.api.guardrail.InputGuardrail;
import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.GuardrailPolicy.Feedback;
import io.patchbay.api.session.GuardrailPolicy.WhenLate;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputGuardrailsTest {

    private static SessionOptions.Builder judged(OutputGuardrail... guardrails) {
        SessionOptions.Builder options = SessionOptions.builder().agent(Call.agent());
        for (OutputGuardrail guardrail : guardrails) {
            options.guardrail(guardrail);
        }
        return options;
    }

    private static SessionOptions.Builder written(OutputGuardrail... guardrails) {
        return judged(guardrails)
                .config(SessionConfig.builder().outputModality(Modality.TEXT).build());
    }

    private static GuardrailPolicy debounce(int characters) {
        return GuardrailPolicy.builder().debounceCharacters(characters).build();
    }

    private static List<Integer> lengths(Judge judge) {
        return judge.texts.stream().map(String::length).toList();
    }

    @Test
    void words_are_judged_whole_each_time_they_have_grown_enough_and_at_the_end() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(written(judge).guardrails(debounce(10)))) {
            Turn answer = call.turns.textAnswer("x".repeat(46));
            call.hears(answer.before(TransportEvent.TextDelta.class));
            delta(call, answer, 5);
            delta(call, answer, 4);
            delta(call, answer, 1);
            delta(call, answer, 35);
            delta(call, answer, 1);
            call.hears(answer.from(TransportEvent.TextDone.class));
            assertEquals(List.of(10, 45, 46), lengths(judge));
            assertFalse(judge.contexts.get(1).complete());
            assertTrue(judge.contexts.get(2).complete());
        }
    }

    private static void delta(Call call, Turn answer, int length) {
        call.hears(
                new TransportEvent.TextDelta(
                        answer.responseId(), answer.itemId(), 0, "x".repeat(length)));
    }

    @Test
    void items_are_debounced_each_by_itself() { // catalogue 5.16 no. 30
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(written(judge).guardrails(debounce(10)))) {
            Turn answer = call.turns.textAnswer("x");
            call.hears(answer.before(TransportEvent.TextDelta.class));
            delta(call, answer, 9);
            call.hears(
                    new TransportEvent.TextDelta(
                            answer.responseId(), "item_other", 0, "y".repeat(9)));
            assertEquals(List.of(), judge.texts);
            call.hears(new TransportEvent.TextDelta(answer.responseId(), "item_other", 0, "y"));
            assertEquals(List.of("y".repeat(10)), judge.texts);
            assertEquals("item_other", judge.contexts.get(0).itemId().orElseThrow());
        }
    }

    @Test
    void without_debounce_every_delta_is_judged() { // hazard 25
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(written(judge).guardrails(debounce(0)))) {
            Turn answer = call.turns.textAnswer("xxx");
            call.hears(answer.before(TransportEvent.TextDelta.class));
            delta(call, answer, 1);
            delta(call, answer, 1);
            delta(call, answer, 1);
            assertEquals(List.of(1, 2, 3), lengths(judge));
        }
    }

    @Test
    void with_a_negative_debounce_only_the_end_is_judged() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(written(judge).guardrails(debounce(-1)))) {
            Turn answer = call.turns.textAnswer("x".repeat(500));
            call.hears(answer.before(TransportEvent.TextDone.class));
            assertEquals(List.of(), judge.texts);
            call.hears(answer.from(TransportEvent.TextDone.class));
            assertEquals(List.of(500), lengths(judge));
        }
    }

    @Test
    void an_answer_without_words_is_judged_too() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(judged(judge))) {
            call.hears(call.turns.functionCall("call_1", "nothing", "{}"));
            assertEquals(List.of(""), judge.texts);
        }
    }

    @Test
    void a_slow_guardrail_is_asked_for_the_newest_words_and_not_for_all() {
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(written(judge).guardrails(debounce(0)))) {
            Turn answer = call.turns.textAnswer("x");
            call.hears(answer.before(TransportEvent.TextDelta.class));
            for (int i = 0; i < 100; i++) {
                delta(call, answer, 1);
            }
            assertEquals(8, judge.texts.size());
            judge.judges();
            call.run();
            assertTrue(lengths(judge).contains(100), "the newest");
            assertTrue(judge.texts.size() <= 17, "asked " + judge.texts.size() + " times");
        }
    }

    @Test
    void a_trip_at_the_end_silences_the_agent_and_feeds_back() { // catalogue 5.16 no. 22
        try (Call call = Call.with(judged(Judge.against("bad")).guardrails(debounce(-1)))) {
            Turn answer = call.hears(call.turns.spokenAnswer("something bad", 2_000));
            SessionEvent.GuardrailTripped tripped = call.only(SessionEvent.GuardrailTripped.class);
            assertEquals("no-bad", tripped.guardrail());
            assertEquals("guide", tripped.agent());
            assertEquals(answer.itemId(), tripped.itemId());
            assertEquals("found it", tripped.info());
            assertEquals(
                    InterruptionCause.GUARDRAIL,
                    call.only(SessionEvent.AudioInterrupted.class).cause());
            assertEquals(answer.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            Item.Message told = (Item.Message) call.line().expect(Command.CreateItem.class).item();
            assertEquals(Role.SYSTEM, told.role());
            assertTrue(told.text().contains("never say 3 letters"), told.text());
            assertTrue(told.text().contains("found it"), told.text());
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void speech_that_still_plays_when_it_trips_stops_and_is_cut_where_it_was_heard() { // hazard 19
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(judged(judge).guardrails(debounce(-1)))) {
            Turn answer = call.hears(call.turns.spokenAnswer("something bad", 2_000));
            call.advance(700);
            judge.judges();
            call.run();
            Command.TruncateItem cut = call.line().expect(Command.TruncateItem.class);
            assertEquals(answer.itemId(), cut.itemId());
            assertEquals(700, cut.audioEndMillis());
            call.line().expect(Command.CreateItem.class);
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
            call.advance(5_000);
            assertTrue(call.events(SessionEvent.PlaybackEnded.class).isEmpty(), "it was silenced");
        }
    }

    @Test
    void speech_that_trips_while_it_is_generated_is_cancelled_first() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(judged(judge).guardrails(debounce(1)))) {
            Turn answer = call.turns.spokenAnswer("bad", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            assertEquals(
                    answer.responseId(),
                    call.line().expect(Command.CancelResponse.class).responseId());
            assertTrue(call.line().commands(Command.CreateResponse.class).isEmpty(), "not yet");
            call.hears(call.turns.cut(answer, "bad", "client_cancelled"));
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
            assertEquals(1, call.events(SessionEvent.GuardrailTripped.class).size());
        }
    }

    @Test
    void a_written_answer_that_trips_is_cancelled_by_name_and_forgotten() { // catalogue no. 23
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(written(judge).guardrails(debounce(1)))) {
            Turn answer = call.turns.textAnswer("bad words");
            call.hears(answer.before(TransportEvent.TextDone.class));
            assertEquals(
                    answer.responseId(),
                    call.line().expect(Command.CancelResponse.class).responseId());
            assertEquals(answer.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            call.line().expect(Command.CreateItem.class);
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());
            call.hears(new TransportEvent.ItemDeleted(answer.itemId()));
            assertTrue(call.session.history().item(answer.itemId()).isEmpty());
        }
    }

    @Test
    void words_of_a_response_that_was_never_announced_belong_to_the_response_they_name() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(written(judge).guardrails(debounce(1)))) {
            call.hears(new TransportEvent.TextDelta("resp_x", "item_x", 0, "bad"));
            assertEquals("resp_x", call.line().expect(Command.CancelResponse.class).responseId());
            call.line().expect(Command.CreateItem.class);
            assertEquals("guide", call.only(SessionEvent.GuardrailTripped.class).agent());
        }
    }

    @Test
    void a_written_answer_that_trips_after_its_end_is_forgotten_and_not_cancelled() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(written(judge).guardrails(debounce(-1)))) {
            Turn answer = call.hears(call.turns.textAnswer("bad words"));
            assertEquals(answer.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            call.line().expect(Command.CreateItem.class);
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void a_verdict_that_comes_when_something_newer_is_said_is_only_told() { // catalogue no. 24
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(written(judge).guardrails(debounce(-1)))) {
            call.hears(call.turns.textAnswer("bad words"));
            call.hears(call.turns.textAnswer("fine").before(TransportEvent.TextDone.class));
            judge.judges();
            call.run();
            assertEquals(1, call.events(SessionEvent.GuardrailTripped.class).size());
            call.line().assertComplete();
        }
    }

    @Test
    void a_verdict_after_the_close_is_ignored_and_the_check_is_cancelled() { // catalogue no. 25
        Judge judge = Judge.byHand("bad");
        try (Call call = Call.with(written(judge))) {
            call.hears(call.turns.textAnswer("bad words"));
            call.session.close(CloseReason.NORMAL);
            call.run();
            assertTrue(judge.contexts.get(0).cancellation().isCancelled());
            judge.judges();
            call.run();
            assertTrue(call.events(SessionEvent.GuardrailTripped.class).isEmpty());
        }
    }

    @Test
    void a_verdict_of_an_earlier_line_is_ignored() {
        Judge judge = Judge.byHand("bad");
        SessionOptions.Builder options =
                written(judge)
                        .legs(LegPolicy.of(LegPolicy.CallerGone.CLOSE, LegPolicy.ModelGone.PARK))
                        .reconnect(io.patchbay.api.session.ReconnectPolicy.NEVER);
        try (Call call = Call.with(options)) {
            call.hears(call.turns.textAnswer("bad words"));
            call.line().disconnect(new CloseReason(CloseReason.Cause.LOST, 0, "cable cut", null));
            call.run();
            assertTrue(judge.contexts.get(0).cancellation().isCancelled());
            judge.judges();
            call.run();
            assertTrue(call.events(SessionEvent.GuardrailTripped.class).isEmpty());
        }
    }

    @Test
    void checks_that_a_whole_judgement_has_overtaken_are_cancelled() {
        Judge slow = Judge.byHand("bad");
        try (Call call = Call.with(written(slow).guardrails(debounce(5)))) {
            Turn answer = call.turns.textAnswer("x".repeat(9));
            call.hears(answer);
            assertEquals(List.of(9, 9), lengths(slow));
            slow.open.get(1).complete(io.patchbay.api.guardrail.Verdict.PASS);
            call.run();
            assertTrue(slow.contexts.get(0).cancellation().isCancelled());
        }
    }

    @Test
    void a_guardrail_that_throws_is_reported_and_hurts_no_other() {
        Judge broken = Judge.against("never");
        broken.failure = new IllegalStateException("no dictionary");
        Judge strict = Judge.against("bad");
        try (Call call = Call.with(written(broken, strict).guardrails(debounce(-1)))) {
            call.hears(call.turns.textAnswer("bad words"));
            SessionEvent.Error error = call.only(SessionEvent.Error.class);
            assertEquals(ErrorSource.GUARDRAIL, error.source());
            assertTrue(error.message().contains("no-never"), error.message());
            assertTrue(error.message().contains("no dictionary"), error.message());
            assertEquals("no-bad", call.only(SessionEvent.GuardrailTripped.class).guardrail());
        }
    }

    @Test
    void a_late_verdict_counts_as_the_policy_says_and_is_cancelled() {
        for (WhenLate whenLate : WhenLate.values()) {
            Judge slow = Judge.byHand("bad");
            GuardrailPolicy policy =
                    GuardrailPolicy.builder()
                            .debounceCharacters(-1)
                            .verdictTimeout(Duration.ofMillis(300))
                            .whenLate(whenLate)
                            .build();
            try (Call call = Call.with(written(slow).guardrails(policy))) {
                call.hears(call.turns.textAnswer("fine words"));
                call.advance(299);
                assertTrue(call.events(SessionEvent.Error.class).isEmpty());
                call.advance(1);
                assertEquals(ErrorSource.GUARDRAIL, call.only(SessionEvent.Error.class).source());
                assertTrue(slow.contexts.get(0).cancellation().isCancelled());
                assertEquals(
                        whenLate == WhenLate.TRIP ? 1 : 0,
                        call.events(SessionEvent.GuardrailTripped.class).size());
            }
        }
    }

    @Test
    void feedback_can_be_the_callers_or_none() {
        for (Feedback feedback : List.of(Feedback.USER, Feedback.NONE)) {
            GuardrailPolicy policy =
                    GuardrailPolicy.builder().debounceCharacters(-1).feedback(feedback).build();
            try (Call call = Call.with(written(Judge.against("bad")).guardrails(policy))) {
                call.hears(call.turns.textAnswer("bad words"));
                call.line().expect(Command.DeleteItem.class);
                if (feedback == Feedback.USER) {
                    Item.Message told =
                            (Item.Message) call.line().expect(Command.CreateItem.class).item();
                    assertEquals(Role.USER, told.role());
                    call.line().expect(Command.CreateResponse.class);
                }
                call.line().assertComplete();
            }
        }
    }

    @Test
    void an_agent_that_cannot_say_anything_else_falls_silent() {
        try (Call call = Call.with(written(Judge.against("bad")).guardrails(debounce(-1)))) {
            for (int i = 1; i <= GuardrailPolicy.MAX_TRIPS_IN_A_ROW; i++) {
                call.hears(call.turns.textAnswer("bad words"));
                assertEquals(i, call.events(SessionEvent.GuardrailTripped.class).size());
            }
            assertEquals(
                    GuardrailPolicy.MAX_TRIPS_IN_A_ROW - 1,
                    call.line().commands(Command.CreateResponse.class).size());
            assertEquals(ErrorSource.GUARDRAIL, call.only(SessionEvent.Error.class).source());
            call.hears(call.turns.textAnswer("fine"));
            call.hears(call.turns.textAnswer("bad words"));
            assertEquals(
                    GuardrailPolicy.MAX_TRIPS_IN_A_ROW,
                    call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void an_agents_own_guardrails_judge_its_answers_besides_the_sessions() {
        Judge sessions = Judge.against("never");
        Judge agents = Judge.against("bad");
        RealtimeAgent agent =
                RealtimeAgent.builder("strict").guardrail((OutputGuardrail) agents).build();
        SessionOptions.Builder options =
                SessionOptions.builder()
                        .agent(agent)
                        .guardrail((OutputGuardrail) sessions)
                        .guardrails(debounce(-1));
        try (Call call = Call.with(options)) {
            call.hears(call.turns.textAnswer("bad words"));
            assertEquals(1, sessions.texts.size());
            assertEquals("strict", call.only(SessionEvent.GuardrailTripped.class).agent());
        }
    }

    @Test
    void a_named_guardrail_is_looked_up_for_each_check_and_missed_once_a_response() {
        Judge judge = Judge.against("bad");
        try (Call call =
                call(
                        SessionOptions.builder()
                                .agent(Call.agent())
                                .outputGuardrail("no-bad")
                                .outputGuardrail("gone")
                                .guardrails(debounce(5)),
                        judge)) {
            call.hears(call.turns.textAnswer("bad words"));
            assertEquals("no-bad", call.only(SessionEvent.GuardrailTripped.class).guardrail());
            assertEquals(
                    1,
                    call.events(SessionEvent.Warning.class).stream()
                            .filter(warning -> warning.code().equals("guardrail-missing"))
                            .count());
        }
    }

    @Test
    void where_missing_verdicts_trip_a_guardrail_that_nobody_offers_trips() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(Call.agent())
                                .outputGuardrail("gone")
                                .guardrails(
                                        GuardrailPolicy.builder()
                                                .whenLate(WhenLate.TRIP)
                                                .build()))) {
            call.hears(call.turns.textAnswer("fine"));
            assertEquals("gone", call.only(SessionEvent.GuardrailTripped.class).guardrail());
        }
    }

    private static Call call(SessionOptions.Builder options, Judge judge) {
        Call call =
                Call.opened(
                        options,
                        plugs ->
                                plugs.guardrails(
                                        new GuardrailSource() {
                                            @Override
                                            public String name() {
                                                return "judges";
                                            }

                                            @Override
                                            public Guardrails create(
                                                    Settings settings, PlugContext context) {
                                                return new Guardrails() {
                                                    @Override
                                                    public List<OutputGuardrail> output() {
                                                        return List.of(judge);
                                                    }

                                                    @Override
                                                    public List<InputGuardrail> input() {
                                                        return List.of();
                                                    }
                                                };
                                            }
                                        }));
        call.connect();
        return call;
    }

    @Test
    void an_answer_beside_the_conversation_is_stopped_without_a_word_to_the_model() {
        try (Call call = Call.with(judged(Judge.against("bad")).guardrails(debounce(1)))) {
            call.hears(
                    new TransportEvent.ResponseStarted(
                            new Response(
                                    "resp_side",
                                    Response.Status.IN_PROGRESS,
                                    null,
                                    null,
                                    List.of(),
                                    true,
                                    Map.of(),
                                    null)));
            call.hears(new TransportEvent.TextDelta("resp_side", "item_side", 0, "bad"));
            assertEquals(
                    "resp_side", call.line().expect(Command.CancelResponse.class).responseId());
            call.line().assertComplete();
        }
    }

    @Test
    void the_last_words_of_an_answer_are_found_before_its_calls() {
        Judge judge = Judge.against("bad");
        try (Call call = Call.with(judged(judge).guardrails(debounce(-1)))) {
            Item said =
                    new Item.Message(
                            "item_said",
                            Role.ASSISTANT,
                            List.of(
                                    new io.patchbay.api.history.ContentPart.OutputText(
                                            "let me look")),
                            ItemStatus.COMPLETED);
            Item called =
                    new Item.FunctionCall(
                            "item_call", "call_1", "nothing", "{}", ItemStatus.COMPLETED);
            call.hears(
                    new TransportEvent.ResponseDone(
                            new Response(
                                    "resp_1",
                                    Response.Status.COMPLETED,
                                    null,
                                    null,
                                    List.of(said, called),
                                    false,
                                    Map.of(),
                                    ScriptedTurns.USAGE)));
            assertEquals(List.of("let me look"), judge.texts);
            assertEquals("item_said", judge.contexts.get(0).itemId().orElseThrow());
        }
    }

    @Test
    void sound_without_guardrails_costs_nothing_more_and_plays() {
        try (Call call = Call.with(Call.agent())) {
            call.hears(call.turns.spokenAnswer("fine", 300));
            assertEquals(3, call.heard.size());
            assertEquals(AudioFormat.PCM16_24K, call.heard.get(0).format());
        }
    }
}
