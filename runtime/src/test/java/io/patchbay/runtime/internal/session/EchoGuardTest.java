package io.patchbay.runtime.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.audio.AudioSink.Pacing;
import io.patchbay.api.session.InterruptionPolicy;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.LegCapabilities;
import io.patchbay.api.transport.LegCapabilities.Echo;
import io.patchbay.tck.Turn;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Microphones that hear the agent (RULES 21). */
class EchoGuardTest {
    private static final InterruptionPolicy PATIENT =
            InterruptionPolicy.afterSpeech(Duration.ofMillis(600));

    private static InterruptionPolicy guarded(double decibels) {
        return PATIENT.toBuilder().echoGuard(decibels).build();
    }

    /** A microphone beside a speaker. */
    private static final class Room extends TestLeg {
        private final AudioFormat hears;
        private final Echo echo;

        Room(AudioFormat hears, Echo echo) {
            super("room", AudioFormat.PCM16_24K, Pacing.SINK);
            this.hears = hears;
            this.echo = echo;
        }

        @Override
        public LegCapabilities capabilities() {
            return new LegCapabilities(hears, Map.of(), echo);
        }
    }

    private static Call with(InterruptionPolicy policy, Room room) {
        Call call = Call.with(SessionOptions.builder().interruption(policy));
        call.session.addLeg(room);
        call.run();
        return call;
    }

    /** 20 ms that are so loud. */
    private static ByteBuffer frame(int amplitude) {
        ByteBuffer frame = ByteBuffer.allocate(AudioFormat.PCM16_24K.bytes(20));
        for (int i = 0; i < frame.capacity(); i += 4) {
            frame.putShort(i, Short.reverseBytes((short) amplitude));
            frame.putShort(i + 2, Short.reverseBytes((short) -amplitude));
        }
        return frame;
    }

    private static boolean silent(AudioClip clip, int nothing) {
        byte[] bytes = new byte[clip.bytes().remaining()];
        clip.bytes().get(bytes);
        byte[] none = new byte[bytes.length];
        Arrays.fill(none, (byte) nothing);
        return Arrays.equals(bytes, none);
    }

    private static void says(Call call, Room room, ByteBuffer frame) {
        call.loop.execute(() -> room.says().onAudio(frame));
        call.run();
    }

    private static boolean lastIsSilent(Call call) {
        List<AudioClip> sent = call.line().audio();
        return silent(sent.get(sent.size() - 1), 0);
    }

    @Test
    void a_microphone_that_hears_the_agent_is_off_while_it_plays_and_says_so() {
        Room room = new Room(AudioFormat.PCM16_24K, Echo.HEARD);
        try (Call call = with(InterruptionPolicy.IMMEDIATE, room)) {
            assertEquals("half-duplex", call.only(SessionEvent.Warning.class).code());
            says(call, room, frame(8_000));
            assertEquals(false, lastIsSilent(call));
            Turn answer = call.hears(call.turns.spokenAnswer("long", 1_000));
            assertTrue(!answer.itemId().isEmpty());
            says(call, room, frame(30_000));
            assertEquals(true, lastIsSilent(call));
            room.plays();
            call.run();
            call.advance(200);
            says(call, room, frame(8_000));
            assertEquals(true, lastIsSilent(call), "the room still answers");
            call.advance(100);
            says(call, room, frame(8_000));
            assertEquals(false, lastIsSilent(call));
            assertEquals(4, call.line().audio().size(), "silence takes its time, too");
        }
    }

    @Test
    void with_a_guard_who_is_loud_enough_is_heard_over_the_agent() {
        Room room = new Room(AudioFormat.PCM16_24K, Echo.HEARD);
        try (Call call = with(guarded(-20), room)) {
            assertTrue(call.events(SessionEvent.Warning.class).isEmpty());
            call.hears(call.turns.spokenAnswer("long", 1_000));
            says(call, room, frame(1_000)); // -30 dB
            assertEquals(true, lastIsSilent(call));
            says(call, room, frame(8_000)); // -12 dB
            assertEquals(false, lastIsSilent(call));
        }
    }

    @Test
    void a_paused_agent_makes_no_echo() {
        Room room = new Room(AudioFormat.PCM16_24K, Echo.HEARD);
        try (Call call = with(guarded(-20), room)) {
            call.hears(call.turns.spokenAnswer("long", 1_000));
            says(call, room, frame(8_000));
            call.hears(new io.patchbay.api.transport.TransportEvent.SpeechStarted("item_9", 0));
            call.advance(300);
            says(call, room, frame(1_000));
            assertEquals(false, lastIsSilent(call));
        }
    }

    @Test
    void silence_of_a_telephone_line_is_not_made_of_zeros() {
        Room room = new Room(AudioFormat.PCMU_8K, Echo.HEARD);
        try (Call call =
                Call.with(
                        SessionOptions.builder()
                                .config(
                                        io.patchbay.api.session.SessionConfig.builder()
                                                .inputFormat(AudioFormat.PCMU_8K)
                                                .build()))) {
            call.session.addLeg(room);
            call.run();
            call.hears(call.turns.spokenAnswer("long", 1_000));
            says(call, room, ByteBuffer.allocate(160));
            List<AudioClip> sent = call.line().audio();
            assertTrue(silent(sent.get(sent.size() - 1), 0xFF));
        }
    }

    @Test
    void legs_that_see_to_it_themselves_are_left_alone() {
        for (Echo echo : List.of(Echo.CANCELLED, Echo.HALF_DUPLEX)) {
            Room room = new Room(AudioFormat.PCM16_24K, echo);
            try (Call call = with(InterruptionPolicy.IMMEDIATE, room)) {
                call.hears(call.turns.spokenAnswer("long", 1_000));
                says(call, room, frame(1_000));
                assertEquals(false, lastIsSilent(call));
                assertEquals(
                        echo == Echo.HALF_DUPLEX ? 1 : 0,
                        call.events(SessionEvent.Warning.class).size());
            }
        }
    }

    @Test
    void a_guard_that_makes_no_sense_says_so() {
        assertThrows(IllegalArgumentException.class, () -> guarded(3));
        assertThrows(IllegalArgumentException.class, () -> guarded(Double.NaN));
        String message =
                String.valueOf(
                        assertThrows(
                                        IllegalArgumentException.class,
                                        () -> InterruptionPolicy.builder().echoGuard(-20.0).build())
                                .getMessage());
        assertTrue(message.contains("echoGuard") && message.contains("afterSpeech"), message);
    }
}
