package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportEvent.OutputBuffer;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Interruptions where something else goes wrong at the same time. */
class InterruptionEdgesTest {
    private static final TransportCapabilities BUFFERED =
            new TransportCapabilities("scripted", TransportCapabilities.Media.PACKETS, true, false);

    private static Response beside(String id, Response.Status status) {
        return new Response(id, status, null, null, List.of(), true, Map.of(), null);
    }

    @Test
    void an_answer_that_the_server_cancels_and_never_ends_frees_the_gate_after_five_seconds() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.advance(100);
            call.hears(call.turns.callerSays("stop"));
            call.line().expect(Command.TruncateItem.class);
            call.does(() -> call.session.requestResponse(ResponseOptions.DEFAULT));
            call.advance(4_999);
            call.line().assertComplete();
            call.advance(1);
            call.line().expect(Command.CreateResponse.class);
        }
    }

    @Test
    void the_answer_after_one_that_the_server_cancelled_and_never_ended_is_heard() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.hears(call.turns.callerSays("stop"));
            int before = call.heard.size();
            call.hears(call.turns.spokenAnswer("short", 300));
            assertEquals(before + 3, call.heard.size());
        }
    }

    @Test
    void a_caller_who_is_muted_in_mid_speech_holds_nothing_back() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.session.sendAudio(Call.frame(1));
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            call.session.mute(true);
            call.advance(6_100);
            assertEquals(false, speaking(call));
        }
    }

    @Test
    void a_caller_who_talks_for_long_goes_on_speaking() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            for (int i = 0; i < 40; i++) {
                call.session.sendAudio(Call.frame(i));
                call.advance(1_000);
            }
            assertEquals(true, speaking(call));
        }
    }

    /** Outputs of tools wait while the caller speaks. */
    private static boolean speaking(Call call) {
        return ((Session) call.session).gate().speaking();
    }

    @Test
    void turn_detection_that_is_switched_off_in_mid_speech_holds_nothing_back() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            assertEquals(true, speaking(call));
            call.does(
                    () ->
                            call.session.updateConfig(
                                    SessionConfig.builder()
                                            .clear(ConfigField.TURN_DETECTION)
                                            .build()));
            assertEquals(false, speaking(call));
        }
    }

    @Test
    void a_response_beside_the_conversation_that_falls_silent_is_cancelled_and_given_up() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.hears(
                    new TransportEvent.ResponseStarted(beside("r9", Response.Status.IN_PROGRESS)));
            call.advance(10_000);
            call.hears(new TransportEvent.TextDelta("r9", "i9", 0, "still here"));
            call.advance(14_999);
            call.line().assertComplete();
            call.advance(1);
            assertEquals("r9", call.line().expect(Command.CancelResponse.class).responseId());
            call.advance(5_000);
            assertTrue(call.only(SessionEvent.Error.class).message().contains("given up"));
            call.advance(60_000);
            call.line().assertComplete();
        }
    }

    @Test
    void a_response_beside_the_conversation_that_ends_leaves_no_watchdog() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            call.hears(
                    new TransportEvent.ResponseStarted(beside("r9", Response.Status.IN_PROGRESS)));
            call.hears(new TransportEvent.ResponseDone(beside("r9", Response.Status.COMPLETED)));
            call.advance(60_000);
            call.line().assertComplete();
        }
    }

    @Test
    void a_cancel_of_a_response_beside_the_conversation_leaves_the_answer_alone() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.does(() -> call.session.send(Command.CancelResponse.of("beside")));
            call.does(
                    () ->
                            call.session.sendEvent(
                                    "{\"type\":\"response.cancel\",\"response_id\":\"beside\"}"));
            call.advance(6_000);
            assertTrue(call.events(SessionEvent.Error.class).isEmpty());
        }
    }

    @Test
    void an_item_that_somebody_else_truncates_says_what_was_heard() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            Turn answer = call.hears(call.turns.spokenAnswer("0123456789", 1_000));
            call.hears(new TransportEvent.ItemTruncated(answer.itemId(), 0, 300));
            assertEquals(new HeardText("012", 300, true), heard(call, answer.itemId()));
        }
    }

    private static @Nullable HeardText heard(Call call, String itemId) {
        Item.Message message = (Item.Message) call.session.history().item(itemId).orElseThrow();
        return ((ContentPart.OutputAudio) message.content().get(0)).heard();
    }

    /** A device that breaks in the middle of an answer. */
    private static final class Broken extends TestLeg {
        boolean broken;

        Broken() {
            super("broken", AudioFormat.PCM16_24K, Pacing.SINK);
        }

        private void check() {
            if (broken) {
                throw new IllegalStateException("unplugged");
            }
        }

        @Override
        public Offer offer(AudioChunk chunk) {
            check();
            return super.offer(chunk);
        }

        @Override
        public @Nullable PlayedPosition position() {
            check();
            return super.position();
        }

        @Override
        public void flush(@Nullable String itemId) {
            check();
            super.flush(itemId);
        }

        @Override
        public long latencyMillis() {
            check();
            return 0;
        }
    }

    @Test
    void a_sink_that_throws_is_told_once_and_the_last_position_counts() {
        try (Call call = Call.thin(Call.SERVER_TURNS)) {
            Broken leg = new Broken();
            call.session.addLeg(leg);
            call.run();
            Turn answer = call.turns.spokenAnswer("long", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            leg.heard(answer.itemId(), 400);
            call.hears(new TransportEvent.SpeechStarted("item_9", 0));
            assertEquals(400, call.line().expect(Command.TruncateItem.class).audioEndMillis());
            call.hears(call.turns.cut(answer, "long", "turn_detected"));

            leg.broken = true;
            call.hears(call.turns.spokenAnswer("into the void", 1_000));
            call.does(call.session::interrupt);
            assertEquals(1, call.events(SessionEvent.Error.class).size());
        }
    }

    @Test
    void a_provider_that_keeps_the_sound_is_interrupted_after_all_of_it_is_generated() {
        try (Call call = Call.with(SessionOptions.builder(), BUFFERED)) {
            Turn answer = call.turns.spokenAnswer("buffered words", 1_000);
            call.hears(words(answer));
            call.hears(new OutputBuffer(OutputBuffer.State.STARTED, answer.responseId()));
            call.advance(640);
            call.does(call.session::interrupt);

            call.line().expect(Command.ClearOutputAudio.class);
            call.line().assertComplete();
            PlayedPosition at = call.only(SessionEvent.AudioInterrupted.class).heard();
            assertNotNull(at);
            assertEquals(answer.itemId(), at.itemId());
            assertEquals(640, at.millis());
            assertEquals(PlayedPosition.Precision.ESTIMATED, at.precision());
        }
    }

    @Test
    void a_provider_whose_buffer_ran_dry_is_not_interrupted() {
        try (Call call = Call.with(SessionOptions.builder(), BUFFERED)) {
            Turn answer = call.turns.spokenAnswer("buffered words", 1_000);
            call.hears(words(answer));
            call.hears(new OutputBuffer(OutputBuffer.State.STARTED, answer.responseId()));
            call.hears(new OutputBuffer(OutputBuffer.State.STOPPED, answer.responseId()));
            call.does(call.session::interrupt);
            call.line().assertComplete();
            assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());
        }
    }

    @Test
    void what_we_hold_of_a_providers_sound_moves_the_cut_when_it_is_much() {
        for (int held : new int[] {160, 400}) {
            try (Call call = Call.with(SessionOptions.builder(), BUFFERED)) {
                TestLeg leg = new TestLeg("ear", AudioFormat.PCM16_24K, Pacing.SINK);
                leg.room = (1_000 - held) / 20;
                call.session.addLeg(leg);
                call.run();
                Turn answer = call.turns.spokenAnswer("0123456789", 1_000);
                call.hears(words(answer).before(TransportEvent.AudioDone.class));
                call.hears(new OutputBuffer(OutputBuffer.State.STARTED, answer.responseId()));
                call.line()
                        .emitAudio(null, null, ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 1_000));
                call.advance(1_000);
                call.does(call.session::interrupt);
                call.line().expect(Command.CancelResponse.class);
                call.line().expect(Command.ClearOutputAudio.class);
                if (held > 200) {
                    Command.TruncateItem cut = call.line().expect(Command.TruncateItem.class);
                    assertEquals(answer.itemId(), cut.itemId());
                    assertEquals(600, cut.audioEndMillis());
                    assertEquals(new HeardText("012345", 600, true), heard(call, answer.itemId()));
                }
                call.line().assertComplete();
            }
        }
    }

    /** The events of an answer whose sound goes another way. */
    private static Turn words(Turn answer) {
        return new Turn(
                answer.responseId(),
                answer.itemId(),
                answer.steps().stream().filter(Turn.Event.class::isInstance).toList());
    }
}
