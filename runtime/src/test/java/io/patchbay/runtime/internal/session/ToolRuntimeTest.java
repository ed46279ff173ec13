package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ToolRuntimeTest {
    static FunctionTool tool(String name, Supplier<String> action) {
        return FunctionTool.builder(name).build((arguments, context) -> action.get());
    }

    /** A tool whose result the test gives. */
    private static final class Slow {
        final CompletableFuture<ToolResult> result = new CompletableFuture<>();
        boolean cancelled;

        FunctionTool named(String name, FunctionTool.OnInterruption onInterruption) {
            return FunctionTool.builder(name)
                    .onInterruption(onInterruption)
                    .buildAsync(
                            (arguments, context) -> {
                                context.cancellation().onCancelled(() -> cancelled = true);
                                return result;
                            });
        }

        FunctionTool named(String name) {
            return named(name, FunctionTool.OnInterruption.CONTINUE);
        }
    }

    private static RealtimeAgent agent(FunctionTool... tools) {
        RealtimeAgent.Builder agent = RealtimeAgent.builder("guide").instructions("Help.");
        for (FunctionTool tool : tools) {
            agent.tool(tool);
        }
        return agent.build();
    }

    /** One response that calls several tools. */
    private static Turn calls(String responseId, Response.Status status, String... names) {
        List<TransportEvent> events = new ArrayList<>();
        events.add(
                new TransportEvent.ResponseStarted(
                        response(responseId, Response.Status.IN_PROGRESS)));
        int number = 0;
        for (String name : names) {
            Item.FunctionCall call =
                    new Item.FunctionCall(
                            "item_" + responseId + number,
                            "call_" + responseId + number,
                            name,
                            "{}",
                            ItemStatus.COMPLETED);
            events.add(new TransportEvent.ItemAdded(call, Placement.END));
            events.add(new TransportEvent.OutputItemDone(responseId, number++, call));
        }
        events.add(new TransportEvent.ResponseDone(response(responseId, status)));
        return Turn.events(events.toArray(TransportEvent[]::new));
    }

    private static Response response(String id, Response.Status status) {
        return new Response(id, status, null, null, List.of(), false, Map.of(), null);
    }

    private static String output(Item item) {
        return ((Item.FunctionCallOutput) item).output();
    }

    @Test
    void a_call_of_a_response_that_did_not_complete_is_not_run() {
        try (Call call = Call.with(agent(tool("boom", () -> "ran")))) {
            call.hears(calls("r1", Response.Status.CANCELLED, "boom"));
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.ToolStarted.class).isEmpty());
        }
    }

    @Test
    void results_of_siblings_are_answered_by_one_response() {
        Slow a = new Slow();
        Slow b = new Slow();
        try (Call call = Call.with(agent(a.named("a"), b.named("b")))) {
            call.hears(calls("r1", Response.Status.COMPLETED, "a", "b"));
            a.result.complete(ToolResult.of("A"));
            call.run();
            assertEquals("A", output(call.takesItem()));
            call.advance(2_999);
            call.line().assertComplete();
            b.result.complete(ToolResult.of("B"));
            call.run();
            assertEquals("B", output(call.takesItem()));
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void a_slow_sibling_is_waited_for_three_seconds() {
        Slow slow = new Slow();
        try (Call call = Call.with(agent(tool("fast", () -> "F"), slow.named("slow")))) {
            call.hears(calls("r1", Response.Status.COMPLETED, "fast", "slow"));
            assertEquals("F", output(call.takesItem()));
            call.advance(3_000);
            call.line().expect(Command.CreateResponse.class);
            call.hears(call.turns.textAnswer("fast says F"));

            slow.result.complete(ToolResult.of("S"));
            call.run();
            assertEquals("S", output(call.takesItem()));
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void an_unknown_tool_gets_an_output_and_an_answer_but_not_for_ever() {
        try (Call call = Call.with(agent(tool("known", () -> "ok")))) {
            for (int round = 1; round <= 2; round++) {
                call.hears(calls("r" + round, Response.Status.COMPLETED, "nonsense"));
                assertTrue(output(call.takesItem()).contains("known"));
                call.line().expect(Command.CreateResponse.class);
            }
            call.hears(calls("r3", Response.Status.COMPLETED, "nonsense"));
            call.takesItem();
            call.line().assertComplete();
            assertEquals(
                    3,
                    call.events(SessionEvent.ToolEnded.class).stream()
                            .filter(e -> e.outcome() == ToolOutcome.UNKNOWN)
                            .count());
        }
    }

    @Test
    void broken_arguments_and_exceptions_become_outputs() {
        FunctionTool fails =
                FunctionTool.builder("fails")
                        .build(
                                (arguments, context) -> {
                                    throw new IllegalStateException("secret detail");
                                });
        try (Call call = Call.with(agent(fails))) {
            call.hears(call.turns.functionCall("c1", "fails", "{\"a\":"));
            call.takesItem();
            call.line().expect(Command.CreateResponse.class);
            call.hears(call.turns.functionCall("c2", "fails", "{}"));
            assertFalse(output(call.takesItem()).contains("secret detail"));
            call.line().expect(Command.CreateResponse.class);
            assertEquals(
                    List.of(ToolOutcome.BAD_ARGUMENTS, ToolOutcome.FAILED),
                    call.events(SessionEvent.ToolEnded.class).stream()
                            .map(SessionEvent.ToolEnded::outcome)
                            .toList());
        }
    }

    @Test
    void a_background_result_asks_for_no_answer() {
        Slow slow = new Slow();
        try (Call call = Call.with(agent(slow.named("later")))) {
            call.hears(calls("r1", Response.Status.COMPLETED, "later"));
            slow.result.complete(ToolResult.background("noted"));
            call.run();
            assertEquals("noted", output(call.takesItem()));
            call.advance(10_000);
            call.line().assertComplete();
        }
    }

    @Test
    void a_call_that_is_made_again_gets_its_output_again_and_does_not_run() {
        List<String> runs = new ArrayList<>();
        FunctionTool once =
                tool(
                        "once",
                        () -> {
                            runs.add("x");
                            return "done";
                        });
        try (Call call = Call.with(agent(once))) {
            call.hears(call.turns.functionCall("same", "once", "{}"));
            call.takesItem();
            call.line().expect(Command.CreateResponse.class);
            call.hears(call.turns.textAnswer("done"));
            call.hears(call.turns.functionCall("same", "once", " { } "));
            assertEquals(1, runs.size());
            assertEquals("done", output(call.takesItem()));
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void outputs_wait_while_the_caller_speaks_and_that_turn_answers_them() {
        Slow slow = new Slow();
        try (Call call =
                Call.with(
                        io.patchbay.api.session.SessionOptions.builder()
                                .agent(agent(slow.named("slow")))
                                .config(
                                        io.patchbay.api.session.SessionConfig.builder()
                                                .turnDetection(Call.SERVER_TURNS)
                                                .build()))) {
            call.hears(calls("r1", Response.Status.COMPLETED, "slow"));
            Turn turn = call.turns.callerSays("one more thing");
            call.hears(turn.before(TransportEvent.SpeechStopped.class));
            slow.result.complete(ToolResult.of("S"));
            call.run();
            call.takesItem();
            call.advance(500);
            call.line().assertComplete();

            call.hears(turn.from(TransportEvent.SpeechStopped.class));
            call.hears(call.turns.textAnswer("S, and one more thing"));
            call.advance(10_000);
            call.line().assertComplete();
        }
    }

    @Test
    void a_turn_that_nobody_answers_does_not_hold_outputs_back_for_ever() {
        Slow slow = new Slow();
        try (Call call =
                Call.with(
                        io.patchbay.api.session.SessionOptions.builder()
                                .agent(agent(slow.named("slow")))
                                .config(
                                        io.patchbay.api.session.SessionConfig.builder()
                                                .turnDetection(Call.SERVER_TURNS)
                                                .build()))) {
            call.hears(calls("r1", Response.Status.COMPLETED, "slow"));
            call.hears(call.turns.callerSays("hm"));
            slow.result.complete(ToolResult.of("S"));
            call.run();
            call.takesItem();
            call.line().assertComplete();
            call.advance(3_000);
            call.line().expect(Command.CreateResponse.class);
        }
    }

    @Test
    void an_interruption_cancels_the_tools_that_want_it() {
        Slow stops = new Slow();
        Slow goesOn = new Slow();
        try (Call call =
                Call.with(
                        agent(
                                stops.named("stops", FunctionTool.OnInterruption.CANCEL),
                                goesOn.named("goes_on")))) {
            call.hears(calls("r1", Response.Status.COMPLETED, "stops", "goes_on"));
            call.hears(call.turns.spokenAnswer("One moment", 2_000));
            call.does(call.session::interrupt);
            assertTrue(stops.cancelled);
            assertFalse(goesOn.cancelled);
            assertEquals(
                    List.of(ToolOutcome.CANCELLED),
                    call.events(SessionEvent.ToolEnded.class).stream()
                            .map(SessionEvent.ToolEnded::outcome)
                            .toList());
        }
    }

    @Test
    void a_call_that_runs_when_the_session_closes_is_cancelled() {
        Slow slow = new Slow();
        Call call = Call.with(agent(slow.named("slow")));
        call.hears(calls("r1", Response.Status.COMPLETED, "slow"));
        call.close();
        assertTrue(slow.cancelled);
        assertEquals(0, call.loop.timers());
    }

    @Test
    void a_call_of_a_parked_session_is_answered_on_its_next_line() {
        Slow slow = new Slow();
        try (Call call =
                Call.with(
                        io.patchbay.api.session.SessionOptions.builder()
                                .agent(agent(slow.named("slow")))
                                .reconnect(io.patchbay.api.session.ReconnectPolicy.NEVER)
                                .legs(
                                        io.patchbay.api.session.LegPolicy.of(
                                                io.patchbay.api.session.LegPolicy.CallerGone.CLOSE,
                                                io.patchbay.api.session.LegPolicy.ModelGone
                                                        .PARK)))) {
            call.hears(calls("r1", Response.Status.COMPLETED, "slow"));
            call.line()
                    .disconnect(
                            new io.patchbay.api.transport.CloseReason(
                                    io.patchbay.api.transport.CloseReason.Cause.LOST,
                                    1006,
                                    "reset",
                                    null));
            call.run();
            call.lines.prepare(line -> line.acknowledgeItems(true));
            call.connect();
            slow.result.complete(ToolResult.of("stale"));
            call.run();
            assertTrue(
                    call.line().commands(Command.CreateItem.class).stream()
                            .anyMatch(c -> c.item() instanceof Item.FunctionCallOutput));
        }
    }

    @Test
    void calls_find_the_tools_of_the_agent_whose_response_made_them() {
        RealtimeAgent second =
                RealtimeAgent.builder("second").tool(tool("t", () -> "second")).build();
        try (Call call = Call.with(agent(tool("t", () -> "first")))) {
            Turn turn = call.turns.functionCall("c1", "t", "{}");
            call.hears(turn.before(TransportEvent.ResponseDone.class));
            call.does(() -> call.session.updateAgent(second));
            call.hears(turn.from(TransportEvent.ResponseDone.class));
            List<Command.CreateItem> items = call.line().commands(Command.CreateItem.class);
            assertEquals("first", output(items.get(0).item()));
            assertEquals("guide", call.only(SessionEvent.ToolEnded.class).agent());
        }
    }

    @Test
    void the_provider_may_take_a_call_back() {
        Slow slow = new Slow();
        try (Call call = Call.with(agent(slow.named("slow")))) {
            call.hears(call.turns.functionCall("c1", "slow", "{}"));
            call.hears(new TransportEvent.ToolCallCancelled("c1"));
            assertTrue(slow.cancelled);
            call.advance(10_000);
            call.line().assertComplete();
        }
    }

    @Test
    void an_unknown_tool_now_and_then_in_a_long_call_is_always_answered() {
        try (Call call = Call.with(agent(tool("known", () -> "ok")))) {
            for (int round = 1; round <= 4; round++) {
                call.hears(calls("r" + round, Response.Status.COMPLETED, "nonsense"));
                call.takesItem();
                call.line().expect(Command.CreateResponse.class);
                call.hears(call.turns.textAnswer("sorry, I cannot do that"));
            }
        }
    }

    @Test
    void speech_that_ends_unnoticed_does_not_hold_outputs_back_for_ever() {
        for (TransportEvent end :
                List.of(
                        new TransportEvent.InputCleared(),
                        new TransportEvent.InputCommitted("item_9", Placement.END))) {
            Slow slow = new Slow();
            try (Call call = Call.with(agent(slow.named("slow")))) {
                call.hears(calls("r1", Response.Status.COMPLETED, "slow"));
                call.hears(new TransportEvent.SpeechStarted("item_9", 0));
                slow.result.complete(ToolResult.of("S"));
                call.run();
                call.takesItem();
                call.line().assertComplete();
                call.hears(end);
                call.advance(3_000);
                call.line().expect(Command.CreateResponse.class);
            }
        }
    }
}
