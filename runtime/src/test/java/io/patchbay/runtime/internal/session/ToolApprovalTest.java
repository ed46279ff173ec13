package io.patchbay.runtime.internal.session;

import static io.patchbay.runtime.internal.session.ToolScript.agent;
import static io.patchbay.runtime.internal.session.ToolScript.answered;
import static io.patchbay.runtime.internal.session.ToolScript.errors;
import static io.patchbay.runtime.internal.session.ToolScript.outcomes;
import static io.patchbay.runtime.internal.session.ToolScript.outputs;
import static io.patchbay.runtime.internal.session.ToolScript.response;
import static io.patchbay.runtime.internal.session.ToolScript.told;
import static io.patchbay.runtime.internal.session.ToolScript.wish;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.Consent;
import io.patchbay.api.session.PendingApproval;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ToolApprovalDecided.Decision;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.ToolPolicy;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolApproval;
import io.patchbay.api.tool.ToolErrorFormatter;
import io.patchbay.api.tool.ToolFailure;
import io.patchbay.api.tool.ToolInputGuardrail;
import io.patchbay.api.tool.ToolVerdict;
import io.patchbay.api.transport.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolApprovalTest {
    private final List<String> runs = new ArrayList<>();

    private FunctionTool tool(String name, ToolApproval approval) {
        return FunctionTool.builder(name)
                .approval(approval)
                .build(
                        (arguments, context) -> {
                            runs.add(name + arguments);
                            return name + " done";
                        });
    }

    private FunctionTool pay() {
        return tool("pay", ToolApproval.ALWAYS);
    }

    private static Consent.Result result(CompletionStage<Consent.Result> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Consent.Result decide(Call call, String callId, Consent consent) {
        return result(call.does(() -> call.session.decide(callId, consent)));
    }

    private static String refusal(CompletionStage<Consent.Result> stage) {
        CompletionException failure =
                assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
        return String.valueOf(
                assertInstanceOf(IllegalArgumentException.class, failure.getCause()).getMessage());
    }

    private static List<Decision> decisions(Call call) {
        return call.events(SessionEvent.ToolApprovalDecided.class).stream()
                .map(SessionEvent.ToolApprovalDecided::decision)
                .toList();
    }

    @Test
    void a_call_that_needs_consent_waits_for_it_and_the_model_with_it() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{\"eur\":5}")));
            PendingApproval asked = call.only(SessionEvent.ToolApprovalRequested.class).approval();
            assertEquals(PendingApproval.function("guide", "pay", "c1", "{\"eur\":5}"), asked);
            assertEquals(List.of(asked), call.session.approvals());
            call.advance(60_000);
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.ToolStarted.class).isEmpty());

            assertEquals(
                    new Consent.Result(true, Decision.APPROVED),
                    result(call.does(() -> call.session.approve("c1"))));
            assertEquals("pay done", answered(call));
            assertEquals(List.of("pay{\"eur\":5}"), runs);
            assertTrue(call.session.approvals().isEmpty());
            assertEquals(List.of(Decision.APPROVED), decisions(call));
            assertEquals(Duration.ZERO, call.only(SessionEvent.ToolEnded.class).took());
        }
    }

    @Test
    void a_refused_call_is_answered_and_not_run() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            assertEquals(
                    new Consent.Result(true, Decision.REJECTED),
                    result(call.does(() -> call.session.reject("c1"))));
            assertEquals("The call of the tool 'pay' was not approved.", answered(call));
            assertTrue(runs.isEmpty());
            assertEquals(List.of(ToolOutcome.REJECTED), outcomes(call));
        }
    }

    @Test
    void the_first_decision_counts_and_the_second_learns_of_it() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            CompletionStage<Consent.Result> first = call.session.approve("c1");
            CompletionStage<Consent.Result> second = call.session.reject("c1");
            call.run();
            assertEquals(new Consent.Result(true, Decision.APPROVED), result(first));
            assertEquals(new Consent.Result(false, Decision.APPROVED), result(second));
            assertEquals(List.of("c1=pay done"), outputs(call));
        }
    }

    @Test
    void a_decision_may_be_made_within_the_listener_that_hears_of_the_question() {
        for (Consent consent : List.of(Consent.APPROVE, Consent.REJECT)) {
            try (Call call = Call.opened(SessionOptions.builder().agent(agent(pay())))) {
                List<Consent.Result> results = new ArrayList<>();
                call.session.listenInline(
                        new SessionListener() {
                            @Override
                            public void onEvent(SessionEvent event) {
                                if (event instanceof SessionEvent.ToolApprovalRequested asked) {
                                    call.session
                                            .decide(asked.approval(), consent)
                                            .thenAccept(results::add);
                                }
                            }
                        });
                call.connect();
                call.hears(response("r1", wish("c1", "pay", "{}")));
                assertEquals(1, results.size());
                assertTrue(results.get(0).counted());
                answered(call);
                call.line().assertComplete();
            }
        }
        assertEquals(1, runs.size());
    }

    @Test
    void a_decision_for_always_holds_for_later_calls_and_for_those_that_wait() {
        try (Call call = Call.with(agent(pay(), tool("sell", ToolApproval.ALWAYS)))) {
            call.hears(
                    response(
                            "r1",
                            wish("c1", "pay", "{}"),
                            wish("c2", "pay", "{\"eur\":2}"),
                            wish("c3", "sell", "{}")));
            decide(call, "c1", Consent.APPROVE.forAlways());
            assertEquals(2, runs.size());
            assertEquals(1, call.session.approvals().size(), "selling was not decided on");
            call.hears(call.turns.textAnswer("done"));
            call.hears(response("r2", wish("c4", "pay", "{\"eur\":9}")));
            assertEquals("pay{\"eur\":9}", runs.get(2));
            assertEquals(3, call.events(SessionEvent.ToolApprovalRequested.class).size());
        }
    }

    @Test
    void a_refusal_for_always_keeps_its_message_and_asks_nobody_again() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            decide(call, "c1", Consent.reject("No money today.").forAlways());
            assertEquals("No money today.", answered(call));
            call.hears(call.turns.textAnswer("sorry"));
            call.hears(response("r2", wish("c2", "pay", "{}")));
            assertEquals("No money today.", answered(call));
            call.only(SessionEvent.ToolApprovalRequested.class);
            assertTrue(runs.isEmpty());
        }
    }

    @Test
    void a_decision_on_one_call_beats_the_one_for_always_that_comes_with_another() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{}"), wish("c2", "pay", "{\"a\":1}")));
            CompletionStage<Consent.Result> exact = call.session.approve("c1");
            CompletionStage<Consent.Result> always =
                    call.session.decide("c2", Consent.REJECT.forAlways());
            call.run();
            assertTrue(result(exact).counted());
            assertTrue(result(always).counted());
            assertEquals(List.of("pay{}"), runs);
        }
    }

    @Test
    void a_decision_for_always_is_one_agents() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            decide(call, "c1", Consent.APPROVE.forAlways());
            answered(call);
            call.hears(call.turns.textAnswer("done"));
            call.does(() -> call.session.updateAgent(agent("other", pay())));
            call.hears(response("r2", wish("c2", "pay", "{}")));
            assertEquals(1, runs.size());
            assertEquals("other", call.session.approvals().get(0).agent());
        }
    }

    @Test
    void the_same_id_of_two_agents_is_kept_apart() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{\"eur\":1}")));
            call.does(() -> call.session.updateAgent(agent("other", pay())));
            call.hears(response("r2", wish("c1", "pay", "{\"eur\":2}")));
            assertEquals(2, call.session.approvals().size());
            assertTrue(
                    refusal(call.does(() -> call.session.approve("c1")))
                            .contains("several agents"));
            PendingApproval second = call.session.approvals().get(1);
            assertTrue(
                    result(call.does(() -> call.session.decide(second, Consent.APPROVE)))
                            .counted());
            assertEquals(List.of("pay{\"eur\":2}"), runs);
            assertEquals("other", call.only(SessionEvent.ToolEnded.class).agent());
        }
    }

    @Test
    void an_approved_call_runs_for_the_agent_that_made_it_after_another_took_over() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            call.does(() -> call.session.updateAgent(agent("other")));
            decide(call, "c1", Consent.APPROVE);
            assertEquals("guide", call.only(SessionEvent.ToolEnded.class).agent());
            assertEquals(1, runs.size());
        }
    }

    @Test
    void what_was_shown_is_what_may_run() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{\"eur\":5,\"to\":\"Ann\"}")));
            for (PendingApproval forged :
                    List.of(
                            PendingApproval.function(
                                    "guide", "pay", "c1", "{\"eur\":500,\"to\":\"Ann\"}"),
                            PendingApproval.function(
                                    "guide", "sell", "c1", "{\"eur\":5,\"to\":\"Ann\"}"))) {
                assertTrue(
                        refusal(call.does(() -> call.session.decide(forged, Consent.APPROVE)))
                                .contains("other arguments"));
            }
            PendingApproval stranger =
                    PendingApproval.function("other", "pay", "c1", "{\"eur\":5,\"to\":\"Ann\"}");
            assertTrue(
                    refusal(call.does(() -> call.session.decide(stranger, Consent.APPROVE)))
                            .contains("approvals()"));
            assertTrue(runs.isEmpty());

            PendingApproval spelledOtherwise =
                    PendingApproval.function(
                            "guide", "pay", "c1", " {\"to\" : \"Ann\", \"eur\" : 5.0e0 } ");
            assertTrue(
                    result(call.does(() -> call.session.decide(spelledOtherwise, Consent.APPROVE)))
                            .counted());
            assertEquals(List.of("pay{\"eur\":5,\"to\":\"Ann\"}"), runs);
        }
    }

    @Test
    void a_call_that_nobody_made_cannot_be_decided_on() {
        try (Call call = Call.with(agent(pay()))) {
            assertEquals(
                    "no call 'c9' waits for consent; approvals() lists those that do",
                    refusal(call.does(() -> call.session.approve("c9"))));
            assertThrows(IllegalArgumentException.class, () -> new Consent(true, false, "granted"));
        }
    }

    @Test
    void a_pending_call_is_not_replaced_by_one_with_other_arguments() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{\"eur\":5}")));
            call.hears(response("r2", wish("c1", "pay", "{\"eur\":500}")));
            call.hears(response("r3", wish("c1", "pay", "{ \"eur\": 5 }")));
            assertEquals(1, errors(call).size());
            assertEquals("{\"eur\":5}", call.session.approvals().get(0).arguments());
            decide(call, "c1", Consent.APPROVE);
            assertEquals(List.of("pay{\"eur\":5}"), runs);
            assertEquals(List.of("c1=pay done"), outputs(call));
        }
    }

    @Test
    void nobodys_word_in_time_counts_as_a_refusal() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(agent(pay()))
                                .tools(
                                        ToolPolicy.builder()
                                                .approvalExpiry(Duration.ofSeconds(30))
                                                .build()))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            call.advance(29_999);
            call.line().assertComplete();
            call.advance(1);
            assertEquals("The call of the tool 'pay' was not approved in time.", answered(call));
            assertEquals(List.of(Decision.EXPIRED), decisions(call));
            assertEquals(
                    new Consent.Result(false, Decision.EXPIRED),
                    decide(call, "c1", Consent.APPROVE));
            assertTrue(runs.isEmpty());
        }
    }

    @Test
    void a_policy_sees_arguments_and_context_and_decides_for_each_call() {
        List<String> asked = new ArrayList<>();
        FunctionTool tool =
                tool(
                        "pay",
                        (arguments, context) -> {
                            asked.add(context.callId() + arguments);
                            return arguments.contains("500");
                        });
        try (Call call = Call.with(agent(tool))) {
            call.hears(response("r1", wish("c1", "pay", "{\"eur\":5}")));
            answered(call);
            call.hears(call.turns.textAnswer("done"));
            call.hears(response("r2", wish("c2", "pay", "{\"eur\":500}")));
            assertEquals(List.of("pay{\"eur\":5}"), runs);
            assertEquals(List.of("c1{\"eur\":5}", "c2{\"eur\":500}"), asked);
            decide(call, "c2", Consent.APPROVE);
            assertEquals(2, runs.size());
            assertEquals(2, asked.size(), "a decided call is not judged again");
        }
    }

    @Test
    void a_policy_is_not_asked_about_broken_arguments_which_need_consent() {
        List<String> asked = new ArrayList<>();
        FunctionTool tool =
                tool(
                        "pay",
                        (arguments, context) -> {
                            asked.add(arguments);
                            return false;
                        });
        try (Call call = Call.with(agent(tool))) {
            int number = 0;
            for (String arguments : List.of("{\"a\":", "[1]", "7", "\"x\"", "null", "true")) {
                String id = "c" + number++;
                call.hears(response("r" + id, wish(id, "pay", arguments)));
                assertEquals(arguments, call.session.approvals().get(0).arguments());
                if (number % 2 == 0) {
                    decide(call, id, Consent.APPROVE);
                    assertTrue(answered(call).contains("call it again with valid JSON"));
                } else {
                    decide(call, id, Consent.REJECT);
                    assertTrue(answered(call).contains("not approved"));
                }
                call.hears(call.turns.textAnswer("hm"));
            }
            assertTrue(asked.isEmpty());
            assertTrue(runs.isEmpty());
            assertEquals(6, outputs(call).size());
        }
    }

    @Test
    void a_word_for_always_covers_a_broken_call_which_is_told_to_try_again() {
        try (Call call = Call.with(agent(tool("pay", (arguments, context) -> true)))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            decide(call, "c1", Consent.APPROVE.forAlways());
            answered(call);
            call.hears(call.turns.textAnswer("done"));
            call.hears(response("r2", wish("c2", "pay", "{\"a\":")));
            assertTrue(answered(call).contains("call it again with valid JSON"));
            assertEquals(1, runs.size());
        }
    }

    @Test
    void a_fixed_policy_does_not_look_at_arguments() {
        try (Call call = Call.with(agent(tool("free", ToolApproval.NEVER)))) {
            call.hears(response("r1", wish("c1", "free", "[1]")));
            assertTrue(answered(call).contains("not a JSON object"));
            assertTrue(call.events(SessionEvent.ToolApprovalRequested.class).isEmpty());
        }
    }

    @Test
    void a_policy_that_fails_needs_consent_and_is_not_asked_again() {
        int[] asked = {0};
        FunctionTool tool =
                tool(
                        "pay",
                        (arguments, context) -> {
                            asked[0]++;
                            throw new IllegalStateException("no rules today");
                        });
        try (Call call = Call.with(agent(tool))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            assertEquals(1, call.session.approvals().size());
            assertTrue(errors(call).get(0).contains("no rules today"));
            decide(call, "c1", Consent.APPROVE);
            assertEquals("pay done", answered(call));
            assertEquals(1, asked[0]);
        }
    }

    @Test
    void a_tool_that_cannot_say_whether_it_needs_consent_needs_it() {
        FunctionTool broken =
                new Delegating(pay()) {
                    @Override
                    public ToolApproval approval() {
                        throw new IllegalStateException("who knows");
                    }
                };
        try (Call call = Call.with(agent(broken))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            assertEquals(1, call.session.approvals().size());
        }
    }

    @Test
    void pending_calls_do_not_hold_the_answer_to_their_siblings() {
        try (Call call = Call.with(agent(pay(), tool("free", ToolApproval.NEVER)))) {
            call.hears(response("r1", wish("c1", "pay", "{}"), wish("c2", "free", "{}")));
            assertEquals("free done", answered(call));
            call.hears(call.turns.textAnswer("one of two"));
            decide(call, "c1", Consent.APPROVE);
            assertEquals("pay done", answered(call));
            call.line().assertComplete();
        }
    }

    @Test
    void an_interruption_leaves_pending_calls_alone() {
        FunctionTool tool =
                FunctionTool.builder("pay")
                        .approval(ToolApproval.ALWAYS)
                        .onInterruption(FunctionTool.OnInterruption.CANCEL)
                        .build((arguments, context) -> "paid");
        try (Call call = Call.with(agent(tool))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            call.hears(call.turns.spokenAnswer("Shall I?", 2_000));
            call.does(call.session::interrupt);
            assertEquals(1, call.session.approvals().size());
        }
    }

    @Test
    void pending_calls_end_with_their_session() {
        Call call = Call.with(agent(pay()));
        call.hears(response("r1", wish("c1", "pay", "{}")));
        call.close();
        assertEquals(List.of(Decision.WITHDRAWN), decisions(call));
        assertTrue(call.session.approvals().isEmpty());
        assertEquals(0, call.loop.timers());
        assertTrue(outputs(call).isEmpty());
    }

    @Test
    void a_pending_call_that_the_provider_takes_back_is_withdrawn() {
        try (Call call = Call.with(agent(pay()))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            call.hears(new io.patchbay.api.transport.TransportEvent.ToolCallCancelled("c1"));
            assertEquals(List.of(Decision.WITHDRAWN), decisions(call));
            assertEquals(
                    new Consent.Result(false, Decision.WITHDRAWN),
                    decide(call, "c1", Consent.APPROVE));
            call.line().assertComplete();
        }
    }

    private Call formatted(ToolErrorFormatter formatter) {
        return Call.with(
                SessionOptions.builder()
                        .agent(agent(pay()))
                        .tools(
                                ToolPolicy.builder()
                                        .refusals(formatter)
                                        .approvalExpiry(Duration.ofSeconds(1))
                                        .build()));
    }

    @Test
    void the_session_has_words_of_its_own_for_refusals() {
        List<ToolFailure> failures = new ArrayList<>();
        ToolErrorFormatter formatter =
                failure -> {
                    failures.add(failure);
                    return "words for " + failure.kind();
                };
        try (Call call = formatted(formatter)) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            decide(call, "c1", Consent.REJECT);
            assertEquals("words for REJECTED", answered(call));
            call.hears(call.turns.textAnswer("sorry"));
            call.hears(response("r2", wish("c2", "pay", "{}")));
            call.advance(1_000);
            assertEquals("words for EXPIRED", answered(call));
        }
        assertEquals(
                new ToolFailure(
                        ToolFailure.Kind.REJECTED,
                        "pay",
                        "c1",
                        "The call of the tool 'pay' was not approved.",
                        null),
                failures.get(0));
    }

    @Test
    void a_message_with_the_refusal_beats_the_sessions_words_even_when_it_is_empty() {
        for (String message : List.of("Not today.", "")) {
            try (Call call = formatted(failure -> "formatted")) {
                call.hears(response("r1", wish("c1", "pay", "{}")));
                call.does(() -> call.session.reject("c1", message));
                assertEquals(message, answered(call));
            }
        }
    }

    /** Words that hang. */
    private static @Nullable String nothing(ToolFailure failure) {
        return null;
    }

    @Test
    void words_that_cannot_be_found_fall_back_to_the_usual_ones() {
        for (ToolErrorFormatter formatter :
                List.<ToolErrorFormatter>of(
                        ToolApprovalTest::nothing,
                        failure -> {
                            throw new IllegalStateException("no words");
                        },
                        failure -> {
                            throw new StackOverflowError();
                        })) {
            try (Call call = formatted(formatter)) {
                call.hears(response("r1", wish("c1", "pay", "{}")));
                decide(call, "c1", Consent.REJECT);
                assertEquals("The call of the tool 'pay' was not approved.", answered(call));
            }
        }
    }

    @Test
    void a_close_in_a_listener_asks_no_formatter() {
        List<ToolFailure> failures = new ArrayList<>();
        Call call =
                formatted(
                        failure -> {
                            failures.add(failure);
                            return null;
                        });
        call.session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (event instanceof SessionEvent.ToolApprovalDecided) {
                            call.session.close(io.patchbay.api.transport.CloseReason.NORMAL);
                        }
                    }
                });
        call.hears(response("r1", wish("c1", "pay", "{}")));
        call.does(() -> call.session.reject("c1"));
        assertTrue(failures.isEmpty());
        assertTrue(outputs(call).isEmpty());
        assertEquals(0, call.loop.timers());
    }

    private Call guarded(boolean before, List<String> looked, ToolVerdict verdict) {
        FunctionTool tool =
                FunctionTool.builder("pay")
                        .approval(ToolApproval.ALWAYS)
                        .guardrail(
                                ToolInputGuardrail.of(
                                        "limit",
                                        (arguments, context) -> {
                                            looked.add(arguments);
                                            return verdict;
                                        }))
                        .build(
                                (arguments, context) -> {
                                    runs.add(arguments);
                                    return "paid";
                                });
        return Call.with(
                SessionOptions.builder()
                        .agent(agent(tool))
                        .tools(ToolPolicy.builder().guardBeforeApproval(before).build()));
    }

    @Test
    void guardrails_look_after_consent_and_before_it_only_when_wanted() {
        for (boolean before : new boolean[] {false, true}) {
            List<String> looked = new ArrayList<>();
            try (Call call = guarded(before, looked, ToolVerdict.ALLOW)) {
                call.hears(response("r1", wish("c1", "pay", "{}")));
                assertEquals(before ? 1 : 0, looked.size());
                decide(call, "c1", Consent.APPROVE);
                assertEquals(before ? 2 : 1, looked.size(), "and again after consent");
                assertEquals("paid", answered(call));
            }
        }
    }

    @Test
    void a_guardrail_that_rejects_beforehand_spares_the_question() {
        List<String> looked = new ArrayList<>();
        try (Call call = guarded(true, looked, ToolVerdict.reject("Too much."))) {
            call.hears(response("r1", wish("c1", "pay", "{}")));
            assertEquals("Too much.", answered(call));
            assertTrue(call.events(SessionEvent.ToolApprovalRequested.class).isEmpty());
            assertTrue(call.events(SessionEvent.ToolStarted.class).isEmpty());
            assertEquals("limit", call.only(SessionEvent.GuardrailTripped.class).guardrail());
            assertTrue(runs.isEmpty());
        }
    }

    @Test
    void more_pending_calls_than_the_session_takes_are_told_so() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(agent(pay()))
                                .tools(ToolPolicy.builder().maxWaiting(2).build()))) {
            call.hears(
                    response(
                            "r1",
                            wish("c1", "pay", "{}"),
                            wish("c2", "pay", "{}"),
                            wish("c3", "pay", "{}")));
            assertEquals(2, call.session.approvals().size());
            assertTrue(told(call).contains("too much is going on"));
            call.line().expect(Command.CreateResponse.class);
            assertFalse(errors(call).isEmpty());
        }
    }

    @Test
    void nothing_in_events_and_texts_of_a_pending_call_shows_its_arguments() {
        PendingApproval approval =
                PendingApproval.function("guide", "pay", "c1", "{\"card\":4711}");
        assertFalse(approval.toString().contains("4711"));
    }
}
