package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Turns of the caller that are noticed here, because the provider does not notice them. */
class ClientTurnsTest {
    private static final int FRAME = 20;

    /** Turns that are ended by hand: a commit, and a request. */
    private static ProviderCapabilities deaf() {
        return Poor.without(Feature.SERVER_TURN_DETECTION, Feature.SPEECH_ACTIVITY);
    }

    /** One that is told when the caller speaks, and answers when he stops. */
    private static ProviderCapabilities told() {
        Set<Feature> features = EnumSet.copyOf(Poor.selfish());
        features.add(Feature.SPEECH_ACTIVITY);
        return Poor.having(features);
    }

    private static Call with(ProviderCapabilities provider, SessionOptions.Builder options) {
        Call call = Call.to(provider, options.agent(Call.agent()));
        call.connect();
        return call;
    }

    /** A voice's pitch, or nothing. */
    private static ByteBuffer frame(boolean speech, int number) {
        int samples = AudioFormat.PCM16_24K.bytes(FRAME) / 2;
        ByteBuffer frame = ByteBuffer.allocate(samples * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < samples; i++) {
            double t = (number * (double) samples + i) / 24_000;
            frame.putShort((short) (speech ? 9_000 * Math.sin(2 * Math.PI * 220 * t) : 0));
        }
        return frame.flip();
    }

    private static void hears(Call call, boolean speech, int millis) {
        for (int i = 0; i < millis / FRAME; i++) {
            call.session.sendAudio(frame(speech, i));
            call.advance(FRAME);
        }
    }

    private static long millis(List<AudioClip> sound) {
        return sound.stream().mapToLong(clip -> clip.format().micros(clip.size())).sum() / 1_000;
    }

    @Test
    void a_turn_is_committed_and_answered_and_only_speech_goes_out() {
        try (Call call = with(deaf(), SessionOptions.builder())) {
            assertTrue(
                    call.opening().get(ConfigField.TURN_DETECTION)
                            instanceof io.patchbay.api.session.ConfigValue.Cleared<?>);
            hears(call, false, 1_000);
            assertTrue(call.line().audio().isEmpty());
            hears(call, true, 600);
            assertEquals(1, call.events(SessionEvent.SpeechStarted.class).size());
            long padded = millis(call.line().audio());
            assertTrue(padded >= 800 && padded <= 1_000, padded + " ms, padding included");
            call.line().assertComplete();
            hears(call, false, 1_000);
            assertEquals(1, call.events(SessionEvent.SpeechStopped.class).size());
            call.line().expect(Command.CommitAudio.class);
            call.line().expect(Command.CreateResponse.class);
            call.line().assertComplete();
            long all = millis(call.line().audio());
            hears(call, false, 1_000);
            assertEquals(all, millis(call.line().audio()), "what lies between turns stays here");
        }
    }

    @Test
    void speech_interrupts_as_a_server_would() {
        try (Call call = with(deaf(), SessionOptions.builder())) {
            hears(call, false, 500);
            call.says("Tell me a story");
            Turn story = call.turns.spokenAnswer("Once upon a time.", 900);
            call.hears(story.before(TransportEvent.AudioDone.class));
            hears(call, true, 300);
            call.line().expect(Command.CancelResponse.class);
            assertEquals(
                    SessionEvent.InterruptionCause.SPEECH,
                    call.only(SessionEvent.AudioInterrupted.class).cause());
            call.hears(call.turns.cut(story, "Once", "client_cancelled"));
            assertEquals(
                    "turn_detected",
                    call.only(SessionEvent.ResponseEnded.class).response().reason());
        }
    }

    @Test
    void silence_and_padding_are_as_the_session_wants_them() {
        TurnDetection quick = new TurnDetection.ServerVad(0.5, 0, 200, null, null, null);
        try (Call call =
                with(
                        deaf(),
                        SessionOptions.builder()
                                .config(SessionConfig.builder().turnDetection(quick).build()))) {
            hears(call, false, 500);
            hears(call, true, 400);
            long unpadded = millis(call.line().audio());
            assertTrue(unpadded <= 560, unpadded + " ms");
            hears(call, false, 300);
            call.line().expect(Command.CommitAudio.class);
        }
    }

    @Test
    void a_session_that_answers_by_itself_is_left_to() {
        TurnDetection mute = TurnDetection.ServerVad.defaults().with(false, true);
        try (Call call =
                with(
                        deaf(),
                        SessionOptions.builder()
                                .config(SessionConfig.builder().turnDetection(mute).build()))) {
            hears(call, false, 500);
            hears(call, true, 400);
            hears(call, false, 800);
            call.line().expect(Command.CommitAudio.class);
            call.line().assertComplete();
        }
    }

    @Test
    void turns_can_be_ended_by_hand_all_the_same() {
        try (Call call =
                with(
                        deaf(),
                        SessionOptions.builder()
                                .config(
                                        SessionConfig.builder()
                                                .clear(ConfigField.TURN_DETECTION)
                                                .build()))) {
            hears(call, true, 400);
            assertEquals(400, millis(call.line().audio()));
            call.line().assertComplete();
        }
    }

    @Test
    void the_detection_changes_while_the_line_stands_and_nobody_is_asked() {
        try (Call call = with(deaf(), SessionOptions.builder())) {
            TurnDetection slow = new TurnDetection.ServerVad(0.5, 300, 2_000, null, null, null);
            call.does(
                    () ->
                            call.session.updateConfig(
                                    SessionConfig.builder().turnDetection(slow).build()));
            call.line().assertComplete();
            hears(call, false, 500);
            hears(call, true, 400);
            hears(call, false, 1_000);
            call.line().assertComplete();
            hears(call, false, 1_200);
            call.line().expect(Command.CommitAudio.class);
        }
    }

    @Test
    void a_provider_that_is_told_of_speech_hears_when_it_begins_and_ends() {
        try (Call call = with(steered(), SessionOptions.builder())) {
            hears(call, false, 500);
            hears(call, true, 400);
            assertTrue(call.line().expect(Command.SpeechActivity.class).started());
            hears(call, false, 800);
            assertFalse(call.line().expect(Command.SpeechActivity.class).started());
            call.line().assertComplete();
        }
    }

    /** One that is told, and notices nothing by itself. */
    private static ProviderCapabilities steered() {
        Set<Feature> features = EnumSet.copyOf(told().features());
        features.remove(Feature.SERVER_TURN_DETECTION);
        return Poor.having(features);
    }

    @Test
    void what_must_not_be_answered_yet_is_told_when_it_may_be() {
        InterruptionPolicy confirmed = InterruptionPolicy.afterSpeech(Duration.ofMillis(400));
        try (Call call = with(told(), SessionOptions.builder().interruption(confirmed))) {
            hears(call, false, 500);
            hears(call, true, 600);
            assertTrue(call.line().expect(Command.SpeechActivity.class).started());
            hears(call, false, 800);
            // the session asks for the answer, and so the provider learns that the turn is over
            assertFalse(call.line().expect(Command.SpeechActivity.class).started());
            call.line().assertComplete();
            String heard = "theirs";
            call.hears(new TransportEvent.InputCommitted(heard, Placement.END));
            call.hears(new TransportEvent.InputTranscriptDone(heard, 0, "Hello there.", null));
            assertEquals(1, call.session.history().size());
            assertTrue(call.session.history().items().get(0).toString().contains("Hello there."));
        }
    }

    @Test
    void a_cough_during_an_answer_reaches_nobody() {
        InterruptionPolicy confirmed = InterruptionPolicy.afterSpeech(Duration.ofMillis(600));
        try (Call call = with(told(), SessionOptions.builder().interruption(confirmed))) {
            hears(call, false, 500);
            call.says("Tell me a story");
            Turn story = call.turns.spokenAnswer("Once upon a time.", 3_000);
            call.hears(story.before(TransportEvent.AudioDone.class));
            hears(call, true, 160);
            hears(call, false, 900);
            call.line().assertComplete();
            assertTrue(call.line().audio().isEmpty());
            assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());
            assertEquals(2, call.session.history().size(), "it was no turn");
        }
    }

    @Test
    void speech_that_is_confirmed_is_told_as_a_whole() {
        InterruptionPolicy confirmed = InterruptionPolicy.afterSpeech(Duration.ofMillis(300));
        try (Call call = with(told(), SessionOptions.builder().interruption(confirmed))) {
            hears(call, false, 500);
            call.says("Tell me a story");
            Turn story = call.turns.spokenAnswer("Once upon a time.", 3_000);
            call.hears(story.before(TransportEvent.AudioDone.class));
            hears(call, true, 1_400);
            assertEquals(1, call.events(SessionEvent.AudioInterrupted.class).size());
            assertTrue(call.line().expect(Command.SpeechActivity.class).started());
            long heard = millis(call.line().audio());
            assertTrue(heard >= 1_400, heard + " ms, from its beginning");
        }
    }
}
