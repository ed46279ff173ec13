package io.patchbay.transport.webrtc.internal;

import static io.patchbay.transport.webrtc.internal.Talker.soon;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.CloseReason.Cause;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.SendStatus;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.rtc.RtcException;
import io.patchbay.tck.PlainCodec;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words and sound on a line that stands, and how it ends. */
class ConversationTest {

    private CallsEndpoint calls;
    private Talker talker = new Talker();

    @BeforeEach
    void open() throws Exception {
        calls = new CallsEndpoint();
    }

    @AfterEach
    void close() {
        soon(talker.close());
        calls.close();
        assertEquals(List.of(), talker.offLoop);
    }

    @Test
    void commands_go_out_and_events_come_in() throws Exception {
        ScriptedLink link = talker.open(calls);
        assertEquals("hello", link.sent.take());
        assertEquals(1, soon(talker.send(Command.Raw.of("one"))).messages());
        assertEquals("one", link.sent.take());
        link.say("note two");
        assertEquals("note two", talker.next(TransportEvent.Extension.class).json());
        link.say(PlainCodec.BUG);
        assertTrue(talker.next(TransportEvent.Rejected.class).why().contains("IllegalState"));
        link.say("note angry"); // the session throws, and the line lives
        link.say(PlainCodec.NEW_LINE);
        talker.next(TransportEvent.NewLineNeeded.class);
    }

    @Test
    void nothing_can_be_sent_while_there_is_no_connection() {
        assertThrows(AssertionError.class, () -> soon(talker.send(Command.Raw.of("early"))));
        assertEquals(SendStatus.NOT_CONNECTED, talker.sound(ByteBuffer.allocate(960)));
    }

    @Test
    void a_receipt_waits_until_the_words_have_left() throws Exception {
        ScriptedLink link = talker.open(calls);
        link.pending = 100;
        var receipt = talker.send(Command.Raw.of("one"));
        assertEquals("hello", link.sent.take());
        assertEquals("one", link.sent.take());
        link.pending = 0;
        soon(receipt);
    }

    @Test
    void a_full_channel_refuses_and_tells_when_there_is_room() {
        ScriptedLink link = talker.open(calls);
        link.pending = (4 << 20) - 1;
        ExecutionException refused =
                assertThrows(
                        ExecutionException.class,
                        () -> talker.send(Command.Raw.of("one")).get(60, TimeUnit.SECONDS));
        assertInstanceOf(BacklogException.class, refused.getCause());
        link.pending = 0;
        soon(talker.writable);
    }

    @Test
    void a_message_that_is_too_long_is_refused_and_disturbs_nothing() throws Exception {
        ScriptedLink link = talker.open(calls);
        assertEquals("hello", link.sent.take());
        ExecutionException refused =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                talker.send(Command.Raw.of("x".repeat(300_000)))
                                        .get(60, TimeUnit.SECONDS));
        assertInstanceOf(IllegalArgumentException.class, refused.getCause());
        soon(talker.send(Command.Raw.of("short")));
        assertEquals("short", link.sent.take());
    }

    @Test
    void raw_messages_are_told_when_somebody_wants_them() {
        ScriptedLink link = talker.open(calls);
        soon(talker.send(Command.Raw.of("unseen")));
        talker.raw = true;
        soon(talker.send(Command.Raw.of("seen")));
        assertEquals("seen", talker.next(TransportEvent.RawSent.class).json());
        assertTrue(link.textOpen);
    }

    // ---- sound

    @Test
    void sound_goes_to_the_pacer_as_it_is() {
        ScriptedLink link = talker.open(calls);
        byte[] frame = new byte[960];
        Arrays.fill(frame, (byte) 7);
        ByteBuffer given = ByteBuffer.wrap(frame.clone());
        assertEquals(SendStatus.ACCEPTED, talker.sound(given));
        assertEquals(0, given.remaining());
        assertArrayEquals(frame, link.sound.taken());
    }

    @Test
    void a_full_pacer_refuses_a_frame_untouched_and_tells_when_there_is_room() {
        ScriptedLink link = talker.open(calls);
        link.sound.room = 100;
        ByteBuffer frame = ByteBuffer.allocate(960);
        assertEquals(SendStatus.BACKLOG, talker.sound(frame));
        assertEquals(960, frame.remaining());
        link.sound.room = 48_000;
        talker.loop.execute(link.listener::onSoundWritable);
        soon(talker.writable);
        assertEquals(SendStatus.ACCEPTED, talker.sound(frame));
    }

    @Test
    void a_recording_longer_than_the_pacers_room_goes_out_piece_by_piece() {
        ScriptedLink link = talker.open(calls);
        byte[] recording = new byte[100_000];
        for (int i = 0; i < recording.length; i++) {
            recording[i] = (byte) i;
        }
        assertEquals(SendStatus.ACCEPTED, talker.sound(ByteBuffer.wrap(recording.clone())));
        assertEquals(SendStatus.BACKLOG, talker.sound(ByteBuffer.allocate(960)));
        for (int i = 0; i < 3; i++) {
            link.sound.room = 48_000;
            talker.on(
                    () -> {
                        link.listener.onSoundWritable();
                        return true;
                    });
        }
        assertArrayEquals(recording, link.sound.taken());
        soon(talker.writable);
    }

    @ParameterizedTest
    @CsvSource({"0, 24000", "8000, 8000", "16000, 16000", "48000, 48000"})
    void speech_comes_in_the_sessions_format_without_item(int asked, int expected)
            throws Exception {
        if (asked > 0) {
            talker.config = SessionConfig.builder().outputFormat(AudioFormat.pcm16(asked)).build();
        }
        ScriptedLink link = talker.open(calls);
        for (int i = 0; i < 100; i++) {
            link.speak((short) 1_000);
        }
        int bytes = 0;
        Talker.Heard last = null;
        while (bytes < AudioFormat.pcm16(expected).bytes(950)) {
            last = Objects.requireNonNull(talker.sound.poll(60, TimeUnit.SECONDS));
            bytes += last.bytes().length;
        }
        assertEquals(AudioFormat.pcm16(expected), Objects.requireNonNull(last).format());
        int sample = (short) (last.bytes()[1] << 8 | last.bytes()[0] & 0xff);
        assertEquals(1_000, sample, 10);
    }

    @Test
    void sound_before_the_session_stands_is_nobodys() {
        var connecting = talker.connect(calls.uri());
        ScriptedLink link = talker.link();
        link.offer.complete("v=0\r\n");
        soon(link.answer);
        link.open();
        link.speak((short) 1_000);
        link.say(PlainCodec.READY);
        soon(connecting);
        assertNull(talker.sound.poll());
    }

    // ---- mute and devices

    @Test
    void mute_is_true_from_the_first_packet_of_every_connection() {
        talker.on(
                () -> {
                    talker.transport.mute(true);
                    return true;
                });
        for (int i = 0; i < 2; i++) {
            ScriptedLink link = talker.open(calls);
            assertTrue(link.sound.muted, "before anything was sent");
            talker.sound(ByteBuffer.allocate(960));
            assertEquals(Boolean.TRUE, link.sound.mutedAtFirst);
            assertEquals(Boolean.TRUE, talker.on(talker.transport::muted));
            soon(talker.close());
            assertEquals(Boolean.TRUE, talker.on(talker.transport::muted));
        }
        ScriptedLink link = talker.open(calls);
        talker.on(
                () -> {
                    talker.transport.mute(false);
                    return true;
                });
        assertEquals(false, link.sound.muted);
    }

    @Test
    void with_devices_the_microphone_speaks_and_nobody_else() {
        talker = new Talker(Map.of("devices", true));
        ScriptedLink link = talker.open(calls);
        assertTrue(link.settings.devices());
        ByteBuffer frame = ByteBuffer.allocate(960);
        assertEquals(SendStatus.NOT_CARRIED, talker.sound(frame));
        assertEquals(960, frame.remaining());
        link.speak((short) 1_000);
        link.say("note after");
        talker.next(TransportEvent.Extension.class);
        assertNull(talker.sound.poll(), "the loudspeaker has it");
    }

    // ---- the end

    @ParameterizedTest
    @CsvSource({"PATH, LOST, true", "CLOSED, REMOTE, true", "SECURITY, PROTOCOL, false"})
    void the_end_of_the_link_is_the_end_of_the_line(
            RtcException.Kind kind, Cause cause, boolean retryable) {
        ScriptedLink link = talker.open(calls);
        link.end(kind, "the far end is gone");
        CloseReason reason = talker.end();
        assertEquals(cause, reason.cause());
        assertEquals(retryable, reason.retryable());
        assertTrue(reason.text().contains("the far end is gone"), reason.text());
        assertTrue(link.gone.isDone(), "everything was let go");
        assertEquals(1, talker.codec.closed());
    }

    @Test
    void what_the_provider_complained_of_is_the_reason_of_the_end() {
        ScriptedLink link = talker.open(calls);
        link.say(PlainCodec.LOST);
        link.end(RtcException.Kind.CLOSED, "hung up");
        CloseReason reason = talker.end();
        assertTrue(reason.text().contains("no such model"), reason.text());
    }

    @Test
    void nothing_is_told_after_the_end() {
        ScriptedLink link = talker.open(calls);
        soon(talker.close());
        int told = talker.events.size();
        link.say("note late");
        link.speak((short) 1_000);
        link.end(RtcException.Kind.PATH, "late");
        talker.on(() -> true);
        assertEquals(told, talker.events.size());
        assertNull(talker.sound.poll());
    }
}
