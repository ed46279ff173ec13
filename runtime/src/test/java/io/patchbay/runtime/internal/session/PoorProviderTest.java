package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.session.SessionEvent.Restoration;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Command.CreateItem.Delivery;
import io.patchbay.api.transport.Receipt;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What is done in the place of a provider that cannot do it. */
class PoorProviderTest {
    private static Call with(io.patchbay.api.provider.ProviderCapabilities provider) {
        return with(provider, Call.agent());
    }

    private static Call with(
            io.patchbay.api.provider.ProviderCapabilities provider, RealtimeAgent agent) {
        Call call = Call.to(provider, SessionOptions.builder().agent(agent));
        call.connect();
        return call;
    }

    // ---- cancel

    @Test
    void an_answer_that_cannot_be_cancelled_is_dropped_here() {
        try (Call call = with(Poor.without(Feature.CANCEL))) {
            call.says("Hello");
            Turn answer = call.turns.spokenAnswer("One two three.", 300);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            int heard = call.heard.size();
            call.does(interrupt(call));
            assertTrue(call.line().commands(Command.CancelResponse.class).isEmpty());
            SessionEvent.ResponseEnded ended = call.only(SessionEvent.ResponseEnded.class);
            assertEquals(Response.Status.CANCELLED, ended.response().status());

            call.hears(sound(answer));
            assertEquals(heard, call.heard.size());
            call.hears(answer.from(TransportEvent.AudioDone.class));
            assertEquals(1, call.events(SessionEvent.ResponseEnded.class).size());
            assertTrue(call.session.usage().input().text() > 0, "it cost all the same");
        }
    }

    private static java.util.function.Supplier<Object> interrupt(Call call) {
        return () -> {
            call.session.interrupt();
            return call;
        };
    }

    private static Turn sound(Turn of) {
        return Turn.of(
                of.steps().stream().filter(Turn.Sound.class::isInstance).toArray(Turn.Step[]::new));
    }

    @Test
    void the_next_request_waits_until_the_provider_has_ended_what_was_dropped() {
        try (Call call = with(Poor.without(Feature.CANCEL, Feature.TRUNCATE))) {
            call.says("Hello");
            Turn answer = call.turns.spokenAnswer("One two three.", 300);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.does(interrupt(call));
            call.does(() -> call.session.sendMessage("Something else"));
            Command.CreateItem sent =
                    call.line().commands(Command.CreateItem.class).stream()
                            .reduce((first, last) -> last)
                            .orElseThrow();
            assertTrue(sent.item() instanceof Item.Message m && m.text().equals("Something else"));
            assertEquals(1, call.line().commands(Command.CreateResponse.class).size());
            call.hears(answer.from(TransportEvent.AudioDone.class));
            assertEquals(2, call.line().commands(Command.CreateResponse.class).size());
            call.hears(call.turns.textAnswer("Yes."));
            assertEquals(2, call.events(SessionEvent.ResponseEnded.class).size());
        }
    }

    @Test
    void a_request_that_still_waits_fails_with_the_line() {
        CompletionStage<Receipt> request;
        try (Call call = with(Poor.without(Feature.CANCEL, Feature.TRUNCATE))) {
            call.says("Hello");
            Turn answer = call.turns.spokenAnswer("One two three.", 300);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.does(interrupt(call));
            request = call.does(() -> call.session.requestResponse(ResponseOptions.DEFAULT));
            assertFalse(request.toCompletableFuture().isDone());
        }
        assertTrue(request.toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void an_answer_that_was_cancelled_before_it_began_is_dropped_when_it_begins() {
        try (Call call = with(Poor.without(Feature.CANCEL))) {
            call.says("Hello");
            call.does(interrupt(call));
            call.hears(call.turns.spokenAnswer("Too late.", 200));
            assertTrue(call.heard.isEmpty());
            assertEquals(
                    Response.Status.CANCELLED,
                    call.only(SessionEvent.ResponseEnded.class).response().status());
            call.says("Again");
            call.hears(call.turns.spokenAnswer("In time.", 200));
            assertFalse(call.heard.isEmpty());
        }
    }

    @Test
    void calls_of_a_dropped_answer_are_not_run_and_a_provider_that_waits_is_told_so() {
        List<String> ran = new java.util.ArrayList<>();
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .tool(
                                FunctionTool.builder("look")
                                        .build(
                                                (arguments, context) -> {
                                                    ran.add(arguments);
                                                    return "found";
                                                }))
                        .build();
        try (Call call = with(Poor.having(Poor.selfish()), agent)) {
            call.says("Hello");
            Turn looked = call.turns.functionCall("call_1", "look", "{}");
            call.hears(looked.before(TransportEvent.ArgumentsDone.class));
            call.does(interrupt(call));
            call.hears(looked.from(TransportEvent.ArgumentsDone.class));
            assertTrue(ran.isEmpty());
            Command.CreateItem told = call.line().expect(Command.CreateItem.class);
            assertEquals(Delivery.SILENT, told.delivery());
            assertEquals("call_1", ((Item.FunctionCallOutput) told.item()).callId());
            call.line().assertComplete();
            assertTrue(call.session.history().output("call_1").isEmpty());
        }
    }

    // ---- memory

    @Test
    void
            where_nothing_can_be_cut_the_history_keeps_what_was_heard_and_says_that_the_model_does_not() {
        try (Call call = with(Poor.having(Poor.selfish()))) {
            call.says("Hello");
            Turn answer = call.turns.spokenAnswer("One two three four.", 400);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.does(interrupt(call));
            call.line().assertComplete();
            assertTrue(
                    call.events(SessionEvent.Warning.class).stream()
                            .anyMatch(warning -> warning.code().equals("model-remembers")));
        }
    }

    // ---- answers without being asked

    @Test
    void a_provider_that_answers_outputs_by_itself_is_asked_once_and_not_waited_for() {
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .tool(ToolRuntimeTest.tool("look", () -> "found"))
                        .build();
        try (Call call = with(Poor.having(Poor.selfish()), agent)) {
            call.says("Hello");
            call.hears(call.turns.functionCall("call_1", "look", "{}"));
            Command.CreateItem output = call.line().expect(Command.CreateItem.class);
            assertEquals(Delivery.WHEN_IDLE, output.delivery());
            call.line().expect(Command.CreateResponse.class);
            call.hears(call.turns.spokenAnswer("Found it.", 100));
            call.advance(60_000);
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.Error.class).isEmpty());
            assertTrue(call.events(SessionEvent.Warning.class).isEmpty());
        }
    }

    @Test
    void such_a_provider_is_not_asked_before_the_last_output_is_there() {
        CompletableFuture<ToolResult> slow = new CompletableFuture<>();
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .tool(ToolRuntimeTest.tool("fast", () -> "F"))
                        .tool(FunctionTool.builder("slow").buildAsync((a, c) -> slow))
                        .build();
        try (Call call = with(Poor.having(Poor.selfish()), agent)) {
            call.says("Hello");
            Turn first = call.turns.functionCall("call_1", "fast", "{}");
            Turn second = call.turns.functionCall("call_2", "slow", "{}");
            call.hears(both(first, second));
            call.line().expect(Command.CreateItem.class);
            call.advance(10_000);
            call.line().assertComplete();
            call.does(() -> slow.complete(ToolResult.of("S")));
            call.line().expect(Command.CreateItem.class);
            call.line().expect(Command.CreateResponse.class);
        }
    }

    /** One response with the calls of two. */
    private static Turn both(Turn first, Turn second) {
        String response = first.responseId();
        List<TransportEvent> events = new java.util.ArrayList<>();
        for (Turn turn : List.of(first, second)) {
            for (Turn.Step step : turn.steps()) {
                TransportEvent event = ((Turn.Event) step).event();
                if (event instanceof TransportEvent.OutputItemDone done) {
                    events.add(new TransportEvent.OutputItemDone(response, 0, done.item()));
                } else if (event instanceof TransportEvent.ResponseStarted && turn == first) {
                    events.add(event);
                } else if (event instanceof TransportEvent.ItemAdded
                        || event instanceof TransportEvent.ItemDone) {
                    events.add(event);
                }
            }
        }
        events.add(((Turn.Event) first.steps().get(first.steps().size() - 1)).event());
        return Turn.events(events.toArray(TransportEvent[]::new));
    }

    @Test
    void an_urgent_result_silences_the_agent_and_is_answered_at_once() {
        CompletableFuture<ToolResult> alarm = new CompletableFuture<>();
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .tool(
                                FunctionTool.builder("watch")
                                        .background(true)
                                        .buildAsync((arguments, context) -> alarm))
                        .build();
        try (Call call = Call.with(agent)) {
            call.says("Watch the pot");
            call.hears(call.turns.functionCall("call_1", "watch", "{}"));
            call.says("Tell me a story");
            Turn story = call.turns.spokenAnswer("Once upon a time.", 500);
            call.hears(story.before(TransportEvent.AudioDone.class));
            call.does(() -> alarm.complete(ToolResult.urgent("It boils over.")));
            assertEquals(
                    InterruptionCause.TOOL, call.only(SessionEvent.AudioInterrupted.class).cause());
            call.line().expect(Command.CancelResponse.class);
            Command.CreateItem output = call.line().commands(Command.CreateItem.class).get(2);
            assertEquals(Delivery.INTERRUPT, output.delivery());
            call.hears(call.turns.cut(story, "Once", "client_cancelled"));
            assertEquals(3, call.line().commands(Command.CreateResponse.class).size());
        }
    }

    @Test
    void a_background_result_is_told_and_not_answered() {
        CompletableFuture<ToolResult> later = new CompletableFuture<>();
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .tool(
                                FunctionTool.builder("watch")
                                        .background(true)
                                        .buildAsync((arguments, context) -> later))
                        .build();
        try (Call call = with(Poor.having(Poor.selfish()), agent)) {
            call.says("Watch the pot");
            call.hears(call.turns.functionCall("call_1", "watch", "{}"));
            call.does(() -> later.complete(ToolResult.of("It boils.")));
            assertEquals(Delivery.SILENT, call.line().expect(Command.CreateItem.class).delivery());
            call.line().assertComplete();
        }
    }

    @Test
    void a_call_that_the_provider_takes_back_is_cancelled_and_gets_no_output() {
        CompletableFuture<ToolResult> never = new CompletableFuture<>();
        boolean[] cancelled = new boolean[1];
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .tool(
                                FunctionTool.builder("look")
                                        .buildAsync(
                                                (arguments, context) -> {
                                                    context.cancellation()
                                                            .onCancelled(() -> cancelled[0] = true);
                                                    return never;
                                                }))
                        .build();
        try (Call call = with(Poor.having(Poor.selfish()), agent)) {
            call.says("Hello");
            call.hears(call.turns.functionCall("call_1", "look", "{}"));
            call.hears(new TransportEvent.ToolCallCancelled("call_1"));
            assertTrue(cancelled[0]);
            call.does(() -> never.complete(ToolResult.of("too late")));
            call.advance(60_000);
            call.line().assertComplete();
        }
    }

    // ---- history

    @Test
    void a_provider_that_is_told_at_the_opening_knows_the_conversation_on_its_next_line() {
        try (Call call = with(Poor.having(Poor.selfish()))) {
            call.says("Hello");
            call.hears(call.turns.textAnswer("Good day."));
            assertTrue(history(call, 0).isEmpty());
            SessionEvent.Reconnected back = Lines.again(call);
            assertEquals(Restoration.REPLAYED, back.restored());
            assertEquals(Lines.ids(call.session.history().items()), Lines.ids(history(call, 0)));
            assertTrue(Lines.told(call).isEmpty());
        }
    }

    private static List<Item> history(Call call, int connect) {
        return call.line().connects().get(connect).history();
    }

    @Test
    void an_output_that_comes_on_a_line_that_did_not_call_is_told_in_words() {
        CompletableFuture<ToolResult> slow = new CompletableFuture<>();
        RealtimeAgent agent =
                RealtimeAgent.builder("guide")
                        .tool(FunctionTool.builder("look").buildAsync((arguments, context) -> slow))
                        .build();
        try (Call call = with(Poor.having(Poor.selfish()), agent)) {
            call.says("Hello");
            call.hears(call.turns.functionCall("call_1", "look", "{\"at\":\"home\"}"));
            Lines.again(call);
            assertEquals(1, history(call, 0).size(), "the call without an output is left out");
            call.does(() -> slow.complete(ToolResult.of("found")));
            Command.CreateItem told = call.line().expect(Command.CreateItem.class);
            String words = ((Item.Message) told.item()).text();
            assertTrue(words.contains("look") && words.contains("found"), words);
            call.line().expect(Command.CreateResponse.class);
            assertEquals("found", call.session.history().output("call_1").orElseThrow().output());
        }
    }

    @Test
    void a_move_tells_the_conversation_as_it_stands_when_the_line_is_switched() {
        try (Call call = with(Poor.having(Poor.selfish()))) {
            call.says("Hello");
            call.hears(call.turns.textAnswer("Good day."));
            call.lines.prepare(line -> line.openByHand(true));
            CompletionStage<Void> moved = call.does(() -> call.session.renew());
            call.advance(100);
            assertEquals(2, call.lines.created().size());
            call.lines.created().get(0).play(call.turns.callerSays("One more thing"));
            call.run();
            call.lines.prepare(line -> line.openByHand(false));
            call.line().accept();
            call.run();
            call.lines.created().get(0).play(call.turns.textAnswer("Sure."));
            call.run();
            call.advance(1_000);
            moved.toCompletableFuture().join();
            assertEquals(3, call.lines.created().size());
            assertEquals(Lines.ids(call.session.history().items()), Lines.ids(history(call, 0)));
        }
    }
}
