package io.patchbay.transport.twilio.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.Turn;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who speaks while the agent does silences it, and the model learns what was heard. */
class BargeInTest {

    /** An answer that is being generated still. */
    private static Turn open(Turn answer) {
        return answer.before(TransportEvent.AudioDone.class);
    }

    private static int clears(Phone phone) {
        return (int) phone.count("clear");
    }

    @Test
    void speech_before_anything_plays_changes_nothing() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            call.interrupted();
            call.settle(phone);
            call.line().assertComplete();
            assertEquals(0, clears(phone));
            assertTrue(phone.messages.isEmpty());
        }
    }

    @Test
    void what_was_heard_is_the_last_mark_and_half_a_distance_more() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            Turn answer = call.turns.spokenAnswer("one two", 200);
            call.line().play(answer);
            call.sends(phone, 200);
            call.plays(phone, 100);
            call.interrupted();
            call.cuts(answer.itemId(), 150);
            call.line().assertComplete();
            Lines.eventually("the carrier drops the rest", () -> clears(phone) == 1);
        }
    }

    @Test
    void a_second_interruption_finds_nothing_to_cut() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            Turn answer = call.turns.spokenAnswer("one two", 200);
            call.line().play(answer);
            call.sends(phone, 200);
            call.interrupted();
            call.interrupted();
            call.cuts(answer.itemId(), 50);
            call.line().assertComplete();
            call.settle(phone);
            assertEquals(1, clears(phone));
        }
    }

    @Test
    void the_end_of_an_item_is_padded_to_a_whole_frame_and_not_counted() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            Turn answer = call.turns.spokenAnswer("one", 20);
            Turn.Sound byteMore = Call.sound(answer.responseId(), answer.itemId(), 0, 1);
            call.line().play(open(answer));
            call.line().play(Turn.of(byteMore));
            call.line()
                    .play(
                            Turn.events(
                                    new TransportEvent.AudioDone(
                                            answer.responseId(), answer.itemId(), 0)));
            call.sends(phone, 40);
            // more of the answer is to come in another item
            Turn.Sound more = Call.sound(answer.responseId(), "item_more", 0, 800);
            call.line().play(Turn.of(more));
            call.sends(phone, 140);
            call.plays(phone, 40);
            SessionEvent.AudioInterrupted cut = interruption(call);
            assertTrue(cut.heard() != null);
            phone.play(1_000);
            byte[] heard = phone.heard();
            assertEquals(0, heard.length % 160, "whole frames");
            assertEquals((byte) 0xff, heard[161], "silence fills the frame");
            assertEquals((byte) 1, heard[160], "behind the last byte of the item");
        }
    }

    private static SessionEvent.AudioInterrupted interruption(Call call) {
        call.interrupted();
        Lines.eventually(
                "the agent is interrupted",
                () ->
                        call.events.stream()
                                .anyMatch(SessionEvent.AudioInterrupted.class::isInstance));
        return call.events.stream()
                .filter(SessionEvent.AudioInterrupted.class::isInstance)
                .map(SessionEvent.AudioInterrupted.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_fraction_of_a_millisecond_that_was_heard_is_left_out() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            Turn answer = call.turns.spokenAnswer("one", 20);
            call.line().play(open(answer));
            call.line().play(Turn.of(Call.sound(answer.responseId(), answer.itemId(), 0, 1)));
            call.sends(phone, 20);
            call.plays(phone, 20);
            call.interrupted();
            call.line().expect(Command.CancelResponse.class);
            call.cuts(answer.itemId(), 20);
        }
    }

    @Test
    void of_two_items_the_one_that_plays_is_cut_and_the_one_behind_was_never_said()
            throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            Turn first = call.turns.spokenAnswer("one two", 200);
            Turn second = call.turns.spokenAnswer("three", 100);
            call.line().play(first);
            call.line().play(second);
            call.sends(phone, 300);
            call.plays(phone, 100);
            call.interrupted();
            call.cuts(first.itemId(), 150);
            assertEquals(second.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            call.line().assertComplete();
        }
    }

    @Test
    void marks_that_a_clear_brings_back_count_for_nothing() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            Turn first = call.turns.spokenAnswer("one two", 300);
            call.line().play(first);
            call.sends(phone, 300);
            call.interrupted();
            call.cuts(first.itemId(), 50);
            Lines.eventually("marks come back", () -> phone.cleared().size() == 3);
            call.settle(phone);

            Turn second = call.turns.spokenAnswer("three four", 300);
            call.line().play(second);
            call.sends(phone, 300);
            call.interrupted();
            call.cuts(second.itemId(), 50);
            call.line().assertComplete();
        }
    }

    @Test
    void late_sound_of_what_was_interrupted_is_neither_sent_nor_counted() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            Turn first = call.turns.spokenAnswer("one two", 200);
            call.line().play(open(first));
            call.sends(phone, 200);
            call.interrupted();
            call.line().expect(Command.CancelResponse.class);
            call.cuts(first.itemId(), 50);
            call.line().play(Turn.of(Call.sound(first.responseId(), first.itemId(), 0, 1_600)));
            call.line().play(Turn.of(Call.sound(first.responseId(), "item_other", 0, 1_600)));
            phone.start("MZnew", "CAnew", Map.of());
            call.settle(phone);
            call.line().play(Turn.of(Call.sound(first.responseId(), first.itemId(), 0, 1_600)));
            call.settle(phone);
            assertEquals(0, phone.waiting());

            call.line().play(call.turns.cut(first, "one", "turn_detected"));
            Turn second = call.turns.spokenAnswer("three", 100);
            call.line().play(second);
            call.sends(phone, 100);
            assertEquals(
                    "MZnew",
                    phone.messages.get(phone.messages.size() - 1).path("streamSid").asString());
        }
    }

    @Test
    void an_answer_that_is_interrupted_before_its_first_sound_is_never_heard() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            Turn answer = call.turns.spokenAnswer("one", 100);
            call.line().play(answer.before(TransportEvent.TranscriptDelta.class));
            call.interrupted();
            call.line().expect(Command.CancelResponse.class);
            assertEquals(answer.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            call.line().play(Turn.of(Call.sound(answer.responseId(), answer.itemId(), 0, 800)));
            call.settle(phone);
            assertEquals(0, phone.count("media"));
        }
    }

    @Test
    void after_the_call_was_closed_from_here_marks_mean_nothing() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            call.line().play(open(call.turns.spokenAnswer("one", 200)));
            call.sends(phone, 200);
            call.session().close(CloseReason.NORMAL);
            phone.play(200);
            assertEquals(1_000, phone.end().code());
            Lines.eventually("the session is over", () -> call.patchbay.sessions().isEmpty());
            call.line().assertComplete();
        }
    }

    @Test
    void after_the_carrier_has_closed_nothing_is_sent_and_the_session_ends() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            call.line().play(open(call.turns.spokenAnswer("one", 200)));
            call.sends(phone, 200);
            phone.hangUp();
            phone.end();
            Lines.eventually("the session is over", () -> call.patchbay.sessions().isEmpty());
            call.line().assertClosed();
        }
    }

    @Test
    void after_the_model_came_back_only_what_plays_then_counts() throws Exception {
        try (Call call =
                Call.of(
                        Call.options()
                                .reconnect(
                                        ReconnectPolicy.builder()
                                                .attempts(3)
                                                .firstDelay(Duration.ofMillis(1))
                                                .cutAnswer(ReconnectPolicy.CutAnswer.WAIT)
                                                .build()),
                        "inactivity-ms",
                        "off")) {
            Phone phone = call.rings();
            Turn before = call.turns.spokenAnswer("one two", 200);
            call.line().play(before);
            call.sends(phone, 200);
            call.plays(phone, 200);
            Lines.eventually(
                    "all was heard",
                    () ->
                            call.events.stream()
                                    .anyMatch(SessionEvent.PlaybackEnded.class::isInstance));

            call.line()
                    .disconnect(
                            new CloseReason(CloseReason.Cause.LOST, 1006, "lost on the way", null));
            Lines.eventually("another line stands", () -> call.lines.created().size() == 2);
            call.settle(phone);
            assertFalse(phone.isGone(Duration.ZERO), "the caller stays");
            Turn after = call.turns.spokenAnswer("three four", 200);
            call.line().play(after);
            call.sends(phone, 200);
            call.plays(phone, 100);
            call.interrupted();
            List<Command.TruncateItem> cuts = call.line().commands(Command.TruncateItem.class);
            assertEquals(1, cuts.size());
            assertEquals(after.itemId(), cuts.get(0).itemId());
            assertEquals(150, cuts.get(0).audioEndMillis());
        }
    }

    @Test
    void an_answer_that_was_heard_to_its_end_is_not_cut() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            call.line().play(call.turns.spokenAnswer("one", 200));
            call.sends(phone, 200);
            call.plays(phone, 200);
            Lines.eventually(
                    "its end is told",
                    () ->
                            call.events.stream()
                                    .anyMatch(SessionEvent.PlaybackEnded.class::isInstance));
            call.interrupted();
            call.settle(phone);
            call.line().assertComplete();
            assertEquals(0, clears(phone));

            Turn next = call.turns.spokenAnswer("two", 200);
            call.line().play(next);
            call.sends(phone, 200);
            call.interrupted();
            call.cuts(next.itemId(), 50);
        }
    }

    private static Turn speaks(String response, String item) {
        Item message = new Item.Message(item, Role.ASSISTANT, List.of(), ItemStatus.IN_PROGRESS);
        return Turn.events(
                new TransportEvent.OutputItemAdded(response, 0, message),
                new TransportEvent.ItemAdded(message, Placement.END));
    }

    @Test
    void the_position_survives_items_whose_sound_comes_in_turns() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            Turn answer = call.turns.spokenAnswer("one", 100);
            String response = answer.responseId();
            call.line().play(open(answer));
            call.line().play(speaks(response, "item_b"));
            call.line().play(Turn.of(Call.sound(response, "item_b", 0, 800)));
            call.line().play(Turn.of(Call.sound(response, answer.itemId(), 0, 800)));
            call.line().play(Turn.events(new TransportEvent.AudioDone(response, "item_b", 0)));
            call.sends(phone, 300);
            call.plays(phone, 200);
            call.interrupted();
            call.line().expect(Command.CancelResponse.class);
            call.cuts(answer.itemId(), 150);
            call.line().assertComplete();
        }
    }

    @Test
    void the_position_survives_parts_of_an_item_that_come_in_turns() throws Exception {
        try (Call call = Call.plain()) {
            Phone phone = call.rings();
            Turn answer = call.turns.spokenAnswer("one", 100);
            String response = answer.responseId();
            call.line().play(open(answer));
            call.line().play(Turn.of(Call.sound(response, answer.itemId(), 1, 800)));
            call.line().play(Turn.of(Call.sound(response, answer.itemId(), 0, 800)));
            call.sends(phone, 300);
            call.plays(phone, 200);
            call.interrupted();
            call.line().expect(Command.CancelResponse.class);
            call.line()
                    .expect(
                            Command.TruncateItem.class,
                            cut -> cut.contentIndex() == 0 && cut.audioEndMillis() == 150);
        }
    }

    @Test
    void a_caller_who_only_coughs_hears_the_rest_of_the_answer_from_where_it_stopped()
            throws Exception {
        try (Call call =
                Call.of(
                        Call.options()
                                .interruption(
                                        InterruptionPolicy.afterSpeech(Duration.ofSeconds(30))),
                        "inactivity-ms",
                        "off")) {
            Phone phone = call.rings();
            Turn answer = call.turns.spokenAnswer("one two three", 400);
            call.line().play(answer);
            call.sends(phone, 400);
            call.plays(phone, 200);
            int before = phone.heard().length;
            call.line().emit(new TransportEvent.SpeechStarted("cough", 0));
            Lines.eventually("the carrier is silent", () -> clears(phone) == 1);
            call.line().emit(new TransportEvent.SpeechStopped("cough", 100));
            call.sends(phone, 160);
            phone.play(1_000);
            byte[] heard = phone.heard();
            ByteBuffer spoken = ScriptedTurns.tone(AudioFormat.PCMU_8K, 0, 400).bytes();
            assertEquals(before + 160 * 8, heard.length);
            for (int i = 0; i < 160 * 8; i++) {
                assertEquals(spoken.get(240 * 8 + i), heard[before + i], "byte " + i);
            }
            Lines.eventually(
                    "its end is told",
                    () ->
                            call.events.stream()
                                    .anyMatch(SessionEvent.PlaybackEnded.class::isInstance));
        }
    }
}
