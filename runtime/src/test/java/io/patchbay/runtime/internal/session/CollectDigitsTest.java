package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.DigitRequest;
import io.patchbay.api.session.Digits;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Keys that a caller presses when he is asked to. */
class CollectDigitsTest {
    private final PhoneLeg phone = new PhoneLeg();

    private Call call() {
        return call(Call.agent());
    }

    private Call call(RealtimeAgent agent) {
        Call call = Call.with(SessionOptions.builder().agent(agent));
        call.session.addLeg(phone);
        call.run();
        return call;
    }

    private void presses(Call call, String keys) {
        for (String key : keys.split("")) {
            call.loop.execute(() -> phone.says().onDtmf(key));
        }
        call.run();
    }

    private static CompletableFuture<Digits> collects(Call call, DigitRequest request) {
        return call.does(() -> call.session.call().orElseThrow().collectDigits(request))
                .toCompletableFuture();
    }

    private static Throwable failure(CompletableFuture<?> stage) {
        assertTrue(stage.isDone(), "over");
        Throwable thrown = assertThrows(Exception.class, stage::join);
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    @Test
    void as_many_as_were_asked_for_are_enough() {
        try (Call call = call()) {
            CompletableFuture<Digits> digits = collects(call, DigitRequest.of(4));
            presses(call, "471");
            assertFalse(digits.isDone());
            presses(call, "1");
            assertEquals(new Digits("4711", Digits.End.COUNT), digits.join());
            SessionEvent.DigitsCollected told = call.only(SessionEvent.DigitsCollected.class);
            assertEquals(4, told.count());
            assertEquals("phone", told.stamp().leg());
        }
    }

    @Test
    void a_terminator_ends_them_and_is_none_of_them() {
        try (Call call = call()) {
            CompletableFuture<Digits> digits = collects(call, DigitRequest.of(16));
            presses(call, "42#");
            assertEquals(new Digits("42", Digits.End.TERMINATOR), digits.join());
            DigitRequest star = DigitRequest.builder(3).terminators("*").build();
            CompletableFuture<Digits> more = collects(call, star);
            presses(call, "#*");
            assertEquals(new Digits("#", Digits.End.TERMINATOR), more.join());
        }
    }

    @Test
    void a_caller_who_presses_none_is_not_waited_for_for_ever() {
        try (Call call = call()) {
            CompletableFuture<Digits> digits = collects(call, DigitRequest.of(4));
            call.advance(9_999);
            assertFalse(digits.isDone());
            call.advance(1);
            assertEquals(new Digits("", Digits.End.NONE), digits.join());
        }
    }

    @Test
    void a_pause_ends_them() {
        try (Call call = call()) {
            CompletableFuture<Digits> digits = collects(call, DigitRequest.of(4));
            call.advance(9_000);
            presses(call, "1");
            call.advance(4_900);
            presses(call, "2");
            call.advance(4_900);
            assertFalse(digits.isDone());
            call.advance(100);
            assertEquals(new Digits("12", Digits.End.PAUSE), digits.join());
        }
    }

    @Test
    void the_time_for_the_first_runs_from_the_end_of_the_prompt() {
        try (Call call = call()) {
            call.hears(call.turns.spokenAnswer("Please enter your number.", 500));
            CompletableFuture<Digits> digits = collects(call, DigitRequest.of(4));
            call.advance(30_000);
            assertFalse(digits.isDone());
            phone.plays();
            call.advance(9_900);
            assertFalse(digits.isDone());
            call.advance(200);
            assertEquals(Digits.End.NONE, digits.join().end());
        }
    }

    @Test
    void a_key_silences_the_prompt() {
        try (Call call = call()) {
            call.hears(call.turns.spokenAnswer("Please enter your number.", 500));
            CompletableFuture<Digits> digits = collects(call, DigitRequest.of(2));
            presses(call, "1");
            assertEquals(1, phone.flushes);
            presses(call, "2");
            assertEquals("12", digits.join().keys());
        }
    }

    @Test
    void keys_do_not_count_before_the_prompt_was_heard_where_it_has_to_be() {
        DigitRequest patient = DigitRequest.builder(2).barge(false).build();
        try (Call call = call()) {
            call.hears(call.turns.spokenAnswer("This is the law.", 500));
            presses(call, "9");
            CompletableFuture<Digits> digits = collects(call, patient);
            presses(call, "8");
            assertEquals(0, phone.flushes);
            phone.plays();
            call.advance(100);
            presses(call, "12");
            assertEquals("12", digits.join().keys());
        }
    }

    @Test
    void who_knows_the_prompt_may_press_before_the_keys_are_asked_for() {
        try (Call call = call()) {
            presses(call, "9"); // before the agent spoke: no answer to it
            call.hears(call.turns.spokenAnswer("Please enter your number.", 500));
            presses(call, "12");
            CompletableFuture<Digits> digits = collects(call, DigitRequest.of(3));
            presses(call, "3");
            assertEquals("123", digits.join().keys());
        }
    }

    @Test
    void keys_come_from_a_call_that_the_provider_carries_as_well() {
        try (Call call = call()) {
            CompletableFuture<Digits> digits = collects(call, DigitRequest.of(1));
            call.hears(new TransportEvent.DtmfReceived("5"));
            assertEquals("5", digits.join().keys());
        }
    }

    @Test
    void nobody_sees_what_is_sensitive() {
        try (Call call = call()) {
            CompletableFuture<Digits> digits =
                    collects(call, DigitRequest.builder(4).sensitive().build());
            presses(call, "4711");
            assertEquals("4711", digits.join().keys());
            presses(call, "5");
            assertEquals(
                    List.of("", "", "", "", "5"),
                    call.events(SessionEvent.DtmfReceived.class).stream()
                            .map(SessionEvent.DtmfReceived::key)
                            .toList());
            assertFalse(call.events.toString().contains("4711"));
        }
    }

    @Test
    void one_collects_at_a_time_and_the_end_of_the_call_ends_it() {
        try (Call call = call()) {
            CompletableFuture<Digits> digits = collects(call, DigitRequest.of(4));
            assertInstanceOf(
                    IllegalStateException.class, failure(collects(call, DigitRequest.of(4))));
            call.loop.execute(() -> phone.says().onClosed(CloseReason.NORMAL));
            call.run();
            assertInstanceOf(IllegalStateException.class, failure(digits));
        }
    }

    @Test
    void a_tool_that_is_cancelled_collects_no_more() {
        CompletableFuture<CompletionStage<Digits>> asked = new CompletableFuture<>();
        FunctionTool collect =
                FunctionTool.builder("collect")
                        .timeout(Duration.ofSeconds(3))
                        .buildAsync(
                                (arguments, context) -> {
                                    CompletionStage<Digits> digits =
                                            context.call()
                                                    .orElseThrow()
                                                    .collectDigits(DigitRequest.of(4));
                                    asked.complete(digits);
                                    return digits.thenApply(
                                            pressed -> ToolResult.of(pressed.keys()));
                                });
        RealtimeAgent agent =
                RealtimeAgent.builder("guide").instructions("Help.").tool(collect).build();
        try (Call call = call(agent)) {
            call.hears(call.turns.functionCall("c1", "collect", "{}"));
            presses(call, "12");
            call.advance(3_000);
            call.takesItem();
            call.line().expect(Command.CreateResponse.class);
            assertInstanceOf(
                    CancellationException.class, failure(asked.join().toCompletableFuture()));
            // the next one begins anew
            call.hears(call.turns.functionCall("c2", "collect", "{}"));
            presses(call, "4711");
            assertEquals("4711", ((Item.FunctionCallOutput) call.takesItem()).output());
        }
    }
}
