package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.Turn;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Speech that has to be confirmed before it interrupts (RULES 16). */
class BargeInTest {
    private static final InterruptionPolicy HALF_A_SECOND =
            InterruptionPolicy.afterSpeech(Duration.ofMillis(500));

    private static Call call(InterruptionPolicy policy) {
        return Call.with(SessionOptions.builder().interruption(policy));
    }

    /** An answer that is generated, and of which so much was played. */
    private static Turn played(Call call, int millis) {
        Turn answer = call.hears(call.turns.spokenAnswer("one two three four", 4_000));
        call.advance(millis);
        return answer;
    }

    private static Turn speech(Call call, String words) {
        Turn turn = call.turns.callerSays(words);
        call.hears(turn.before(TransportEvent.SpeechStopped.class));
        return turn;
    }

    @Test
    void the_server_is_told_neither_to_cancel_nor_to_answer_by_itself() {
        try (Call call = call(HALF_A_SECOND)) {
            TurnDetection sent = call.opening().value(ConfigField.TURN_DETECTION).orElseThrow();
            assertEquals(false, sent.interruptResponse());
            assertEquals(false, sent.createResponse());
        }
    }

    @Test
    void a_turn_that_interrupts_nobody_is_answered_at_our_request() {
        try (Call call = call(HALF_A_SECOND)) {
            Turn turn = speech(call, "Hello");
            call.hears(turn.from(TransportEvent.SpeechStopped.class));
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.AudioPaused.class).isEmpty());
        }
    }

    @Test
    void an_application_that_answers_by_itself_goes_on_to() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .interruption(HALF_A_SECOND)
                                .config(
                                        SessionConfig.builder()
                                                .turnDetection(
                                                        TurnDetection.ServerVad.defaults()
                                                                .with(false, null))
                                                .build()))) {
            call.hears(call.turns.callerSays("Hello"));
            call.line().assertComplete();
        }
    }

    @Test
    void a_cough_pauses_playback_and_leaves_the_conversation() {
        try (Call call = call(HALF_A_SECOND)) {
            played(call, 1_000);
            Turn cough = speech(call, "");
            PlayedPosition at = call.only(SessionEvent.AudioPaused.class).heard();
            assertNotNull(at);
            assertEquals(1_000, at.millis());
            call.advance(300);
            call.hears(cough.from(TransportEvent.SpeechStopped.class));

            call.only(SessionEvent.AudioResumed.class);
            assertEquals(cough.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());
            call.hears(new TransportEvent.ItemDeleted(cough.itemId()));
            assertTrue(call.session.history().item(cough.itemId()).isEmpty());

            call.advance(2_999);
            assertTrue(
                    call.events(SessionEvent.PlaybackEnded.class).isEmpty(), "300 ms stood still");
            call.advance(2);
            call.only(SessionEvent.PlaybackEnded.class);
        }
    }

    @Test
    void speech_that_lasts_cuts_the_answer_where_playback_paused() {
        try (Call call = call(HALF_A_SECOND)) {
            Turn answer = played(call, 1_000);
            Turn turn = speech(call, "Stop it please");
            call.advance(499);
            call.line().assertComplete();
            call.advance(1);

            Command.TruncateItem cut = call.line().expect(Command.TruncateItem.class);
            assertEquals(answer.itemId(), cut.itemId());
            assertEquals(1_000, cut.audioEndMillis());
            call.only(SessionEvent.AudioInterrupted.class);
            assertTrue(call.events(SessionEvent.AudioResumed.class).isEmpty());

            call.advance(700);
            call.hears(turn.from(TransportEvent.SpeechStopped.class));
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void an_answer_that_is_still_generated_is_cancelled_when_speech_lasts() {
        try (Call call = call(HALF_A_SECOND)) {
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(700);
            Turn turn = speech(call, "Stop");
            call.advance(500);
            assertEquals(
                    answer.responseId(),
                    call.line().expect(Command.CancelResponse.class).responseId());
            assertEquals(700, call.line().expect(Command.TruncateItem.class).audioEndMillis());
            call.hears(turn.from(TransportEvent.SpeechStopped.class));
            call.line().assertComplete();

            call.hears(call.turns.cut(answer, "long", "client_cancelled"));
            call.line().expect(Command.CreateResponse.class);
        }
    }

    @Test
    void the_servers_own_silence_is_added_to_the_wait() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .interruption(HALF_A_SECOND)
                                .config(
                                        SessionConfig.builder()
                                                .turnDetection(
                                                        new TurnDetection.ServerVad(
                                                                null, null, 400, null, null, null))
                                                .build()))) {
            played(call, 1_000);
            Turn cough = speech(call, "");
            call.advance(800); // 400 ms of sound, and 400 ms of silence
            call.hears(cough.from(TransportEvent.SpeechStopped.class));
            call.only(SessionEvent.AudioResumed.class);
        }
    }

    @Test
    void sound_that_arrives_while_playback_is_paused_is_heard_after_it() {
        try (Call call = call(HALF_A_SECOND)) {
            TestLeg leg = new TestLeg("ear", AudioFormat.PCM16_24K, Pacing.RUNTIME);
            call.session.addLeg(leg);
            call.run();
            Turn answer = call.turns.spokenAnswer("long", 1_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(100);
            int before = leg.frames.size();
            Turn cough = speech(call, "");
            assertTrue(leg.paused);
            call.hears(answer.from(TransportEvent.AudioDone.class));
            call.advance(300);
            assertEquals(before, leg.frames.size());

            call.hears(cough.from(TransportEvent.SpeechStopped.class));
            assertFalse(leg.paused);
            call.advance(1_000);
            assertEquals(50, leg.frames.size());
            assertEquals(0, leg.flushes);
        }
    }

    @Test
    void an_interrupted_leg_plays_the_next_answer() {
        try (Call call = call(HALF_A_SECOND)) {
            TestLeg leg = new TestLeg("ear", AudioFormat.PCM16_24K, Pacing.SINK);
            call.session.addLeg(leg);
            call.run();
            call.hears(call.turns.spokenAnswer("long", 1_000));
            speech(call, "No");
            call.advance(500);
            assertFalse(leg.paused);
            int before = leg.frames.size();
            call.hears(call.turns.spokenAnswer("short", 200));
            assertEquals(before + 10, leg.frames.size());
        }
    }

    @Test
    void words_confirm_an_interruption_as_soon_as_there_are_enough() {
        try (Call call = call(InterruptionPolicy.afterWords(2))) {
            Turn answer = played(call, 1_000);
            Turn turn = speech(call, "stop that");
            call.hears(new TransportEvent.InputTranscriptDelta(turn.itemId(), 0, "stop"));
            call.line().assertComplete();
            call.hears(new TransportEvent.InputTranscriptDelta(turn.itemId(), 0, " that"));
            assertEquals(answer.itemId(), call.line().expect(Command.TruncateItem.class).itemId());
            call.hears(turn.from(TransportEvent.SpeechStopped.class));
            call.line().expect(Command.CreateResponse.class);
        }
    }

    @Test
    void when_nothing_is_understood_playback_goes_on_and_the_turn_is_forgotten() {
        try (Call call = call(InterruptionPolicy.afterWords(1))) {
            played(call, 1_000);
            Turn noise = speech(call, "");
            call.advance(900);
            call.hears(
                    noise.from(TransportEvent.SpeechStopped.class)
                            .before(TransportEvent.InputTranscriptDone.class));
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.AudioResumed.class).isEmpty());

            call.hears(noise.from(TransportEvent.InputTranscriptDone.class));
            assertEquals(noise.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            call.line().assertComplete();
            call.only(SessionEvent.AudioResumed.class);
        }
    }

    @Test
    void words_that_come_too_late_let_playback_go_on_and_interrupt_when_they_come() {
        try (Call call =
                call(
                        InterruptionPolicy.afterWords(1).toBuilder()
                                .wordsWithin(Duration.ofSeconds(1))
                                .build())) {
            Turn answer = played(call, 1_000);
            Turn turn = speech(call, "stop");
            call.hears(
                    turn.from(TransportEvent.SpeechStopped.class)
                            .before(TransportEvent.InputTranscriptDone.class));
            call.advance(1_000);
            call.only(SessionEvent.AudioResumed.class);
            call.advance(500);
            call.hears(turn.from(TransportEvent.InputTranscriptDone.class));
            Command.TruncateItem cut = call.line().expect(Command.TruncateItem.class);
            assertEquals(answer.itemId(), cut.itemId());
            assertEquals(1_500, cut.audioEndMillis());
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void a_turn_whose_words_never_come_is_answered_when_the_agent_has_finished() {
        try (Call call = call(InterruptionPolicy.afterWords(1))) {
            played(call, 1_000);
            Turn turn = speech(call, "lost");
            call.hears(
                    turn.from(TransportEvent.SpeechStopped.class)
                            .before(TransportEvent.InputTranscriptDone.class));
            call.advance(2_000);
            call.line().assertComplete();
            call.advance(3_000);
            call.only(SessionEvent.PlaybackEnded.class);
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void words_that_cannot_be_transcribed_count() {
        try (Call call = call(InterruptionPolicy.afterWords(1))) {
            played(call, 1_000);
            Turn turn = speech(call, "?");
            call.hears(
                    turn.from(TransportEvent.SpeechStopped.class)
                            .before(TransportEvent.InputTranscriptDone.class));
            call.hears(
                    new TransportEvent.InputTranscriptFailed(
                            turn.itemId(),
                            0,
                            new ProviderError(
                                    "transcription_error",
                                    null,
                                    "no",
                                    null,
                                    null,
                                    ProviderError.Severity.RECOVERABLE)));
            call.line().expect(Command.TruncateItem.class);
            call.line().expect(Command.CreateResponse.class);
        }
    }

    @Test
    void speech_that_never_ends_because_nothing_is_heard_any_more_lets_playback_go_on() {
        try (Call call = call(InterruptionPolicy.afterWords(1))) {
            played(call, 1_000);
            call.session.sendAudio(Call.frame(1));
            speech(call, "");
            call.session.mute(true);
            call.advance(7_000);
            assertFalse(call.events(SessionEvent.AudioResumed.class).isEmpty());
            call.does(() -> call.session.sendMessage("typed"));
            call.line().expect(Command.CreateItem.class);
            call.line().expect(Command.CreateResponse.class);
        }
    }

    @Test
    void the_application_may_interrupt_while_speech_is_not_confirmed() {
        try (Call call = call(HALF_A_SECOND)) {
            played(call, 1_000);
            Turn cough = speech(call, "");
            call.does(call.session::interrupt);
            assertEquals(1_000, call.line().expect(Command.TruncateItem.class).audioEndMillis());
            call.hears(cough.from(TransportEvent.SpeechStopped.class));
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void speech_after_speech_is_weighed_by_itself_and_playback_stays_paused() {
        try (Call call = call(InterruptionPolicy.afterWords(1))) {
            played(call, 1_000);
            Turn first = speech(call, "");
            call.hears(
                    first.from(TransportEvent.SpeechStopped.class)
                            .before(TransportEvent.InputTranscriptDone.class));
            speech(call, "stop");
            assertEquals(1, call.events(SessionEvent.AudioPaused.class).size());
            assertTrue(call.events(SessionEvent.AudioResumed.class).isEmpty());
        }
    }

    @Test
    void a_turn_during_an_answer_that_nobody_may_interrupt_is_answered_after_it() {
        try (Call call = call(InterruptionPolicy.NEVER)) {
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.hears(call.turns.callerSays("And this?"));
            call.line().assertComplete();
            // the server fails to answer; its complaint names nobody
            call.hears(
                    new TransportEvent.Error(
                            new ProviderError(
                                    "invalid_request_error",
                                    "conversation_already_has_active_response",
                                    "busy",
                                    null,
                                    null,
                                    ProviderError.Severity.RECOVERABLE)));
            assertTrue(call.events(SessionEvent.Error.class).isEmpty());
            call.hears(answer.from(TransportEvent.AudioDone.class));
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
        }
    }

    private static Throwable refusal(
            InterruptionPolicy policy, TransportCapabilities carriage, Set<Feature> missing) {
        ProviderCapabilities all = ScriptedProvider.everything();
        Set<Feature> features = EnumSet.copyOf(all.features());
        features.removeAll(missing);
        VirtualLoop loop = new VirtualLoop();
        Patchbay patchbay =
                Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(new ScriptedTransportFactory(carriage))
                        .provider(
                                new ScriptedProvider(
                                        new ProviderCapabilities(
                                                features,
                                                all.inputFormats(),
                                                all.outputFormats(),
                                                all.mutability(),
                                                all.resumption(),
                                                all.moveOrder(),
                                                null,
                                                all.limits())))
                        .build();
        RealtimeSession session =
                patchbay.open(
                        SessionOptions.builder()
                                .line(Call.scripted())
                                .interruption(policy)
                                .build());
        var connected = session.connect().toCompletableFuture();
        loop.run();
        return Objects.requireNonNull(
                assertThrows(CompletionException.class, connected::join).getCause());
    }

    @Test
    void a_line_that_cannot_do_it_is_refused_with_the_reason() {
        TransportCapabilities here =
                new TransportCapabilities(
                        "scripted", TransportCapabilities.Media.MESSAGES, false, false);
        TransportCapabilities there =
                new TransportCapabilities(
                        "scripted", TransportCapabilities.Media.PACKETS, true, false);
        assertMessage("cannot be paused here", refusal(HALF_A_SECOND, there, Set.of()));
        assertMessage(
                "not to answer", refusal(HALF_A_SECOND, here, alone(Feature.CLIENT_RESPONSES)));
        assertMessage(
                "not to cancel", refusal(HALF_A_SECOND, here, alone(Feature.CLIENT_INTERRUPTION)));
        assertMessage(
                "not to cancel",
                refusal(InterruptionPolicy.NEVER, here, alone(Feature.CLIENT_INTERRUPTION)));
        assertMessage(
                "transcription",
                refusal(
                        InterruptionPolicy.afterWords(1),
                        here,
                        Set.of(Feature.INPUT_TRANSCRIPTION)));
    }

    /** This, and what would make up for it here. */
    private static Set<Feature> alone(Feature missing) {
        return Set.of(missing, Feature.MANUAL_TURNS, Feature.SPEECH_ACTIVITY);
    }

    private static void assertMessage(String part, Throwable failure) {
        assertTrue(String.valueOf(failure.getMessage()).contains(part), failure::toString);
    }

    @Test
    void words_are_counted_as_people_count_them() {
        assertEquals(0, BargeIn.words(" … - "));
        assertEquals(1, BargeIn.words("don't"));
        assertEquals(3, BargeIn.words("Well, that's it."));
        assertEquals(2, BargeIn.words("1 2"));
    }

    @Test
    void a_policy_that_makes_no_sense_says_so() {
        List<Runnable> wrong =
                List.of(
                        () -> InterruptionPolicy.afterSpeech(Duration.ZERO),
                        () -> InterruptionPolicy.afterSpeech(Duration.ofMillis(-1)),
                        () -> InterruptionPolicy.afterWords(-1),
                        () -> InterruptionPolicy.builder().minWords(1).build(),
                        () -> HALF_A_SECOND.toBuilder().wordsWithin(Duration.ZERO).build());
        for (Runnable making : wrong) {
            String message =
                    String.valueOf(
                            assertThrows(IllegalArgumentException.class, making::run).getMessage());
            assertTrue(message.contains("min") || message.contains("words"), message);
        }
    }
}
