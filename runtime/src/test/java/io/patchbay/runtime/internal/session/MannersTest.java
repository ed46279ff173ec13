package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Manners;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionEvent.EndingCause;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.CallerLeg;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Greeting, idle prompts and the longest call (RULES 12, 13). */
class MannersTest {
    private static final Utterance CHIME =
            Utterance.clip(ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 200));

    /** A leg whose sound flows when the test says so. */
    private static final class SlowLeg extends TestLeg {
        private CallerLeg.@org.jspecify.annotations.Nullable Listener joined;

        SlowLeg() {
            super("slow", AudioFormat.PCM16_24K, Pacing.SINK);
        }

        @Override
        public void join(io.patchbay.api.session.SerialLoop loop, CallerLeg.Listener listener) {
            joined = listener;
        }

        CallerLeg.Listener session() {
            return java.util.Objects.requireNonNull(joined);
        }

        void up(Call call) {
            call.loop.execute(session()::onMediaUp);
            call.run();
        }
    }

    private static SessionOptions.Builder minding(Manners manners) {
        return SessionOptions.builder()
                .agent(Call.agent())
                .config(SessionConfig.builder().turnDetection(Call.SERVER_TURNS).build())
                .manners(manners);
    }

    private static Call opened(Manners.Builder manners) {
        return Call.opened(minding(manners.build()));
    }

    private static Call with(Manners.Builder manners) {
        return Call.with(minding(manners.build()));
    }

    private static Manners.Builder greeting(Utterance words) {
        return Manners.builder().greeting(words);
    }

    private static Manners.Builder idle(Utterance... prompts) {
        return Manners.builder().idle(Duration.ofSeconds(10), prompts);
    }

    private static long chimes(Call call) {
        return call.heard.stream().mapToLong(AudioClip::millis).sum() / 200;
    }

    @Test
    void an_application_is_greeted_when_the_line_stands() {
        try (Call call = with(greeting(Utterance.instructed("Greet the caller.")))) {
            ResponseOptions asked = call.line().expect(Command.CreateResponse.class).options();
            assertFalse(asked.outOfBand());
            assertEquals(
                    "Be kind.\n\nGreet the caller.",
                    asked.overrides().value(ConfigField.INSTRUCTIONS).orElseThrow());
            call.line().assertComplete();
        }
    }

    @Test
    void nobody_is_greeted_again_when_a_lost_line_comes_back() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .agent(Call.agent())
                                .manners(
                                        Manners.builder()
                                                .greeting(Utterance.instructed("Say hello."))
                                                .build()))) {
            call.line().expect(Command.CreateResponse.class);
            call.hears(call.turns.spokenAnswer("Hello!", 200));
            call.advance(1_000);
            assertEquals(SessionEvent.Restoration.REPLAYED, Lines.again(call).restored());
            call.advance(1_000);
            assertEquals(List.of(), call.line().commands(Command.CreateResponse.class));
        }
    }

    @Test
    void a_caller_is_greeted_when_line_and_sound_are_there() {
        try (Call call = opened(greeting(Utterance.verbatim("Welcome.")))) {
            SlowLeg leg = new SlowLeg();
            call.session.addLeg(leg);
            call.run();
            call.connect();
            call.advance(1_000);
            call.line().assertComplete();
            leg.up(call);
            assertTrue(call.line().expect(Command.CreateResponse.class).options().outOfBand());
        }
    }

    @Test
    void a_recorded_greeting_does_not_wait_for_the_line() {
        try (Call call = opened(greeting(CHIME))) {
            SlowLeg leg = new SlowLeg();
            call.session.addLeg(leg);
            call.run();
            assertEquals(0, leg.frames.size());
            leg.up(call);
            assertEquals(10, leg.frames.size());
            leg.plays();
            call.connect();
            call.advance(1_000);
            assertEquals(10, leg.frames.size(), "once");
        }
    }

    @Test
    void who_spoke_first_is_not_greeted_by_the_model_but_hears_what_was_recorded() {
        for (boolean recorded : new boolean[] {false, true}) {
            try (Call call = opened(greeting(recorded ? CHIME : Utterance.instructed("Greet.")))) {
                SlowLeg leg = new SlowLeg();
                call.session.addLeg(leg);
                call.run();
                call.connect();
                call.hears(call.turns.callerSays("Hello?"));
                call.hears(call.turns.spokenAnswer("hello", 100));
                leg.up(call);
                leg.plays();
                call.advance(5_000);
                call.line().assertComplete();
                assertEquals(recorded ? 15 : 5, leg.frames.size());
            }
        }
    }

    @Test
    void a_protected_greeting_is_heard_to_its_end() {
        try (Call call = with(greeting(CHIME).protectGreeting())) {
            call.advance(50);
            call.hears(call.turns.callerSays("Hel").before(TransportEvent.SpeechStopped.class));
            assertEquals(0, call.events(SessionEvent.AudioInterrupted.class).size());
            call.advance(300);
            assertEquals(1, call.events(SessionEvent.PlaybackEnded.class).size());
        }
        try (Call call = with(greeting(CHIME))) {
            call.advance(50);
            call.hears(call.turns.callerSays("Hel").before(TransportEvent.SpeechStopped.class));
            assertEquals(1, call.events(SessionEvent.AudioInterrupted.class).size());
        }
    }

    @Test
    void a_silent_caller_is_reminded_in_turn_and_then_let_go() {
        try (Call call = with(idle(CHIME, CHIME))) {
            call.advance(9_999);
            assertEquals(0, chimes(call));
            call.advance(1);
            assertEquals(1, chimes(call));
            assertEquals(
                    new SessionEvent.IdlePrompted(
                            call.only(SessionEvent.IdlePrompted.class).stamp(), 1, 2),
                    call.only(SessionEvent.IdlePrompted.class));
            call.advance(10_150);
            assertEquals(1, chimes(call), "counted from the end of playback");
            call.advance(100);
            assertEquals(2, chimes(call));
            assertEquals(SessionState.CONNECTED, call.session.state());
            call.advance(10_300);
            assertEquals(EndingCause.IDLE, call.only(SessionEvent.CallEnding.class).cause());
            assertEquals(SessionState.CLOSED, call.session.state());
            SessionEvent.StateChanged end =
                    call.events(SessionEvent.StateChanged.class).stream()
                            .reduce((first, last) -> last)
                            .orElseThrow();
            assertEquals(
                    "the caller has been silent for 10 s after 2 reminders",
                    java.util.Objects.requireNonNull(end.reason()).text());
        }
    }

    @Test
    void speech_typing_and_keys_begin_the_silence_anew() {
        try (Call call = with(idle(CHIME))) {
            call.advance(8_000);
            Turn turn = call.turns.callerSays("Let me think");
            call.hears(turn.before(TransportEvent.SpeechStopped.class));
            call.advance(30_000);
            assertEquals(0, chimes(call), "who speaks is not silent");
            call.hears(turn.from(TransportEvent.SpeechStopped.class));
            call.advance(9_000);
            call.hears(new TransportEvent.DtmfReceived("1"));
            call.advance(9_000);
            call.does(() -> call.session.sendMessage("still here", false));
            call.takesItem();
            call.advance(9_900);
            assertEquals(0, chimes(call));
            call.advance(200);
            assertEquals(1, chimes(call));
            call.hears(new TransportEvent.DtmfReceived("1"));
            call.advance(10_100);
            assertEquals(2, chimes(call), "the first reminder again");
            assertEquals(SessionState.CONNECTED, call.session.state());
        }
    }

    @Test
    void nobody_is_reminded_while_the_agent_answers_or_a_tool_runs_or_the_line_holds() {
        try (Call call = opened(idle(CHIME))) {
            SlowLeg leg = new SlowLeg();
            call.session.addLeg(leg);
            call.run();
            leg.up(call);
            call.connect();
            call.advance(9_000);
            Turn answer = call.turns.spokenAnswer("a long story", 500);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(9_000);
            call.hears(answer.from(TransportEvent.AudioDone.class));
            call.advance(9_000);
            leg.plays();
            call.run();
            int before = leg.frames.size();
            call.loop.execute(() -> leg.session().onHold(true));
            call.advance(60_000);
            call.loop.execute(() -> leg.session().onHold(false));
            call.advance(9_900);
            assertEquals(before, leg.frames.size());
            call.advance(300);
            assertEquals(before + 10, leg.frames.size());
        }
    }

    @Test
    void the_longest_call_is_told_of_and_ends_with_last_words() {
        try (Call call =
                with(Manners.builder().maxDuration(Duration.ofMinutes(1)).farewell(CHIME))) {
            call.advance(29_999);
            assertEquals(0, call.events(SessionEvent.CallEnding.class).size());
            call.advance(1);
            SessionEvent.CallEnding warning = call.only(SessionEvent.CallEnding.class);
            assertEquals(EndingCause.MAX_DURATION, warning.cause());
            assertEquals(Duration.ofSeconds(30), warning.timeLeft());
            call.advance(30_000);
            assertEquals(1, chimes(call));
            assertEquals(SessionState.CONNECTED, call.session.state());
            call.advance(300);
            assertEquals(SessionState.CLOSED, call.session.state());
        }
    }

    @Test
    void hold_does_not_count_for_the_longest_call() {
        try (Call call = opened(Manners.builder().maxDuration(Duration.ofMinutes(1)))) {
            SlowLeg leg = new SlowLeg();
            call.session.addLeg(leg);
            call.run();
            leg.up(call);
            call.connect();
            call.advance(20_000);
            call.loop.execute(() -> leg.session().onHold(true));
            call.advance(600_000);
            call.loop.execute(() -> leg.session().onHold(false));
            call.advance(39_000);
            assertEquals(SessionState.CONNECTED, call.session.state());
            call.advance(1_001);
            assertEquals(SessionState.CLOSED, call.session.state());
        }
    }

    @Test
    void a_farewell_that_nobody_says_does_not_keep_the_session() {
        try (Call call =
                with(
                        Manners.builder()
                                .maxDuration(Duration.ofMinutes(1))
                                .farewell(Utterance.verbatim("Good bye.")))) {
            call.advance(60_000);
            call.line().expect(Command.UpdateSession.class); // nobody interrupts last words
            call.line().expect(Command.CreateResponse.class);
            call.advance(20_000);
            assertEquals(SessionState.CLOSED, call.session.state());
        }
    }

    @Test
    void manners_that_do_not_go_together_are_refused() {
        assertEquals(
                "idlePrompts need idleAfter, the silence after which they are said",
                assertThrows(
                                IllegalArgumentException.class,
                                () ->
                                        new Manners(
                                                null,
                                                false,
                                                null,
                                                java.util.List.of(CHIME),
                                                null,
                                                Duration.ZERO,
                                                null))
                        .getMessage());
        assertEquals(
                "greetingProtected needs a greeting to protect",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Manners.builder().protectGreeting().build())
                        .getMessage());
        assertEquals(
                "maxDuration must be a positive time, not PT0S",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Manners.builder().maxDuration(Duration.ZERO).build())
                        .getMessage());
    }
}
