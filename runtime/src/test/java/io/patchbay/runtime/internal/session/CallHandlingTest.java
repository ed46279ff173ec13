package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.EndingCause;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CallerLeg.Control;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.LegCapabilities.Verb;
import io.patchbay.api.transport.TransferFailedException;
import io.patchbay.api.transport.TransferResult;
import io.patchbay.api.transport.TransferResult.Outcome;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTurns;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What tools and applications do with the caller's call. */
class CallHandlingTest {
    private static final URI SALES = URI.create("sip:sales@example.org");
    private static final AudioClip MUSIC = ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 400);

    private final PhoneLeg phone = new PhoneLeg();

    private Call call(SessionOptions.Builder options) {
        Call call = Call.with(options);
        call.session.addLeg(phone);
        call.run();
        return call;
    }

    private Call call() {
        return call(SessionOptions.builder().agent(Call.agent()));
    }

    private static io.patchbay.api.session.Call live(Call call) {
        return call.session.call().orElseThrow();
    }

    private static <T> CompletableFuture<T> does(
            Call call, java.util.function.Supplier<CompletionStage<T>> task) {
        return call.does(task).toCompletableFuture();
    }

    private static Throwable failure(CompletableFuture<?> stage) {
        assertTrue(stage.isDone(), "over");
        Throwable thrown = assertThrows(CompletionException.class, stage::join).getCause();
        return java.util.Objects.requireNonNull(thrown);
    }

    @Test
    void a_session_has_a_call_as_long_as_it_has_a_caller() {
        LegPolicy stay = LegPolicy.of(LegPolicy.CallerGone.KEEP, LegPolicy.ModelGone.PARK);
        try (Call call = Call.with(SessionOptions.builder().legs(stay))) {
            assertTrue(call.session.call().isEmpty());
            call.session.addTap(new TestLeg("tap", AudioFormat.PCM16_24K, TestLeg.Pacing.NONE));
            call.run();
            assertTrue(call.session.call().isEmpty());
            call.session.addLeg(phone);
            call.run();
            io.patchbay.api.session.Call live = live(call);
            assertEquals("phone", live.kind());
            assertEquals("sip:anna@example.org", live.metadata().get("from"));
            assertTrue(live.can(Verb.TRANSFER));
            call.loop.execute(() -> phone.says().onClosed(CloseReason.NORMAL));
            call.run();
            assertTrue(call.session.call().isEmpty());
            assertInstanceOf(
                    IllegalStateException.class, failure(does(call, () -> live.hangUp("bye"))));
        }
    }

    @Test
    void a_session_that_is_over_says_who_its_caller_was() {
        try (Call call = Call.with(SessionOptions.builder())) {
            call.session.addLeg(phone);
            call.run();
            call.session.close(CloseReason.NORMAL);
            call.run();
            io.patchbay.api.session.Call past = live(call);
            assertEquals("phone", past.kind());
            assertEquals("sip:anna@example.org", past.metadata().get("from"));
            assertInstanceOf(
                    IllegalStateException.class, failure(does(call, () -> past.hangUp("bye"))));
        }
    }

    @Test
    void a_transfer_that_comes_about_ends_the_call() {
        try (Call call = call()) {
            CompletableFuture<TransferResult> result =
                    does(call, () -> live(call).transfer(SALES, Duration.ofSeconds(20)));
            assertEquals(
                    new Control.Transfer(SALES, Duration.ofSeconds(20)),
                    phone.only(Control.Transfer.class));
            assertFalse(result.isDone());
            phone.transferred.complete(null);
            call.run();
            assertEquals(TransferResult.done(), result.join());
            assertEquals(SALES, call.only(SessionEvent.TransferStarted.class).target());
            assertEquals(
                    Outcome.DONE, call.only(SessionEvent.TransferEnded.class).result().outcome());
            assertEquals(SessionState.CONNECTED, call.session.state());
            call.advance(5_000); // the leg did not go by itself
            assertEquals(SessionState.CLOSED, call.session.state());
        }
    }

    @Test
    void a_transfer_that_fails_says_why_and_the_call_goes_on() {
        try (Call call = call()) {
            CompletableFuture<TransferResult> result = does(call, () -> live(call).transfer(SALES));
            TransferResult busy = new TransferResult(Outcome.BUSY, 486, "Busy Here");
            phone.transferred.completeExceptionally(new TransferFailedException(busy));
            call.run();
            assertEquals(busy, result.join());
            assertEquals(busy, call.only(SessionEvent.TransferEnded.class).result());
            call.advance(60_000);
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(null, phone.closed);
            // and it may be tried again
            CompletableFuture<TransferResult> again = does(call, () -> live(call).transfer(SALES));
            assertEquals(busy, again.join());
        }
    }

    @Test
    void a_transfer_of_which_nothing_is_heard_is_over_in_time() {
        try (Call call = call()) {
            CompletableFuture<TransferResult> result =
                    does(call, () -> live(call).transfer(SALES, Duration.ofSeconds(10)));
            assertInstanceOf(
                    IllegalStateException.class,
                    failure(does(call, () -> live(call).transfer(SALES))));
            call.advance(15_000);
            assertEquals(Outcome.TIMEOUT, result.join().outcome());
        }
    }

    @Test
    void a_caller_who_hangs_up_during_a_transfer_ends_it() {
        try (Call call = call()) {
            CompletableFuture<TransferResult> result = does(call, () -> live(call).transfer(SALES));
            call.loop.execute(() -> phone.says().onClosed(CloseReason.NORMAL));
            call.run();
            assertEquals(Outcome.ENDED, result.join().outcome());
        }
    }

    @Test
    void a_leg_that_cannot_says_why_and_nothing_is_asked_of_it() {
        phone.rejected.put(Verb.TRANSFER, "a browser has nobody to hand over to");
        phone.rejected.put(Verb.SEND_DTMF, "no keys");
        phone.rejected.put(Verb.RECEIVE_DTMF, "no keys");
        try (Call call = call()) {
            Throwable why = failure(does(call, () -> live(call).transfer(SALES)));
            assertInstanceOf(UnsupportedOperationException.class, why);
            assertTrue(String.valueOf(why.getMessage()).contains("a browser has nobody"));
            assertInstanceOf(
                    UnsupportedOperationException.class,
                    failure(does(call, () -> live(call).sendDigits("1"))));
            assertInstanceOf(
                    UnsupportedOperationException.class,
                    failure(
                            does(
                                    call,
                                    () ->
                                            live(call)
                                                    .collectDigits(
                                                            io.patchbay.api.session.DigitRequest.of(
                                                                    4)))));
            assertEquals(List.of(), phone.asked);
            assertTrue(call.events(SessionEvent.TransferStarted.class).isEmpty());
        }
    }

    @Test
    void a_call_is_handed_over_when_what_plays_was_heard() {
        try (Call call = call()) {
            call.hears(call.turns.spokenAnswer("I connect you.", 500));
            CompletableFuture<TransferResult> result = does(call, () -> live(call).transfer(SALES));
            call.advance(2_000);
            assertEquals(List.of(), phone.asked);
            phone.plays();
            call.advance(40);
            phone.only(Control.Transfer.class);
            assertFalse(result.isDone());
        }
    }

    @Test
    void digits_go_to_the_far_end() {
        try (Call call = call()) {
            assertEquals(null, does(call, () -> live(call).sendDigits("12#")).join());
            assertEquals(new Control.SendDtmf("12#"), phone.only(Control.SendDtmf.class));
            assertInstanceOf(
                    IllegalArgumentException.class,
                    failure(does(call, () -> live(call).sendDigits("x"))));
        }
    }

    /** The tool of the model that ends the call, and asks for closing words or not. */
    private static RealtimeAgent ending(ToolResult result) {
        FunctionTool end =
                FunctionTool.builder("end_call")
                        .buildAsync(
                                (arguments, context) -> {
                                    CompletionStage<Void> unused =
                                            context.call().orElseThrow().hangUp("over");
                                    return CompletableFuture.completedFuture(result);
                                });
        return RealtimeAgent.builder("guide").instructions("Help.").tool(end).build();
    }

    @Test
    void a_call_ends_after_its_closing_words_and_not_in_mid_word() {
        try (Call call =
                call(SessionOptions.builder().agent(ending(ToolResult.of("Say goodbye."))))) {
            call.hears(call.turns.functionCall("c1", "end_call", "{}"));
            call.takesItem(); // the output is with the model
            call.line().expect(Command.CreateResponse.class);
            call.advance(3_000);
            assertEquals(List.of(), phone.asked);
            call.hears(call.turns.spokenAnswer("Goodbye, take care!", 800));
            call.advance(3_000);
            assertEquals(List.of(), phone.asked);
            phone.plays();
            call.advance(200);
            assertEquals(new Control.HangUp("over"), phone.only(Control.HangUp.class));
            assertEquals(SessionState.CLOSED, call.session.state());
            List<SessionEvent.CallEnding> endings = call.events(SessionEvent.CallEnding.class);
            assertEquals(2, endings.size());
            assertEquals(EndingCause.HANG_UP, endings.get(0).cause());
            assertEquals(Duration.ZERO, endings.get(1).timeLeft());
        }
    }

    @Test
    void a_call_whose_goodbye_was_said_ends_when_it_was_heard() {
        try (Call call =
                call(
                        SessionOptions.builder()
                                .agent(ending(ToolResult.background("The call ends."))))) {
            call.hears(call.turns.spokenAnswer("Goodbye!", 800));
            call.hears(call.turns.functionCall("c1", "end_call", "{}"));
            call.takesItem();
            call.advance(2_000);
            assertEquals(List.of(), phone.asked);
            phone.plays();
            call.advance(200);
            phone.only(Control.HangUp.class);
            call.line().assertClosed();
        }
    }

    @Test
    void a_call_ends_although_its_closing_words_have_no_end() {
        try (Call call = call()) {
            call.hears(call.turns.spokenAnswer("And another thing", 800));
            does(call, () -> live(call).hangUp("over"));
            does(call, () -> live(call).hangUp("over, really"));
            call.advance(29_900);
            assertEquals(List.of(), phone.asked);
            call.advance(200);
            assertEquals(new Control.HangUp("over"), phone.only(Control.HangUp.class));
        }
    }

    @Test
    void a_leg_that_cannot_hang_up_is_let_go() {
        phone.rejected.put(Verb.HANG_UP, "a file has no end of its own");
        try (Call call = call()) {
            CompletableFuture<Void> ended = does(call, () -> live(call).hangUp("over"));
            call.advance(200);
            assertEquals(List.of(), phone.asked);
            assertEquals("over", java.util.Objects.requireNonNull(phone.closed).text());
            assertTrue(ended.isDone());
            assertEquals(SessionState.CLOSED, call.session.state());
        }
    }

    @Test
    void who_waits_hears_music_and_is_not_heard_and_his_time_stands_still() {
        Manners manners =
                Manners.builder()
                        .idle(Duration.ofSeconds(5), Utterance.clip(MUSIC))
                        .maxDuration(Duration.ofSeconds(30))
                        .build();
        try (Call call = call(SessionOptions.builder().agent(Call.agent()).manners(manners))) {
            assertEquals(null, does(call, () -> live(call).hold(MUSIC)).join());
            assertEquals(new Control.Hold(true), phone.only(Control.Hold.class));
            assertTrue(call.only(SessionEvent.CallHeld.class).on());
            call.advance(2_000);
            long heard = phone.frames.stream().mapToInt(Integer::intValue).sum() / 48;
            assertTrue(heard >= 2_000, heard + " ms of music");
            call.loop.execute(() -> phone.says().onAudio(Call.frame(7)));
            call.run();
            AudioClip sent = call.line().audio().get(0);
            assertEquals(0, sent.bytes().get(0), "silence");
            call.advance(120_000);
            assertTrue(call.events(SessionEvent.IdlePrompted.class).isEmpty());
            assertTrue(call.events(SessionEvent.CallEnding.class).isEmpty());

            int flushes = phone.flushes;
            does(call, () -> live(call).resume());
            assertEquals(new Control.Hold(false), phone.asked.get(1));
            assertEquals(flushes + 1, phone.flushes);
            int frames = phone.frames.size();
            call.loop.execute(() -> phone.says().onAudio(Call.frame(7)));
            call.advance(1_000);
            assertEquals(frames, phone.frames.size(), "no more music");
            assertEquals(7, call.line().audio().get(1).bytes().get(0));
            call.advance(4_000);
            assertEquals(1, call.events(SessionEvent.IdlePrompted.class).size());
        }
    }

    @Test
    void an_answer_is_heard_over_the_music_and_the_music_goes_on_after_it() {
        try (Call call = call()) {
            does(call, () -> live(call).hold(MUSIC));
            call.advance(1_000);
            call.hears(call.turns.spokenAnswer("One moment please.", 300));
            String item = phone.items.get(phone.items.size() - 1);
            List<String> texts = new ArrayList<>();
            call.session.history().items().forEach(one -> texts.add(String.valueOf(one.id())));
            assertTrue(texts.contains(item), "the answer was heard last");
            int frames = phone.frames.size();
            phone.plays();
            call.advance(500);
            assertTrue(phone.frames.size() > frames, "music again");
            call.line().assertComplete(); // nothing of the answer was truncated
        }
    }

    @Test
    void a_caller_who_speaks_before_the_hang_up_is_answered_first() {
        try (Call call = call()) {
            call.hears(new TransportEvent.SpeechStarted(null, 0));
            does(call, () -> live(call).hangUp("over"));
            call.advance(5_000);
            assertEquals(List.of(), phone.asked);
        }
    }

    @Test
    void the_agent_has_the_tools_of_a_call_when_a_caller_comes_and_not_before() {
        FunctionTool transfer =
                FunctionTool.builder("transfer_call")
                        .enabled(context -> context.call().isPresent())
                        .build((arguments, context) -> "done");
        RealtimeAgent agent =
                RealtimeAgent.builder("guide").instructions("Help.").tool(transfer).build();
        LegPolicy stay = LegPolicy.of(LegPolicy.CallerGone.KEEP, LegPolicy.ModelGone.PARK);
        try (Call call = Call.with(SessionOptions.builder().agent(agent).legs(stay))) {
            assertTrue(Call.has(call.opening(), ConfigField.TOOLS, List.of()));
            call.session.addLeg(phone);
            call.run();
            assertTrue(
                    Call.has(
                            call.line().expect(Command.UpdateSession.class).change(),
                            ConfigField.TOOLS,
                            List.of(transfer.definition())));
            call.loop.execute(() -> phone.says().onClosed(CloseReason.NORMAL));
            call.run();
            assertTrue(
                    Call.has(
                            call.line().expect(Command.UpdateSession.class).change(),
                            ConfigField.TOOLS,
                            List.of()));
        }
    }
}
