package io.patchbay.emulator.session.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FaultTest {
    private final Call call = Call.open();

    @Test
    void a_response_fails_with_the_given_code_once() {
        call.session.inject(new Fault.FailResponse("server_error", "broken"));
        call.say("x").respond();
        assertEquals("failed", call.done().path("status").stringValue());
        assertEquals("server_error", call.done().at("/status_details/error/code").stringValue());
        assertEquals("failed", call.done().at("/status_details/type").stringValue());
        call.respond();
        assertEquals("completed", call.done().path("status").stringValue());
    }

    @Test
    void an_exhausted_limit_fails_the_response_and_says_so() {
        call.session.inject(new Fault.RateLimit(Duration.ofSeconds(3)));
        call.say("x").respond();
        assertEquals(
                "rate_limit_exceeded", call.done().at("/status_details/error/code").stringValue());
        assertEquals(0, call.only("rate_limits.updated").at("/rate_limits/0/remaining").intValue());
        assertEquals(
                3.0,
                call.only("rate_limits.updated").at("/rate_limits/0/reset_seconds").doubleValue());
    }

    @Test
    void a_transcription_fails_on_purpose() {
        call.update("'audio':{'input':{'transcription':{'model':'whisper-1','prompt':'x'}}}");
        call.session.inject(new Fault.FailTranscription("audio_unintelligible", "no"));
        call.speak();
        assertEquals(
                "audio_unintelligible",
                call.only("conversation.item.input_audio_transcription.failed")
                        .at("/error/code")
                        .stringValue());
    }

    @Test
    void a_filter_cuts_the_response() {
        call.session.inject(new Fault.FilterContent(1));
        call.say("one two").respond();
        assertEquals("content_filter", call.done().at("/status_details/reason").stringValue());
        assertEquals("incomplete", call.done().at("/output/0/status").stringValue());
        assertEquals("one", call.answer());
    }

    @Test
    void a_fatal_error_closes_with_its_name() {
        call.session.inject(
                new Fault.FatalError("insufficient_quota", "insufficient_quota", "Nothing left."));
        call.refused("insufficient_quota", null);
        assertEquals(4000, call.closeCode);
        assertEquals("insufficient_quota.insufficient_quota", call.closeReason);
    }

    @Test
    void a_voice_that_fails_fails_the_response_and_not_the_session() {
        call.speaker.breaks(true);
        call.say("x").respond();
        assertEquals("failed", call.done().path("status").stringValue());
        call.speaker.breaks(false);
        call.respond();
        assertEquals("completed", call.done().path("status").stringValue());
    }

    @Test
    void a_stall_holds_everything_back_for_a_while() {
        call.session.inject(new Fault.Stall(Duration.ofSeconds(2)));
        call.forget().say("x").respond().passes(Duration.ofMillis(1_999));
        assertEquals(List.of(), call.types());
        call.passes(Duration.ofMillis(1));
        assertEquals("completed", call.done().path("status").stringValue());
    }

    @Test
    void the_line_drops_after_some_sound() {
        call.session.inject(new Fault.Drop(2));
        call.say("one two three four five six").respond();
        assertTrue(call.aborted);
        assertEquals(2, call.all("response.output_audio.delta").size());
    }

    @Test
    void malformed_frames_are_sent_as_they_are() {
        call.session.inject(new Fault.Raw("not json"));
        assertEquals("not json", call.only("raw").path("frame").stringValue());
    }

    @Test
    void an_expired_session_says_so_and_closes() {
        Call brief = Call.open(EmulatorOptions.defaults().withMaxSession(Duration.ofMinutes(30)));
        brief.passes(Duration.ofMinutes(29));
        assertEquals(0, brief.closeCode);
        brief.passes(Duration.ofMinutes(1));
        brief.refused("session_expired", null);
        assertEquals(1001, brief.closeCode);
        assertTrue(brief.closeReason.contains("30 minutes"), brief.closeReason);
        brief.forget().say("anybody?");
        assertEquals(List.of(), brief.types());
    }

    @Test
    void a_session_can_be_expired_at_will() {
        call.session.inject(new Fault.Expire());
        assertEquals(1001, call.closeCode);
    }

    @Test
    void a_session_that_is_not_used_is_closed_if_there_is_a_limit() {
        Call idle = Call.open(EmulatorOptions.defaults().withIdleLimit(Duration.ofSeconds(30)));
        idle.passes(Duration.ofSeconds(20)).say("still here").passes(Duration.ofSeconds(29));
        assertEquals(0, idle.closeCode);
        idle.passes(Duration.ofSeconds(2));
        assertEquals(1001, idle.closeCode);
    }

    @Test
    void a_script_says_what_it_likes() {
        List<Script.Turn> turns = new ArrayList<>();
        Call scripted =
                Call.open(
                        turn -> {
                            turns.add(turn);
                            return Optional.of(new Script.Reply.Say("scripted"));
                        });
        scripted.say("hello").respond("'output_modalities':['text']");
        assertEquals("scripted", scripted.answer());
        assertEquals("hello", turns.get(0).input());
        assertEquals(1, turns.get(0).responseNumber());
    }

    @Test
    void a_script_speaks_and_calls_in_one_response() {
        Call scripted =
                Call.open(
                        turn ->
                                Optional.of(
                                        new Script.Reply.Calls(
                                                "One moment.",
                                                List.of(
                                                        new Script.FunctionCall("a", "{}"),
                                                        new Script.FunctionCall(
                                                                "b", "not json")))));
        scripted.say("x").respond();
        assertEquals(3, scripted.done().path("output").size());
        assertEquals("not json", scripted.done().at("/output/2/arguments").stringValue());
    }

    @Test
    void a_script_that_has_nothing_to_say_leaves_it_to_the_stand_in() {
        Call scripted = Call.open(turn -> Optional.empty());
        scripted.say("hello").respond();
        assertEquals("hello", scripted.answer());
    }

    @Test
    void a_script_that_throws_fails_the_response_and_not_the_session() {
        Call scripted =
                Call.open(
                        turn -> {
                            throw new IllegalStateException("bug");
                        });
        scripted.say("x").respond();
        assertEquals("failed", scripted.done().path("status").stringValue());
        scripted.say("y");
        assertFalse(scripted.session.id().isEmpty());
        assertEquals(0, scripted.closeCode);
    }
}
