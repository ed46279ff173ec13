package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.Spoken;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What the session says by itself (RULES 8). */
class SayTest {
    private static AudioClip clip(int millis) {
        return ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, millis);
    }

    /** The model speaks what it was asked for beside the conversation. */
    private static Turn speaks(Call call, String words, int millis) {
        ResponseOptions asked = call.line().expect(Command.CreateResponse.class).options();
        assertTrue(asked.outOfBand());
        assertEquals(List.of(), asked.input());
        return Beside.outOfBand(call.turns.spokenAnswer(words, millis), asked.metadata());
    }

    private static Spoken result(CompletionStage<Spoken> stage) {
        assertTrue(stage.toCompletableFuture().isDone(), "said");
        return stage.toCompletableFuture().join();
    }

    private static Throwable failure(CompletionStage<?> stage) {
        assertTrue(stage.toCompletableFuture().isDone(), "failed");
        CompletionException failed =
                assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
        return Objects.requireNonNull(failed.getCause());
    }

    private static String text(Item item) {
        return ((Item.Message) item).text();
    }

    @Test
    void given_words_are_spoken_beside_the_conversation_and_then_belong_to_it() {
        try (Call call = Call.with(Call.agent())) {
            CompletionStage<Spoken> stage = call.does(() -> call.session.say("Hold the line."));
            ResponseOptions asked = call.line().expect(Command.CreateResponse.class).options();
            assertTrue(asked.outOfBand());
            assertTrue(
                    asked.overrides()
                            .value(ConfigField.INSTRUCTIONS)
                            .orElseThrow()
                            .contains("\"Hold the line.\""));
            call.hears(
                    Beside.outOfBand(
                            call.turns.spokenAnswer("Hold the line.", 300), asked.metadata()));
            assertFalse(stage.toCompletableFuture().isDone(), "generated is not heard");
            assertEquals(0, call.session.history().size());
            call.advance(300);
            Spoken spoken = result(stage);
            assertEquals(new Spoken(false, 300, spoken.itemId()), spoken);
            Command.CreateItem told = call.line().expect(Command.CreateItem.class);
            assertEquals(spoken.itemId(), told.item().id());
            assertEquals("Hold the line.", text(told.item()));
            call.hears(call.turns.accepted(told.item()));
            assertEquals(1, call.session.history().size());
            assertEquals("Hold the line.", text(call.session.history().items().get(0)));
            call.line().assertComplete();
        }
    }

    @Test
    void nothing_is_said_over_a_running_answer_and_several_keep_their_order() {
        try (Call call = Call.with(Call.agent())) {
            call.says("Tell me a story");
            Turn story = call.turns.spokenAnswer("once upon a time", 1_000);
            call.hears(story.before(TransportEvent.AudioDone.class));
            CompletionStage<Spoken> first = call.does(() -> call.session.say("First."));
            CompletionStage<Spoken> second = call.does(() -> call.session.play(clip(200)));
            call.advance(5_000);
            call.line().assertComplete();
            call.hears(story.from(TransportEvent.AudioDone.class));
            call.advance(50);
            call.hears(speaks(call, "First.", 400));
            assertFalse(second.toCompletableFuture().isDone());
            call.advance(450);
            assertEquals(400, result(first).playedMillis());
            call.advance(300);
            assertEquals(new Spoken(false, 200, null), result(second));
            Command.CreateItem told = call.line().expect(Command.CreateItem.class);
            assertEquals(Placement.after(story.itemId()), told.placement());
            call.line().assertComplete();
        }
    }

    @Test
    void of_words_that_were_cut_what_was_heard_stays() {
        try (Call call = Call.with(Call.agent())) {
            CompletionStage<Spoken> stage = call.does(() -> call.session.say("0123456789"));
            Turn words = speaks(call, "0123456789", 1_000);
            call.hears(words.before(TransportEvent.AudioDone.class));
            call.advance(500);
            call.does(call.session::interrupt);
            assertEquals(
                    words.responseId(),
                    call.line().expect(Command.CancelResponse.class).responseId());
            Command.CreateItem told = call.line().expect(Command.CreateItem.class);
            assertEquals("01234", text(told.item()));
            assertEquals(new Spoken(true, 500, told.item().id()), result(stage));
            call.hears(words.from(TransportEvent.AudioDone.class));
            call.advance(2_000);
            call.line().assertComplete();
            assertEquals(
                    List.of("01234"),
                    call.session.history().items().stream().map(SayTest::text).toList());
        }
    }

    @Test
    void an_answer_that_comes_meanwhile_is_heard_after_it() {
        try (Call call = Call.with(Call.agent())) {
            TestLeg leg = new TestLeg("ear", AudioFormat.PCM16_24K, Pacing.SINK);
            call.session.addLeg(leg);
            call.run();
            CompletionStage<Spoken> stage = call.does(() -> call.session.say("A moment."));
            Turn words = speaks(call, "A moment.", 200);
            call.hears(words.before(TransportEvent.AudioDone.class));
            Turn answer = call.turns.spokenAnswer("here it is", 200);
            call.hears(answer);
            call.hears(words.from(TransportEvent.AudioDone.class));
            leg.heard(words.itemId(), 200);
            leg.plays();
            call.run();
            assertEquals(200, result(stage).playedMillis());
            assertEquals(20, leg.items.size());
            for (int i = 0; i < 20; i++) {
                assertEquals(i < 10 ? words.itemId() : answer.itemId(), leg.items.get(i));
            }
            leg.plays();
            call.run();
            assertEquals(2, call.events(SessionEvent.PlaybackEnded.class).size());
        }
    }

    @Test
    void an_answer_that_waits_behind_something_cut_was_never_said() {
        try (Call call = Call.with(Call.agent())) {
            CompletionStage<Spoken> stage = call.does(() -> call.session.play(clip(1_000)));
            Turn answer = call.turns.spokenAnswer("here it is", 200);
            call.hears(answer);
            call.advance(400);
            call.does(call.session::interrupt);
            assertEquals(400, result(stage).playedMillis());
            assertEquals(answer.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            call.line().assertComplete();
        }
    }

    @Test
    void a_clip_is_heard_in_the_format_of_the_leg_without_any_model() {
        try (Call call = Call.opened(SessionOptions.builder())) {
            TestLeg phone = new TestLeg("phone", AudioFormat.PCMU_8K, Pacing.SINK);
            call.session.addLeg(phone);
            call.run();
            AudioClip sound = ScriptedTurns.tone(AudioFormat.PCM16_16K, 0, 500);
            CompletionStage<Spoken> stage =
                    call.does(
                            () ->
                                    call.session.say(
                                            new Utterance.Clip(sound, "We are closed today.")));
            call.advance(600);
            int bytes = phone.frames.stream().mapToInt(Integer::intValue).sum();
            assertEquals(4_000, bytes, 80, "half a second of 8 kHz");
            phone.plays();
            call.run();
            Spoken spoken = result(stage);
            assertFalse(spoken.interrupted());
            assertEquals(
                    "We are closed today.",
                    text(
                            call.session
                                    .history()
                                    .item(Objects.requireNonNull(spoken.itemId()))
                                    .orElseThrow()));
            assertEquals(spoken.itemId(), call.only(SessionEvent.PlaybackEnded.class).itemId());
        }
    }

    @Test
    void a_long_clip_does_not_fill_the_leg() {
        try (Call call = Call.opened(SessionOptions.builder())) {
            call.does(() -> call.session.play(clip(60_000)));
            long given = call.heard.stream().mapToLong(AudioClip::millis).sum();
            assertTrue(given <= 1_200, given + " ms at once");
            call.advance(61_000);
            assertEquals(60_000, call.heard.stream().mapToLong(AudioClip::millis).sum());
        }
    }

    @Test
    void what_the_model_is_to_say_in_its_own_words_goes_through_the_gate() {
        try (Call call = Call.with(Call.agent())) {
            CompletionStage<Spoken> stage =
                    call.does(() -> call.session.say(Utterance.instructed("Ask for the name.")));
            ResponseOptions asked = call.line().expect(Command.CreateResponse.class).options();
            assertFalse(asked.outOfBand());
            assertEquals(
                    "Be kind.\n\nAsk for the name.",
                    asked.overrides().value(ConfigField.INSTRUCTIONS).orElseThrow());
            call.does(() -> call.session.sendMessage("hello", true));
            call.line().expect(Command.CreateItem.class);
            call.line().assertComplete();
            Turn answer =
                    call.hears(
                            Beside.named(
                                    call.turns.spokenAnswer("Who is it?", 200), asked.metadata()));
            call.advance(250);
            assertEquals(new Spoken(false, 200, answer.itemId()), result(stage));
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void words_of_which_nothing_is_heard_yet_give_way_to_the_caller() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            CompletionStage<Spoken> stage = call.does(() -> call.session.say("Hello?"));
            ResponseOptions asked = call.line().expect(Command.CreateResponse.class).options();
            call.hears(call.turns.callerSays("Hi").before(TransportEvent.SpeechStopped.class));
            assertEquals(Spoken.NOT_HEARD, result(stage));
            Turn late = Beside.outOfBand(call.turns.spokenAnswer("Hello?", 300), asked.metadata());
            call.hears(late);
            assertEquals(
                    late.responseId(),
                    call.line().expect(Command.CancelResponse.class).responseId());
            assertTrue(call.heard.isEmpty(), "too late to be heard");
            assertEquals(0, call.session.history().size());
        }
    }

    @Test
    void nobody_talks_over_the_caller() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            Turn speech = call.turns.callerSays("I would like");
            call.hears(speech.before(TransportEvent.SpeechStopped.class));
            call.does(() -> call.session.play(clip(200)));
            call.advance(3_000);
            assertTrue(call.heard.isEmpty());
            call.hears(speech.from(TransportEvent.SpeechStopped.class));
            Turn answer = call.hears(call.turns.spokenAnswer("of course", 200));
            call.advance(500);
            assertEquals(3, call.heard.size());
            assertEquals(
                    answer.itemId(), call.events(SessionEvent.PlaybackEnded.class).get(0).itemId());
        }
    }

    @Test
    void what_the_provider_refuses_or_never_begins_fails_and_the_next_is_said() {
        try (Call call = Call.with(Call.agent())) {
            CompletionStage<Spoken> refused = call.does(() -> call.session.say("One."));
            CompletionStage<Spoken> silent = call.does(() -> call.session.say("Two."));
            CompletionStage<Spoken> played = call.does(() -> call.session.play(clip(100)));
            Command.CreateResponse one = call.line().expect(Command.CreateResponse.class);
            call.hears(
                    new TransportEvent.Error(
                            new ProviderError(
                                    "invalid_request_error",
                                    "invalid_value",
                                    "no such voice",
                                    null,
                                    one.id(),
                                    ProviderError.Severity.RECOVERABLE)));
            assertInstanceOf(IllegalStateException.class, failure(refused));
            call.line().expect(Command.CreateResponse.class);
            call.advance(20_000);
            assertTrue(result(silent).interrupted());
            call.advance(500);
            assertFalse(result(played).interrupted());
        }
    }

    @Test
    void nobody_says_anything_without_a_line_but_a_clip() {
        try (Call call = Call.opened(SessionOptions.builder().agent(Call.agent()))) {
            Throwable why = failure(call.does(() -> call.session.say("Hello")));
            assertEquals(
                    "not said: the session has no line to a model; connect it, or play a clip",
                    why.getMessage());
            CompletionStage<Spoken> clip = call.does(() -> call.session.play(clip(100)));
            call.advance(200);
            assertFalse(result(clip).interrupted());
            call.does(() -> call.session.close(io.patchbay.api.transport.CloseReason.NORMAL));
            assertEquals(
                    "not said: the session is closed; open another",
                    failure(call.does(() -> call.session.play(clip(100)))).getMessage());
        }
    }

    @Test
    void more_than_can_wait_is_refused() {
        try (Call call = Call.with(Call.agent())) {
            CompletionStage<Spoken> last = call.does(() -> call.session.play(clip(100)));
            for (int i = 0; i < 33; i++) {
                last = call.does(() -> call.session.play(clip(100)));
            }
            assertInstanceOf(IllegalStateException.class, failure(last));
            call.advance(60_000);
            assertEquals(33, call.events(SessionEvent.PlaybackEnded.class).size());
        }
    }

    @Test
    void an_interruption_by_the_application_takes_away_what_waits() {
        try (Call call = Call.with(Call.agent())) {
            CompletionStage<Spoken> first = call.does(() -> call.session.play(clip(1_000)));
            CompletionStage<Spoken> second = call.does(() -> call.session.play(clip(1_000)));
            call.advance(100);
            call.does(call.session::interrupt);
            assertEquals(new Spoken(true, 100, null), result(first));
            assertEquals(Spoken.NOT_HEARD, result(second));
        }
    }

    @Test
    void bad_utterances_are_refused_by_name() {
        assertEquals(
                "text must not be blank: there is nothing to say",
                refused(() -> Utterance.verbatim(" ")));
        assertEquals(
                "instructions must not be blank: there is nothing to say",
                refused(() -> Utterance.instructed("")));
        AudioClip nothing = AudioClip.of(AudioFormat.PCM16_24K, new byte[0]);
        assertEquals(
                "audio must last from 1 ms to 10 minutes, not 0 ms;"
                        + " play a longer recording in pieces",
                refused(() -> Utterance.clip(nothing)));
    }

    private static String refused(Executable bad) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, bad).getMessage());
    }
}
