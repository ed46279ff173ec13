package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.SessionState;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.Turn;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LegsTest {
    private static Call call() {
        return Call.with(SessionOptions.builder().agent(Call.agent()));
    }

    private static TestLeg leg(Call call, AudioFormat format, Pacing pacing) {
        TestLeg leg = new TestLeg("leg", format, pacing);
        call.session.addLeg(leg);
        call.run();
        return leg;
    }

    @Test
    void a_telephone_gets_whole_frames_when_they_are_due() {
        try (Call call = call()) {
            TestLeg phone = leg(call, AudioFormat.PCMU_8K, Pacing.RUNTIME);
            call.hears(call.turns.spokenAnswer("hello", 200));
            assertEquals(1, phone.frames.size());
            call.advance(19);
            assertEquals(1, phone.frames.size());
            call.advance(1);
            assertEquals(2, phone.frames.size());
            call.advance(160);
            assertEquals(Collections.nCopies(9, 160), phone.frames.subList(0, 9));
            assertTrue(phone.frames.size() <= 10);
            assertEquals(0, call.events(SessionEvent.PlaybackEnded.class).size());
            call.advance(40);
            phone.plays();
            call.run();
            assertEquals(1, call.events(SessionEvent.PlaybackEnded.class).size());
        }
    }

    @Test
    void a_sink_that_is_full_gets_the_rest_when_it_has_room() {
        try (Call call = call()) {
            TestLeg card = new TestLeg("card", AudioFormat.PCM16_24K, Pacing.SINK);
            card.room = 3;
            call.session.addLeg(card);
            call.run();
            call.hears(call.turns.spokenAnswer("hello", 200));
            assertEquals(3, card.frames.size());
            card.hasRoom(4);
            call.run();
            assertEquals(7, card.frames.size());
            card.hasRoom(100);
            call.run();
            assertEquals(Collections.nCopies(10, 960), card.frames);
        }
    }

    @Test
    void the_position_of_the_primary_leg_cuts_the_answer() {
        try (Call call = call()) {
            TestLeg card = leg(call, AudioFormat.PCM16_48K, Pacing.SINK);
            Turn first = call.hears(call.turns.spokenAnswer("first", 500));
            Turn second = call.hears(call.turns.spokenAnswer("second", 500));
            call.advance(5_000);
            card.heard(second.itemId(), 120);
            call.does(call.session::interrupt);
            Command.TruncateItem cut = call.line().expect(Command.TruncateItem.class);
            assertEquals(second.itemId(), cut.itemId());
            assertEquals(120, cut.audioEndMillis());
            call.line().assertComplete();
            assertEquals(1, card.flushes);
            assertTrue(call.session.history().item(first.itemId()).isPresent());
        }
    }

    @Test
    void what_no_ear_has_heard_is_deleted() {
        try (Call call = call()) {
            TestLeg card = new TestLeg("card", AudioFormat.PCM16_24K, Pacing.SINK);
            card.room = 0;
            call.session.addLeg(card);
            call.run();
            Turn answer = call.turns.spokenAnswer("never", 500);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            call.does(call.session::interrupt);
            call.line().expect(Command.CancelResponse.class);
            assertEquals(answer.itemId(), call.line().expect(Command.DeleteItem.class).itemId());
            card.hasRoom(100);
            call.run();
            assertEquals(List.of(), card.frames);
        }
    }

    @Test
    void a_legs_sound_is_converted_for_the_model() {
        try (Call call = call()) {
            TestLeg phone = leg(call, AudioFormat.PCMU_8K, Pacing.RUNTIME);
            call.loop.call(
                    () -> {
                        for (int i = 0; i < 50; i++) {
                            phone.says().onAudio(ByteBuffer.allocate(160));
                        }
                        return true;
                    });
            long millis = call.line().audio().stream().mapToLong(clip -> clip.millis()).sum();
            assertTrue(millis > 950 && millis <= 1_000, millis + " ms");
        }
    }

    @Test
    void a_format_that_nobody_converts_is_refused_with_both_names() {
        try (Call call = call()) {
            AudioFormat opus = new AudioFormat(AudioFormat.Encoding.OPUS, 48_000, 2);
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> call.session.addLeg(new TestLegOfOpus(opus).asLeg()));
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains("OPUS") && message.contains("PCM16"), message);
        }
    }

    /** Opus has no frame length, so only its capabilities are ever asked. */
    private record TestLegOfOpus(AudioFormat format) {
        TestLeg asLeg() {
            return new TestLeg("opus", format, Pacing.RUNTIME);
        }
    }

    @Test
    void the_session_ends_with_its_caller_unless_it_is_to_stay() {
        try (Call call = call()) {
            TestLeg phone = leg(call, AudioFormat.PCMU_8K, Pacing.RUNTIME);
            phone.says().onClosed(CloseReason.NORMAL);
            call.run();
            assertEquals(SessionState.CLOSED, call.session.state());
            assertEquals(1, call.events(SessionEvent.LegDown.class).size());
        }
        LegPolicy stay = LegPolicy.of(LegPolicy.CallerGone.KEEP, LegPolicy.ModelGone.PARK);
        try (Call call = Call.with(SessionOptions.builder().legs(stay))) {
            TestLeg phone = leg(call, AudioFormat.PCMU_8K, Pacing.RUNTIME);
            call.does(
                    () -> {
                        call.session.removeLeg("leg", CloseReason.NORMAL);
                        return true;
                    });
            assertEquals(SessionState.CONNECTED, call.session.state());
            assertEquals(CloseReason.NORMAL, phone.closed);
        }
    }

    @Test
    void a_lost_line_lets_the_caller_go_unless_he_is_parked() {
        CloseReason lost = new CloseReason(CloseReason.Cause.LOST, 1006, "reset", null);
        SessionOptions.Builder never = SessionOptions.builder().reconnect(ReconnectPolicy.NEVER);
        try (Call call = Call.with(never)) {
            TestLeg phone = leg(call, AudioFormat.PCMU_8K, Pacing.RUNTIME);
            call.line().disconnect(lost);
            call.run();
            assertEquals(lost, phone.closed);
        }
        LegPolicy park = LegPolicy.of(LegPolicy.CallerGone.CLOSE, LegPolicy.ModelGone.PARK);
        try (Call call =
                Call.with(SessionOptions.builder().legs(park).reconnect(ReconnectPolicy.NEVER))) {
            TestLeg phone = leg(call, AudioFormat.PCMU_8K, Pacing.RUNTIME);
            call.line().disconnect(lost);
            call.run();
            assertEquals(null, phone.closed);
            assertEquals(SessionState.PARKED, call.session.state());
        }
    }

    @Test
    void keys_and_hold_are_told_with_their_leg() {
        try (Call call = call()) {
            TestLeg phone = leg(call, AudioFormat.PCMU_8K, Pacing.RUNTIME);
            call.loop.call(
                    () -> {
                        phone.says().onDtmf("#");
                        phone.says().onHold(true);
                        return true;
                    });
            SessionEvent.LegUp up = call.only(SessionEvent.LegUp.class);
            assertTrue(up.primary());
            assertEquals("leg", up.stamp().leg());
            assertEquals("#", call.only(SessionEvent.DtmfReceived.class).key());
            assertNotNull(call.only(SessionEvent.HoldChanged.class).stamp().leg());
        }
    }

    @Test
    void a_caller_who_speaks_before_the_line_stands_is_heard_when_it_does() {
        try (Call call = Call.opened(SessionOptions.builder())) {
            TestLeg phone = leg(call, AudioFormat.PCM16_24K, Pacing.RUNTIME);
            call.loop.call(
                    () -> {
                        phone.says().onAudio(Call.frame(7));
                        return true;
                    });
            call.connect();
            assertEquals(1, call.line().audio().size());
            assertEquals(7, call.line().audio().get(0).bytes().get(0));
        }
    }

    @Test
    void a_second_leg_hears_along_and_does_not_count() {
        try (Call call = call()) {
            TestLeg phone = leg(call, AudioFormat.PCM16_24K, Pacing.SINK);
            TestLeg supervisor = new TestLeg("tap", AudioFormat.PCM16_24K, Pacing.NONE);
            call.session.addLeg(supervisor);
            call.run();
            Turn answer = call.hears(call.turns.spokenAnswer("hello", 200));
            assertEquals(phone.frames, supervisor.frames);
            supervisor.plays();
            phone.heard(answer.itemId(), 60);
            call.does(call.session::interrupt);
            assertEquals(60, call.line().expect(Command.TruncateItem.class).audioEndMillis());
            assertEquals(1, supervisor.flushes);
        }
    }

    @Test
    void a_leg_that_fails_to_fall_silent_keeps_nobody_from_telling_the_model() {
        try (Call call = call()) {
            TestLeg broken =
                    new TestLeg("leg", AudioFormat.PCM16_24K, Pacing.SINK) {
                        @Override
                        public void flush(@Nullable String itemId) {
                            throw new IllegalStateException("no device");
                        }
                    };
            call.session.addLeg(broken);
            call.run();
            var answer = call.turns.spokenAnswer("a long story", 2_000);
            call.hears(answer.before(TransportEvent.AudioDone.class));
            broken.heard(answer.itemId(), 500);
            call.does(call.session::interrupt);
            call.line().expect(Command.CancelResponse.class);
            assertEquals(500, call.line().expect(Command.TruncateItem.class).audioEndMillis());
            assertEquals(
                    SessionEvent.ErrorSource.LEG, call.only(SessionEvent.Error.class).source());
        }
    }

    @Test
    void a_recording_between_frames_keeps_its_place() {
        try (Call call = call()) {
            call.session.sendAudio(Call.frame(1));
            ByteBuffer recording = ByteBuffer.allocate(100_000);
            recording.put(0, (byte) 2);
            call.session.sendAudio(recording);
            call.session.sendAudio(Call.frame(3));
            call.run();
            assertEquals(
                    List.of((byte) 1, (byte) 2, (byte) 3),
                    call.line().audio().stream().map(clip -> clip.bytes().get(0)).toList());
        }
    }

    /** A leg that can say nothing of itself any more once it is closed. */
    private static final class ForgetfulLeg extends TestLeg {
        ForgetfulLeg(String id) {
            super(id, AudioFormat.PCM16_24K, Pacing.SINK);
        }

        private void asked() {
            if (closed != null) {
                throw new IllegalStateException("the socket is closed");
            }
        }

        @Override
        public String id() {
            asked();
            return super.id();
        }

        @Override
        public String kind() {
            asked();
            return super.kind();
        }

        @Override
        public Map<String, String> metadata() {
            asked();
            return Map.of("from", "+15551");
        }
    }

    @Test
    void a_leg_that_says_nothing_any_more_does_not_keep_a_session_from_its_end() {
        Call call = call();
        ForgetfulLeg caller = new ForgetfulLeg("caller");
        TestLeg other = new TestLeg("other", AudioFormat.PCM16_24K, Pacing.SINK);
        call.session.addLeg(caller);
        call.session.addLeg(other);
        call.run();
        caller.close();
        call.close();
        assertNotNull(other.closed);
        assertClosed(call);
        assertEquals(SessionState.CLOSED, last(call.events(SessionEvent.StateChanged.class)));
        assertEquals(
                List.of("caller test", "other test"),
                call.events(SessionEvent.LegDown.class).stream()
                        .map(down -> down.stamp().leg() + " " + down.kind())
                        .toList());
        assertEquals(
                "leg 'caller' did not say who its caller was: the socket is closed",
                call.only(SessionEvent.Error.class).message());
        assertEquals("test", call.session.call().orElseThrow().kind());
        assertEquals(Map.of(), call.session.call().orElseThrow().metadata());
    }

    private static void assertClosed(Call call) {
        assertTrue(call.session.close(CloseReason.NORMAL).toCompletableFuture().isDone(), "closed");
    }

    private static SessionState last(List<SessionEvent.StateChanged> changes) {
        return changes.get(changes.size() - 1).state();
    }

    @Test
    void a_session_ends_with_a_caller_who_says_nothing_any_more() {
        Call call = call();
        call.session.addLeg(new ForgetfulLeg("caller"));
        call.run();
        call.does(
                () -> {
                    call.session.removeLeg("caller", CloseReason.NORMAL);
                    return true;
                });
        assertEquals(SessionState.CLOSED, call.session.state());
        assertClosed(call);
        call.only(SessionEvent.LegDown.class);
    }

    @Test
    void metadata_with_a_value_that_is_missing_does_not_keep_a_session_from_its_end() {
        Call call = call();
        Map<String, String> missing = new HashMap<>();
        missing.put("from", null);
        call.session.addLeg(
                new TestLeg("caller", AudioFormat.PCM16_24K, Pacing.SINK) {
                    @Override
                    public Map<String, String> metadata() {
                        return missing;
                    }
                });
        call.run();
        call.close();
        assertClosed(call);
        call.only(SessionEvent.Error.class);
    }
}
