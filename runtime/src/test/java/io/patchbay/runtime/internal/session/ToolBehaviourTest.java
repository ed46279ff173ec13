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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.ToolPolicy;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.FunctionToolBuilder;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.tool.ToolErrorFormatter;
import io.patchbay.api.tool.ToolInputGuardrail;
import io.patchbay.api.tool.ToolOutputGuardrail;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.tool.ToolVerdict;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ToolBehaviourTest {
    private final List<String> seen = new ArrayList<>();
    private final ToolScript.Slow slow = new ToolScript.Slow();

    private static FunctionToolBuilder tool(String name) {
        return FunctionTool.builder(name);
    }

    private static FunctionTool throwing(FunctionToolBuilder builder) {
        return builder.build(
                (arguments, context) -> {
                    throw new IllegalStateException("password 1234");
                });
    }

    private static void calls(Call call, String id, String name) {
        call.hears(response("r" + id, wish(id, name, "{}")));
    }

    private static String refusal(Executable task) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, task).getMessage());
    }

    @Test
    void a_tool_that_takes_too_long_is_told_to_the_model() {
        try (Call call =
                Call.with(agent(slow.of(tool("slow").timeout(Duration.ofMillis(1_500)))))) {
            calls(call, "c1", "slow");
            call.advance(1_499);
            call.line().assertComplete();
            call.advance(1);
            assertEquals("The tool 'slow' was not done within 1.5 s.", answered(call));
            assertEquals(List.of(ToolOutcome.TIMED_OUT), outcomes(call));
            assertTrue(slow.cancelled);
            assertTrue(errors(call).isEmpty());
            slow.result.complete(ToolResult.of("late"));
            call.run();
            call.line().assertComplete();
        }
    }

    @Test
    void a_timeout_that_raises_is_an_error_and_an_output() {
        try (Call call =
                Call.with(
                        agent(
                                slow.of(
                                        tool("slow")
                                                .timeout(Duration.ofSeconds(2))
                                                .onTimeout(FunctionTool.OnTimeout.RAISE))))) {
            calls(call, "c1", "slow");
            call.advance(2_000);
            assertEquals("The tool 'slow' was not done within 2 s.", answered(call));
            assertEquals(List.of("tool 'slow': not done within 2 s"), errors(call));
        }
    }

    @Test
    void a_tool_that_does_not_say_its_time_has_sixty_seconds() {
        try (Call call = Call.with(agent(slow.named("slow")))) {
            calls(call, "c1", "slow");
            call.advance(59_999);
            call.line().assertComplete();
            call.advance(1);
            assertTrue(answered(call).contains("60 s"));
        }
    }

    @Test
    void a_timeout_out_of_bounds_is_refused() {
        for (Duration bad :
                List.of(
                        Duration.ZERO,
                        Duration.ofMillis(-1),
                        Duration.ofMillis(Integer.MAX_VALUE + 1L))) {
            assertTrue(
                    refusal(() -> tool("t").timeout(bad))
                            .startsWith("timeout must be a positive time of at most 2147483647"));
        }
        tool("t").timeout(Duration.ofMillis(Integer.MAX_VALUE));
    }

    @Test
    void a_tool_has_words_of_its_own_for_exceptions_and_timeouts() {
        ToolErrorFormatter words =
                failure -> {
                    seen.add(failure.kind() + " " + failure.thrown());
                    return "Sorry, " + failure.tool() + " " + failure.callId();
                };
        FunctionTool broken = throwing(tool("broken").errors(words));
        FunctionTool late = slow.of(tool("late").timeout(Duration.ofSeconds(1)).errors(words));
        try (Call call = Call.with(agent(broken, late))) {
            calls(call, "c1", "broken");
            assertEquals("Sorry, broken c1", answered(call));
            call.hears(call.turns.textAnswer("oh"));
            calls(call, "c2", "late");
            call.advance(1_000);
            assertEquals("Sorry, late c2", answered(call));
        }
        assertEquals(
                List.of("EXCEPTION java.lang.IllegalStateException: password 1234", "TIMEOUT null"),
                seen);
    }

    @Test
    void words_that_are_not_there_leave_the_usual_ones_which_hide_the_cause() {
        for (ToolErrorFormatter words :
                List.<ToolErrorFormatter>of(
                        failure -> null,
                        failure -> {
                            throw new StackOverflowError();
                        })) {
            try (Call call = Call.with(agent(throwing(tool("broken").errors(words))))) {
                calls(call, "c1", "broken");
                assertEquals("The tool 'broken' failed.", answered(call));
                assertTrue(errors(call).get(0).contains("password 1234"));
            }
        }
    }

    @Test
    void an_input_guardrail_that_rejects_answers_in_the_tools_place() {
        FunctionTool tool =
                tool("t")
                        .guardrail(
                                ToolInputGuardrail.of(
                                        "first",
                                        (arguments, context) -> {
                                            seen.add("first");
                                            return ToolVerdict.ALLOW;
                                        }))
                        .guardrail(
                                ToolInputGuardrail.of(
                                        "second",
                                        (arguments, context) -> {
                                            seen.add("second " + context.callId());
                                            return ToolVerdict.reject("Not these.");
                                        }))
                        .guardrail(
                                ToolInputGuardrail.of(
                                        "third",
                                        (arguments, context) -> {
                                            seen.add("third");
                                            return ToolVerdict.ALLOW;
                                        }))
                        .guardrail(
                                ToolOutputGuardrail.of(
                                        "output",
                                        (output, context) -> {
                                            seen.add("output");
                                            return ToolVerdict.ALLOW;
                                        }))
                        .build(
                                (arguments, context) -> {
                                    seen.add("ran");
                                    return "result";
                                });
        try (Call call = Call.with(agent(tool))) {
            calls(call, "c1", "t");
            assertEquals("Not these.", answered(call));
            assertEquals(List.of("first", "second c1"), seen);
            assertEquals(List.of(ToolOutcome.REJECTED), outcomes(call));
            SessionEvent.GuardrailTripped tripped = call.only(SessionEvent.GuardrailTripped.class);
            assertEquals("second", tripped.guardrail());
            assertEquals("item_c1", tripped.itemId());
        }
    }

    @Test
    void an_input_guardrail_that_throws_or_raises_is_an_error_and_an_output() {
        for (ToolInputGuardrail.Check check :
                List.<ToolInputGuardrail.Check>of(
                        (arguments, context) -> {
                            throw new IllegalStateException("broken rule");
                        },
                        (arguments, context) -> ToolVerdict.raise("broken rule"))) {
            FunctionTool tool =
                    tool("t")
                            .guardrail(ToolInputGuardrail.of("rule", check))
                            .build((arguments, context) -> "ran");
            try (Call call = Call.with(agent(tool))) {
                calls(call, "c1", "t");
                assertEquals("The tool 't' failed.", answered(call));
                assertTrue(errors(call).get(0).contains("broken rule"));
            }
        }
    }

    @Test
    void output_guardrails_all_see_what_the_tool_said_and_the_first_to_reject_replaces_it() {
        FunctionTool tool =
                tool("t")
                        .guardrail(
                                ToolOutputGuardrail.of(
                                        "one",
                                        (output, context) -> {
                                            seen.add(output);
                                            return ToolVerdict.reject("one says no");
                                        }))
                        .guardrail(
                                ToolOutputGuardrail.of(
                                        "two",
                                        (output, context) -> {
                                            seen.add(output);
                                            return ToolVerdict.reject("two says no");
                                        }))
                        .build((arguments, context) -> "the original");
        try (Call call = Call.with(agent(tool))) {
            calls(call, "c1", "t");
            assertEquals("one says no", answered(call));
            assertEquals(List.of("the original", "the original"), seen);
            assertEquals("one", call.only(SessionEvent.GuardrailTripped.class).guardrail());
        }
    }

    @Test
    void an_output_guardrail_that_throws_is_an_error_and_an_output() {
        FunctionTool tool =
                tool("t")
                        .guardrail(
                                ToolOutputGuardrail.of(
                                        "one", (output, context) -> ToolVerdict.reject("no")))
                        .guardrail(
                                ToolOutputGuardrail.of(
                                        "two",
                                        (output, context) -> {
                                            throw new AssertionError("rule of two");
                                        }))
                        .build((arguments, context) -> "the secret original");
        try (Call call = Call.with(agent(tool))) {
            calls(call, "c1", "t");
            assertEquals("The tool 't' failed.", answered(call));
            assertTrue(errors(call).get(0).contains("rule of two"));
        }
    }

    @Test
    void a_guardrail_that_takes_its_time_is_waited_for_and_one_that_never_ends_is_not() {
        CompletableFuture<ToolVerdict> verdict = new CompletableFuture<>();
        ToolInputGuardrail slowRule =
                new ToolInputGuardrail() {
                    @Override
                    public String name() {
                        return "slow";
                    }

                    @Override
                    public CompletionStage<ToolVerdict> check(
                            String arguments, io.patchbay.api.tool.ToolContext context) {
                        return verdict;
                    }
                };
        FunctionTool tool =
                tool("t").guardrail(slowRule).build((arguments, context) -> "the result");
        try (Call call = Call.with(agent(tool))) {
            calls(call, "c1", "t");
            call.advance(10_000);
            call.line().assertComplete();
            verdict.complete(ToolVerdict.ALLOW);
            call.run();
            assertEquals("the result", answered(call));
        }
        ToolInputGuardrail never =
                new ToolInputGuardrail() {
                    @Override
                    public String name() {
                        throw new IllegalStateException("no name either");
                    }

                    @Override
                    public CompletionStage<ToolVerdict> check(
                            String arguments, io.patchbay.api.tool.ToolContext context) {
                        return new CompletableFuture<>();
                    }
                };
        try (Call call =
                Call.with(
                        agent(tool("t").guardrail(never).build((arguments, context) -> "never")))) {
            calls(call, "c1", "t");
            call.advance(60_000);
            assertTrue(answered(call).contains("not done within 60 s"));
        }
    }

    @Test
    void a_background_tool_holds_no_sibling_and_asks_for_no_answer() {
        FunctionTool background = slow.of(tool("later").background(true));
        FunctionTool fast = tool("fast").build((arguments, context) -> "now");
        try (Call call = Call.with(agent(background, fast))) {
            call.hears(response("r1", wish("c1", "later", "{}"), wish("c2", "fast", "{}")));
            assertEquals("now", answered(call));
            call.hears(call.turns.textAnswer("there you are"));
            slow.result.complete(ToolResult.of("noted"));
            call.run();
            assertEquals("noted", told(call));
            call.advance(10_000);
            call.line().assertComplete();
            assertEquals(List.of(ToolOutcome.RESULT, ToolOutcome.BACKGROUND), outcomes(call));
        }
    }

    @Test
    void a_detached_call_runs_on_and_tells_its_result_without_an_answer() {
        FunctionTool detaching =
                slow.of(tool("order").onInterruption(FunctionTool.OnInterruption.DETACH));
        try (Call call = Call.with(agent(detaching))) {
            calls(call, "c1", "order");
            call.hears(call.turns.spokenAnswer("One moment, I am ordering it", 2_000));
            call.advance(500);
            call.does(call.session::interrupt);
            call.line().expect(Command.TruncateItem.class);
            assertFalse(slow.cancelled);
            slow.result.complete(ToolResult.of("ordered"));
            call.run();
            assertEquals("ordered", told(call));
            call.advance(10_000);
            call.line().assertComplete();
        }
    }

    @Test
    void more_calls_than_run_at_once_wait_in_their_order_and_more_still_are_told_so() {
        List<CompletableFuture<ToolResult>> results = new ArrayList<>();
        FunctionTool tool =
                tool("t")
                        .buildAsync(
                                (arguments, context) -> {
                                    seen.add(context.callId());
                                    CompletableFuture<ToolResult> result =
                                            new CompletableFuture<>();
                                    results.add(result);
                                    return result;
                                });
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(agent(tool))
                                .tools(ToolPolicy.builder().maxRunning(2).maxWaiting(1).build()))) {
            call.hears(
                    response(
                            "r1",
                            wish("c1", "t", "{}"),
                            wish("c2", "t", "{}"),
                            wish("c3", "t", "{}"),
                            wish("c4", "t", "{}")));
            assertEquals(List.of("c1", "c2"), seen);
            assertTrue(told(call).contains("too much is going on"));
            results.get(1).complete(ToolResult.of("two"));
            call.run();
            assertEquals(List.of("c1", "c2", "c3"), seen);
            results.get(0).complete(ToolResult.of("one"));
            results.get(2).complete(ToolResult.of("three"));
            call.run();
            assertEquals(List.of("c2=two", "c1=one", "c3=three"), outputs(call).subList(1, 4));
        }
    }

    @Test
    void nothing_that_a_tool_throws_besides_its_run_costs_the_call_its_output() {
        FunctionTool hostile =
                new Delegating(tool("t").build((arguments, context) -> "all the same")) {
                    @Override
                    public Optional<Duration> timeout() {
                        throw new IllegalStateException("timeout");
                    }

                    @Override
                    public OnTimeout onTimeout() {
                        throw new LinkageError("onTimeout");
                    }

                    @Override
                    public OnInterruption onInterruption() {
                        throw new StackOverflowError();
                    }

                    @Override
                    public Optional<ToolErrorFormatter> errors() {
                        throw new AssertionError("errors");
                    }

                    @Override
                    public boolean background() {
                        throw new IllegalStateException("background");
                    }
                };
        try (Call call = Call.with(agent(hostile))) {
            calls(call, "c1", "t");
            call.does(call.session::interrupt);
            assertEquals("all the same", answered(call));
            assertTrue(errors(call).get(0).contains("timeout()"));
        }
    }

    @Test
    void guardrails_that_cannot_be_had_keep_the_tool_from_running() {
        FunctionTool hostile =
                new Delegating(tool("t").build((arguments, context) -> "ran")) {
                    @Override
                    public List<ToolInputGuardrail> inputGuardrails() {
                        throw new IllegalStateException("no rules");
                    }
                };
        try (Call call = Call.with(agent(hostile))) {
            calls(call, "c1", "t");
            assertEquals("The tool 't' failed.", answered(call));
        }
    }

    @Test
    void a_definition_that_throws_after_the_agent_was_resolved_does_no_harm() {
        boolean[] broken = {false};
        FunctionTool tool =
                new Delegating(tool("t").build((arguments, context) -> "fine")) {
                    @Override
                    public io.patchbay.api.tool.ToolDefinition.Function definition() {
                        if (broken[0]) {
                            throw new IllegalStateException("forgotten");
                        }
                        return super.definition();
                    }
                };
        try (Call call = Call.with(agent(tool))) {
            broken[0] = true;
            calls(call, "c1", "t");
            assertEquals("fine", answered(call));
        }
    }

    @Test
    void a_tool_that_was_switched_off_meanwhile_is_not_run() {
        boolean[] on = {true};
        FunctionTool tool =
                tool("t").enabled(context -> on[0]).build((arguments, context) -> "ran");
        FunctionTool failing =
                new Delegating(tool("f").build((arguments, context) -> "ran")) {
                    private boolean asked;

                    @Override
                    public boolean enabled(AgentContext context) {
                        if (asked) {
                            throw new IllegalStateException("cannot tell");
                        }
                        asked = true;
                        return true;
                    }
                };
        try (Call call = Call.with(agent(tool, failing))) {
            on[0] = false;
            calls(call, "c1", "t");
            assertEquals("The tool 't' is not available now.", answered(call));
            assertEquals(List.of(ToolOutcome.UNKNOWN), outcomes(call));
            call.hears(call.turns.textAnswer("oh"));
            calls(call, "c2", "f");
            assertEquals("The tool 'f' failed.", answered(call));
        }
    }

    @Test
    void a_tool_that_cannot_say_what_it_is_is_left_out() {
        boolean[] broken = {false};
        FunctionTool tool =
                new Delegating(tool("t").build((arguments, context) -> "ran")) {
                    @Override
                    public ToolDefinition.Function definition() {
                        if (broken[0]) {
                            throw new IllegalStateException("secret");
                        }
                        return super.definition();
                    }
                };
        RealtimeAgent agent = agent(tool, tool("u").build((arguments, context) -> "fine"));
        broken[0] = true;
        try (Call call = Call.with(agent)) {
            assertEquals(
                    "a tool of agent '"
                            + agent.name()
                            + "' is not offered: its definition failed with"
                            + " java.lang.IllegalStateException",
                    call.only(SessionEvent.Error.class).message());
            calls(call, "c1", "u");
            assertEquals("fine", answered(call));
        }
    }

    @Test
    void calls_without_an_id_go_by_their_items_and_stay_apart() {
        try (Call call =
                Call.with(
                        agent(
                                tool("t")
                                        .build(
                                                (arguments, context) ->
                                                        context.callId() + arguments)))) {
            call.hears(
                    response(
                            "r1",
                            wish("", "t", "{\"n\":1}").withId("item_a"),
                            wish("", "t", "{\"n\":2}").withId("item_b")));
            assertEquals(
                    List.of("item_a=item_a{\"n\":1}", "item_b=item_b{\"n\":2}"), outputs(call));
        }
    }

    @Test
    void an_id_that_comes_again_with_other_arguments_is_an_error_and_runs_nothing() {
        FunctionTool tool =
                tool("t")
                        .build(
                                (arguments, context) -> {
                                    seen.add(arguments);
                                    return "done";
                                });
        try (Call call = Call.with(agent(tool))) {
            call.hears(response("r1", wish("c1", "t", "{\"n\":1}")));
            answered(call);
            call.hears(call.turns.textAnswer("done"));
            call.hears(response("r2", wish("c1", "t", "{\"n\":2}")));
            assertTrue(answered(call).contains("call again"));
            assertEquals(List.of("{\"n\":1}"), seen);
            assertEquals(1, errors(call).size());
        }
    }

    @Test
    void a_call_that_comes_again_while_it_runs_shares_its_outcome() {
        try (Call call = Call.with(agent(slow.named("slow")))) {
            call.hears(response("r1", wish("c1", "slow", "{\"n\":1}")));
            call.hears(response("r2", wish("c1", "slow", "{ \"n\": 1 }")));
            call.hears(response("r3", wish("c1", "slow", "{\"n\":2}")));
            assertEquals(1, errors(call).size(), "other arguments are an error");
            slow.result.complete(ToolResult.of("S"));
            call.run();
            assertEquals(List.of("c1=S", "c1=S"), outputs(call));
            assertEquals(1, slow.arguments.size());
        }
    }

    @Test
    void a_call_of_an_unknown_tool_that_comes_again_gets_the_same_output() {
        try (Call call = Call.with(agent())) {
            calls(call, "c1", "nonsense");
            String first = answered(call);
            call.hears(call.turns.textAnswer("oh"));
            calls(call, "c1", "nonsense");
            assertEquals(first, told(call));
            assertEquals(1, errors(call).size());
        }
    }

    @Test
    void an_output_that_the_line_does_not_take_now_is_sent_when_it_does() {
        try (Call call = Call.with(agent(slow.named("slow")))) {
            calls(call, "c1", "slow");
            call.line().failNext(Command.CreateItem.class, new BacklogException(1));
            slow.result.complete(ToolResult.of("S"));
            call.run();
            call.line().expect(Command.CreateItem.class);
            call.line().assertComplete();
            call.advance(250);
            assertEquals("S", answered(call));
            assertEquals(1, slow.arguments.size());
        }
    }

    @Test
    void an_output_that_could_not_be_sent_is_kept_and_a_repeated_call_does_not_run_again() {
        try (Call call = Call.with(agent(slow.named("slow")))) {
            calls(call, "c1", "slow");
            call.line()
                    .failNext(Command.CreateItem.class, new IllegalStateException("a closed pipe"));
            slow.result.complete(ToolResult.of("S"));
            call.run();
            call.line().expect(Command.CreateItem.class);
            assertTrue(errors(call).get(0).contains("waits for the next line"));
            calls(call, "c1", "slow");
            assertEquals("S", answered(call));
            assertEquals(1, slow.arguments.size());
        }
    }

    @Test
    void a_close_within_the_event_of_its_start_keeps_a_tool_from_running() {
        Call call =
                Call.with(
                        agent(
                                tool("t")
                                        .build(
                                                (arguments, context) -> {
                                                    seen.add("ran");
                                                    return "";
                                                })));
        call.session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (event instanceof SessionEvent.ToolStarted) {
                            call.session.close(CloseReason.NORMAL);
                        }
                    }
                });
        calls(call, "c1", "t");
        assertTrue(seen.isEmpty());
        assertTrue(outputs(call).isEmpty());
        assertEquals(0, call.loop.timers());
    }

    @Test
    void a_policy_out_of_bounds_is_refused_by_name() {
        assertTrue(
                refusal(() -> ToolPolicy.builder().maxRunning(0).build()).startsWith("maxRunning"));
        assertTrue(
                refusal(() -> ToolPolicy.builder().approvalExpiry(Duration.ZERO).build())
                        .startsWith("approvalExpiry"));
    }
}
