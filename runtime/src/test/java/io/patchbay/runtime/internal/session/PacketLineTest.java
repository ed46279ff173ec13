package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.HeardText;
import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.Measure;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Utterance;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.api.transport.TransportEvent.OutputBuffer;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session on a line whose sound comes as packets, all the time and without a name (RULES 18). */
class PacketLineTest {
    private static final TransportCapabilities PACKETS =
            new TransportCapabilities("scripted", TransportCapabilities.Media.PACKETS, true, false);
    private static final TransportCapabilities ELSEWHERE =
            new TransportCapabilities(
                    "scripted", TransportCapabilities.Media.ELSEWHERE, true, false);
    private static final TurnDetection CLIENT_CANCELS =
            TurnDetection.ServerVad.defaults().with(true, false);
    private static final String WORDS = "one two three four five six seven eight nine ten";

    private final Call call = packets(CLIENT_CANCELS);

    private static Call packets(TurnDetection turns) {
        return Call.with(
                SessionOptions.builder()
                        .config(SessionConfig.builder().turnDetection(turns).build()),
                PACKETS);
    }

    @AfterEach
    void close() {
        call.close();
    }

    // ---- what the far end does

    /** The events of an answer, all at once as they are generated; none of its sound. */
    private Turn generated(String words) {
        Turn answer = call.turns.spokenAnswer(words, 2_000);
        call.hears(
                new Turn(
                        answer.responseId(),
                        answer.itemId(),
                        answer.steps().stream().filter(Turn.Event.class::isInstance).toList()));
        return answer;
    }

    private void buffer(OutputBuffer.State state, Turn answer) {
        call.line().emit(new OutputBuffer(state, answer.responseId()));
        call.run();
    }

    /** So much sound as packets of 10 ms, in their time. */
    private void packets(boolean loud, int millis) {
        AudioClip tone = ScriptedTurns.tone(AudioFormat.PCM16_24K, 3, 10);
        AudioClip silence = AudioClip.of(AudioFormat.PCM16_24K, new byte[480]);
        for (int i = 0; i < millis; i += 10) {
            call.line().emitAudio(null, null, loud ? tone : silence);
            call.advance(10);
        }
    }

    private HeardText heard(String itemId) {
        Item.Message message = (Item.Message) call.session.history().item(itemId).orElseThrow();
        return Objects.requireNonNull(((ContentPart.OutputAudio) message.content().get(0)).heard());
    }

    private long heardMillis() {
        return call.heard.stream().mapToLong(AudioClip::millis).sum();
    }

    // ---- the answer

    @Test
    void silence_between_answers_is_nobodys_speech() {
        packets(false, 3_000);
        assertEquals(0, heardMillis());
        assertTrue(call.events(SessionEvent.PlaybackStarted.class).isEmpty());
        assertTrue(call.events(SessionEvent.AudioStarted.class).isEmpty());
        call.does(call.session::interrupt);
        call.line().assertComplete();
    }

    @Test
    void an_answer_plays_from_its_first_sound_until_the_buffer_has_run_dry() {
        Turn answer = generated(WORDS);
        buffer(OutputBuffer.State.STARTED, answer);
        packets(false, 60); // the network's delay
        packets(true, 500);
        packets(false, 800); // a pause in the speech belongs to it
        packets(true, 200);
        assertEquals(answer.itemId(), call.only(SessionEvent.PlaybackStarted.class).itemId());
        SessionEvent.AudioStarted began = call.only(SessionEvent.AudioStarted.class);
        assertEquals(answer.responseId(), began.responseId());
        assertTrue(call.events(SessionEvent.AudioStopped.class).isEmpty());
        buffer(OutputBuffer.State.STOPPED, answer);
        packets(true, 100); // sound that is behind the news
        packets(false, 2_000);
        assertEquals(answer.itemId(), call.only(SessionEvent.PlaybackEnded.class).itemId());
        assertEquals(answer.itemId(), call.only(SessionEvent.AudioStopped.class).itemId());
        long heard = heardMillis();
        assertTrue(heard >= 1_600 && heard <= 1_900, "heard " + heard + " ms");
    }

    @Test
    void sound_that_comes_before_its_news_is_heard() {
        Turn answer = generated(WORDS);
        packets(true, 50);
        buffer(OutputBuffer.State.STARTED, answer);
        packets(true, 150);
        assertEquals(200, heardMillis());
        assertEquals(1, call.events(SessionEvent.PlaybackStarted.class).size());
    }

    @Test
    void two_answers_are_two_playbacks() {
        for (int i = 0; i < 2; i++) {
            Turn answer = generated(WORDS);
            buffer(OutputBuffer.State.STARTED, answer);
            packets(true, 300);
            buffer(OutputBuffer.State.STOPPED, answer);
            packets(false, 500);
        }
        assertEquals(2, call.events(SessionEvent.PlaybackStarted.class).size());
        assertEquals(2, call.events(SessionEvent.PlaybackEnded.class).size());
        assertEquals(2, call.events(SessionEvent.AudioStarted.class).size());
    }

    @Test
    void the_time_to_the_first_sound_counts_to_what_can_be_heard() {
        call.says("Tell me");
        Turn answer = generated(WORDS);
        buffer(OutputBuffer.State.STARTED, answer);
        packets(false, 300);
        packets(true, 20);
        SessionEvent.Measured measured =
                call.events(SessionEvent.Measured.class).stream()
                        .filter(one -> one.measure() == Measure.TIME_TO_FIRST_AUDIO)
                        .findFirst()
                        .orElseThrow();
        assertEquals(300, measured.value().toMillis());
    }

    // ---- interruption

    @Test
    void an_interruption_cancels_then_clears_and_never_truncates() {
        Turn answer = call.turns.spokenAnswer(WORDS, 2_000);
        Turn begun = answer.before(TransportEvent.AudioDone.class);
        call.hears(
                new Turn(
                        begun.responseId(),
                        begun.itemId(),
                        begun.steps().stream().filter(Turn.Event.class::isInstance).toList()));
        buffer(OutputBuffer.State.STARTED, answer);
        packets(true, 500);
        call.does(call.session::interrupt);
        assertEquals(
                answer.responseId(), call.line().expect(Command.CancelResponse.class).responseId());
        call.line().expect(Command.ClearOutputAudio.class);
        call.line().assertComplete();
        SessionEvent.AudioInterrupted event = call.only(SessionEvent.AudioInterrupted.class);
        PlayedPosition position = event.heard();
        assertNotNull(position);
        assertEquals(answer.itemId(), position.itemId());
        assertEquals(500, position.millis());
        assertEquals(PlayedPosition.Precision.ESTIMATED, position.precision());
    }

    @Test
    void when_all_is_generated_only_the_buffer_is_cleared() {
        Turn answer = generated(WORDS);
        buffer(OutputBuffer.State.STARTED, answer);
        packets(true, 700);
        call.does(call.session::interrupt);
        call.line().expect(Command.ClearOutputAudio.class);
        call.line().assertComplete();
        assertEquals(
                700,
                Objects.requireNonNull(call.only(SessionEvent.AudioInterrupted.class).heard())
                        .millis());
    }

    @Test
    void nothing_of_an_interrupted_answer_is_heard_and_all_of_the_next() {
        Turn first = generated(WORDS);
        buffer(OutputBuffer.State.STARTED, first);
        packets(true, 300);
        call.does(call.session::interrupt);
        long before = heardMillis();
        packets(true, 80); // what was on its way
        buffer(OutputBuffer.State.CLEARED, first);
        packets(true, 60); // and what waited in the jitter buffer
        packets(false, 100);
        assertEquals(before, heardMillis());
        Turn second = generated("and now");
        buffer(OutputBuffer.State.STARTED, second);
        packets(true, 200);
        assertEquals(before + 200, heardMillis());
        assertEquals(2, call.events(SessionEvent.PlaybackStarted.class).size());
    }

    @Test
    void what_the_provider_truncated_is_what_was_heard_of_the_words() {
        Turn answer = generated(WORDS);
        buffer(OutputBuffer.State.STARTED, answer);
        packets(true, 1_000);
        call.does(call.session::interrupt);
        call.hears(new TransportEvent.ItemTruncated(answer.itemId(), 0, 980));
        HeardText heard = heard(answer.itemId());
        assertEquals(980, heard.millis());
        assertTrue(heard.estimated());
        assertTrue(
                !heard.text().isEmpty() && heard.text().length() < WORDS.length() / 2,
                heard.text());
    }

    @Test
    void a_caller_who_speaks_interrupts_and_the_server_does_the_cancelling() {
        try (Call served = packets(Call.SERVER_TURNS)) {
            Turn answer = served.turns.spokenAnswer(WORDS, 1_000);
            served.hears(
                    new Turn(
                            answer.responseId(),
                            answer.itemId(),
                            answer.steps().stream().filter(Turn.Event.class::isInstance).toList()));
            served.line().emit(new OutputBuffer(OutputBuffer.State.STARTED, answer.responseId()));
            for (int i = 0; i < 40; i++) {
                served.line()
                        .emitAudio(null, null, ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 10));
                served.advance(10);
            }
            served.hears(new TransportEvent.SpeechStarted("item_caller", 1_000));
            served.line().expect(Command.ClearOutputAudio.class);
            served.line().assertComplete();
            assertEquals(
                    SessionEvent.InterruptionCause.SPEECH,
                    served.only(SessionEvent.AudioInterrupted.class).cause());
        }
    }

    @Test
    void an_answer_that_has_ended_is_not_interrupted() {
        Turn answer = generated(WORDS);
        buffer(OutputBuffer.State.STARTED, answer);
        packets(true, 300);
        buffer(OutputBuffer.State.STOPPED, answer);
        packets(false, 1_000);
        call.does(call.session::interrupt);
        call.line().assertComplete();
        assertTrue(call.events(SessionEvent.AudioInterrupted.class).isEmpty());
    }

    // ---- the rest of the session

    @Test
    void a_lost_line_leaves_what_was_heard_of_an_answer_that_was_generated_to_its_end() {
        Turn answer = generated(WORDS);
        buffer(OutputBuffer.State.STARTED, answer);
        packets(true, 1_000);
        call.line().disconnect(new CloseReason(CloseReason.Cause.LOST, 0, "no path", null));
        call.run();
        HeardText heard = heard(answer.itemId());
        assertTrue(!heard.text().isEmpty() && heard.text().length() < WORDS.length(), heard.text());
    }

    @Test
    void a_line_does_not_move_while_the_provider_plays() {
        Turn answer = generated(WORDS);
        call.lines.prepare(line -> line.acknowledgeItems(true));
        var moved = call.does(call.session::renew);
        call.advance(300);
        assertFalse(moved.toCompletableFuture().isDone(), "it is about to play");
        buffer(OutputBuffer.State.STARTED, answer);
        packets(true, 500);
        assertFalse(moved.toCompletableFuture().isDone(), "it plays");
        buffer(OutputBuffer.State.STOPPED, answer);
        packets(false, 250);
        call.advance(2_000);
        assertTrue(moved.toCompletableFuture().isDone(), "it has played");
    }

    @Test
    void a_word_from_our_side_waits_for_the_provider_to_have_played() {
        Turn answer = generated(WORDS);
        var said =
                call.session.say(Utterance.clip(ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 200)));
        buffer(OutputBuffer.State.STARTED, answer);
        packets(true, 400);
        assertEquals(400, heardMillis());
        buffer(OutputBuffer.State.STOPPED, answer);
        packets(false, 3_000);
        assertTrue(said.toCompletableFuture().isDone());
        assertEquals(850, heardMillis(), 60);
    }

    @Test
    void where_the_sound_is_elsewhere_the_news_alone_tell_of_it() {
        try (Call far = Call.with(SessionOptions.builder(), ELSEWHERE)) {
            playsElsewhere(far);
        }
    }

    @Test
    void what_an_operator_set_says_where_the_sound_is() {
        ScriptedTransportFactory settable =
                new ScriptedTransportFactory(
                        settings -> settings.flag("devices", false) ? ELSEWHERE : PACKETS);
        try (Call far =
                Call.with(
                        SessionOptions.builder(),
                        settable,
                        plugs ->
                                plugs.configure(
                                        PlugKind.TRANSPORT,
                                        "scripted",
                                        Map.of("devices", "true")))) {
            playsElsewhere(far);
        }
    }

    private static void playsElsewhere(Call far) {
        Turn answer = far.turns.spokenAnswer("hello", 500);
        List<Turn.Step> news =
                answer.steps().stream().filter(Turn.Event.class::isInstance).toList();
        far.hears(new Turn(answer.responseId(), answer.itemId(), news));
        far.line().emit(new OutputBuffer(OutputBuffer.State.STARTED, answer.responseId()));
        far.advance(400);
        assertEquals(answer.itemId(), far.only(SessionEvent.PlaybackStarted.class).itemId());
        assertEquals(1, far.events(SessionEvent.AudioStarted.class).size());
        far.line().emit(new OutputBuffer(OutputBuffer.State.STOPPED, answer.responseId()));
        far.run();
        assertEquals(answer.itemId(), far.only(SessionEvent.PlaybackEnded.class).itemId());
    }

    @Test
    void how_fast_a_caller_interrupts_is_told_by_the_providers_own_count() {
        // the provider counts packets, and has since 300 ms after the line; none were sent by us
        try (Call served = packets(Call.SERVER_TURNS)) {
            served.advance(1_000);
            served.hears(new TransportEvent.SpeechStarted("item_a", 200));
            served.advance(2_000);
            served.hears(new TransportEvent.SpeechStopped("item_a", 2_650)); // 50 ms on its way
            Turn answer = served.turns.spokenAnswer(WORDS, 2_000);
            served.hears(
                    new Turn(
                            answer.responseId(),
                            answer.itemId(),
                            answer.steps().stream().filter(Turn.Event.class::isInstance).toList()));
            served.hears(new OutputBuffer(OutputBuffer.State.STARTED, answer.responseId()));
            served.line().emitAudio(null, null, ScriptedTurns.tone(AudioFormat.PCM16_24K, 0, 10));
            served.advance(1_350);
            // 300 ms of padding before the onset at 3 750, which is our millisecond 4 100
            served.hears(new TransportEvent.SpeechStarted("item_b", 3_450));
            SessionEvent.Measured bargeIn =
                    served.events(SessionEvent.Measured.class).stream()
                            .filter(one -> one.measure() == Measure.BARGE_IN_LATENCY)
                            .findFirst()
                            .orElseThrow();
            assertEquals(250, bargeIn.value().toMillis());
        }
    }
}
