package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.Item;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.Modality;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import org.junit.jupiter.api.Test;

class InterruptionTest {
    private static final TurnDetection CLIENT_CANCELS =
            TurnDetection.ServerVad.defaults().with(true, false);

    private static HeardText heard(Call call, String itemId) {
        Item.Message message = (Item.Message) call.session.history().item(itemId).orElseThrow();
        HeardText heard = ((ContentPart.OutputAudio) message.content().get(0)).heard();
        assertNotNull(heard);
        return heard;
    }

    @Test
    void an_answer_is_cut_at_what_was_played_when_all_of_it_is_generated_already() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn answer = call.hears(call.turns.spokenAnswer("one two three four", 4_000));
            call.advance(1_000);

            call.does(call.session::interrupt);

            Command.TruncateItem cut = call.line().expect(Command.TruncateItem.class);
            assertEquals(answer.itemId(), cut.itemId());
            assertEquals(1_000, cut.audioEndMillis());
            call.line().assertComplete();
            SessionEvent.AudioInterrupted event = call.only(SessionEvent.AudioInterrupted.class);
            PlayedPosition position = event.heard();
            assertNotNull(position);
            assertEquals(1_000, position.millis());
            assertEquals(new HeardText("one ", 1_000, true), heard(call, answer.itemId()));
        }
    }

    @Test
    void a_running_answer_is_cancelled_before_it_is_truncated() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn answer = call.turns.spokenAnswer("a long story", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(500);
            call.does(call.session::interrupt);
            assertEquals(
                    answer.responseId(),
                    call.line().expect(Command.CancelResponse.class).responseId());
            assertEquals(500, call.line().expect(Command.TruncateItem.class).audioEndMillis());
            call.line().assertComplete();
        }
    }

    @Test
    void before_the_first_sound_the_answer_is_cancelled_and_its_item_deleted() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn answer = call.turns.spokenAnswer("never heard", 1_000);
            call.hears(answer.before(TransportEvent.TranscriptDelta.class));
            call.does(call.session::interrupt);
            call.line().expect(Command.CancelResponse.class);
            assertEquals(answer.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            call.line().assertComplete();
            assertNull(call.only(SessionEvent.AudioInterrupted.class).heard());
        }
    }

    @Test
    void a_request_without_a_response_yet_is_cancelled_and_its_sound_never_heard() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            call.says("Tell me");
            call.does(call.session::interrupt);
            assertNull(call.line().expect(Command.CancelResponse.class).responseId());

            call.hears(call.turns.spokenAnswer("too late", 500));
            assertTrue(call.heard.isEmpty());
        }
    }

    @Test
    void an_answer_in_writing_is_cancelled() {
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .config(
                                        SessionConfig.builder()
                                                .outputModality(Modality.TEXT)
                                                .build()))) {
            Turn answer = call.turns.textAnswer("written words");
            call.hears(answer.before(TransportEvent.TextDone.class));
            call.does(call.session::interrupt);
            call.line().expect(Command.CancelResponse.class);
            call.line().assertComplete();
        }
    }

    @Test
    void late_sound_of_an_interrupted_answer_is_dropped() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn answer = call.turns.spokenAnswer("ghost", 300);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(100);
            call.does(call.session::interrupt);
            int before = call.heard.size();
            call.line()
                    .emitAudio(
                            answer.responseId(),
                            answer.itemId(),
                            ScriptedTurns.tone(AudioFormat.PCM16_24K, 300, 100));
            call.run();
            assertEquals(before, call.heard.size());
            assertEquals(1, call.events(SessionEvent.AudioStarted.class).size());
        }
    }

    @Test
    void several_items_are_each_cut_at_their_own_position() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn first = call.hears(call.turns.spokenAnswer("first", 1_000));
            Turn second = call.hears(call.turns.spokenAnswer("second", 1_000));
            Turn third = call.hears(call.turns.spokenAnswer("third", 1_000));
            call.advance(1_250);
            call.does(call.session::interrupt);
            Command.TruncateItem cut = call.line().expect(Command.TruncateItem.class);
            assertEquals(second.itemId(), cut.itemId());
            assertEquals(250, cut.audioEndMillis());
            assertEquals(third.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            call.line().assertComplete();
            assertTrue(call.session.history().item(first.itemId()).isPresent());
        }
    }

    @Test
    void the_server_that_cancels_by_itself_only_hears_what_was_heard() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(700);
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            assertEquals(700, call.line().expect(Command.TruncateItem.class).audioEndMillis());
            call.line().assertComplete();
            assertEquals(
                    SessionEvent.InterruptionCause.SPEECH,
                    call.only(SessionEvent.AudioInterrupted.class).cause());
        }
    }

    @Test
    void speech_that_the_server_was_told_to_bear_interrupts_nobody() { // hazard 2
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(700);
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());
        }
    }

    @Test
    void the_server_that_does_not_say_whether_it_cancels_is_told_to() {
        try (Call call = Call.thin(TurnDetection.ServerVad.defaults().with(true, null))) {
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(700);
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            call.line().expect(Command.CancelResponse.class);
            call.line().expect(Command.TruncateItem.class);
            call.line().assertComplete();
        }
    }

    @Test
    void where_speech_must_not_interrupt_it_does_not_and_the_server_is_told_so() {
        try (Call call =
                Call.with(SessionOptions.builder().interruption(InterruptionPolicy.NEVER))) {
            TurnDetection sent = call.opening().value(ConfigField.TURN_DETECTION).orElseThrow();
            assertEquals(false, sent.interruptResponse());
            Turn answer = call.turns.spokenAnswer("protected", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(100);
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());

            call.does(call.session::interrupt);
            call.line().expect(Command.CancelResponse.class);
        }
    }

    @Test
    void an_agent_that_is_silent_is_not_interrupted() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            call.hears(call.turns.spokenAnswer("short", 500));
            call.advance(501);
            assertEquals(1, call.events(SessionEvent.PlaybackEnded.class).size());
            call.does(call.session::interrupt);
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());
        }
    }

    @Test
    void what_the_application_reports_wins_over_the_clock() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn answer = call.hears(call.turns.spokenAnswer("reported", 2_000));
            call.advance(1_000);
            call.session.reportPlayed(
                    new PlayedPosition(answer.itemId(), 0, 640, PlayedPosition.Precision.EXACT));
            call.does(call.session::interrupt);
            assertEquals(640, call.line().expect(Command.TruncateItem.class).audioEndMillis());
        }
    }

    @Test
    void complaints_about_our_own_late_cancel_are_nobodys_business() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn answer = call.turns.spokenAnswer("race", 1_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(200);
            call.does(call.session::interrupt);
            String cancel = call.line().expect(Command.CancelResponse.class).id();
            String cut = call.line().expect(Command.TruncateItem.class).id();
            call.hears(error("response_cancel_not_active", cancel));
            call.hears(error("invalid_value", cut));
            assertTrue(call.events(SessionEvent.Error.class).isEmpty());

            call.hears(error("invalid_value", "somebody_else"));
            assertEquals(1, call.events(SessionEvent.Error.class).size());
        }
    }

    static TransportEvent error(String code, String commandId) {
        return new TransportEvent.Error(
                new ProviderError(
                        "invalid_request_error",
                        code,
                        "no",
                        null,
                        commandId,
                        ProviderError.Severity.RECOVERABLE));
    }

    @Test
    void the_gate_is_free_again_after_an_interruption() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn answer = call.turns.spokenAnswer("race", 1_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(200);
            call.does(call.session::interrupt);
            call.line().expect(Command.CancelResponse.class);
            call.line().expect(Command.TruncateItem.class);
            call.does(() -> call.session.sendMessage("And now?"));
            call.line().expect(Command.CreateItem.class);
            call.line().assertComplete();

            call.hears(call.turns.cut(answer, "race", "client_cancelled"));
            call.line().expect(Command.CreateResponse.class);
            assertFalse(call.session.history().items().isEmpty());
        }
    }

    @Test
    void a_provider_that_keeps_the_sound_truncates_by_itself() {
        var loop = new io.patchbay.tck.VirtualLoop();
        var lines =
                new io.patchbay.tck.ScriptedTransportFactory(
                        new io.patchbay.api.transport.TransportCapabilities(
                                "scripted",
                                io.patchbay.api.transport.TransportCapabilities.Media.PACKETS,
                                true,
                                false));
        var patchbay =
                io.patchbay.runtime.Patchbay.builder()
                        .loops(() -> loop)
                        .workers(loop)
                        .transport(lines)
                        .provider(new io.patchbay.tck.ScriptedProvider())
                        .build();
        var session = patchbay.open(SessionOptions.builder().line(Call.scripted()).build());
        session.connect();
        loop.run();
        Turn answer = new ScriptedTurns().spokenAnswer("buffered", 1_000);
        lines.last().play(answer.before(TransportEvent.AudioDone.class));
        session.interrupt();
        loop.run();
        lines.last().expect(Command.CancelResponse.class);
        lines.last().expect(Command.ClearOutputAudio.class);
        lines.last().assertComplete();
    }

    @Test
    void an_answer_beside_the_conversation_is_silenced_and_never_truncated() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            call.hears(
                    new TransportEvent.ResponseStarted(
                            new io.patchbay.api.session.Response(
                                    "beside",
                                    io.patchbay.api.session.Response.Status.IN_PROGRESS,
                                    null,
                                    null,
                                    java.util.List.of(),
                                    true,
                                    java.util.Map.of(),
                                    null)));
            call.line()
                    .emitAudio(
                            "beside",
                            "item_beside",
                            ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 500));
            call.advance(100);
            call.does(call.session::interrupt);
            assertEquals("beside", call.line().expect(Command.CancelResponse.class).responseId());
            call.line().assertComplete();
        }
    }

    @Test
    void words_that_come_after_the_cut_move_the_share_that_was_heard() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn answer = call.turns.spokenAnswer("0123456789", 1_000);
            call.hears(answer.before(TransportEvent.TranscriptDelta.class));
            call.line()
                    .emitAudio(
                            answer.responseId(),
                            answer.itemId(),
                            ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 1_000));
            call.advance(500);
            call.does(call.session::interrupt);
            call.hears(call.turns.cut(answer, "0123456789", "client_cancelled"));
            assertEquals(new HeardText("01234", 500, true), heard(call, answer.itemId()));
        }
    }

    @Test
    void a_request_that_crosses_the_callers_speech_is_cancelled_by_us() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.says("Tell me");
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            assertNull(call.line().expect(Command.CancelResponse.class).responseId());
            call.hears(call.turns.spokenAnswer("into the caller's words", 500));
            assertTrue(call.heard.isEmpty());
        }
    }

    @Test
    void an_answer_that_was_given_up_is_not_deleted_again_at_every_interruption() {
        try (Call call = Call.thin(CLIENT_CANCELS)) {
            Turn stuck = call.turns.spokenAnswer("never heard", 1_000);
            call.hears(stuck.before(TransportEvent.TranscriptDelta.class));
            call.advance(20_000);
            call.line().expect(Command.CancelResponse.class);
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(700);
            call.does(call.session::interrupt);
            call.line().expect(Command.CancelResponse.class);
            call.line().expect(Command.TruncateItem.class);
            call.line().assertComplete();
        }
    }
}
