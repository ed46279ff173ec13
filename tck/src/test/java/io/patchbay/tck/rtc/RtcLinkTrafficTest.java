package io.patchbay.tck.rtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.rtc.RtcException;
import io.patchbay.rtc.RtcLink;
import io.patchbay.rtc.RtcSettings;
import io.patchbay.rtc.RtcState;
import io.patchbay.tck.VirtualLoop;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sound and text of a connected link: pace, bounds, order. */
class RtcLinkTrafficTest {

    private static final int FRAME = 480;

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedRtcEngine engine = ScriptedRtcEngine.on(loop);
    private final Heard heard = new Heard();
    private final RtcLink link = RtcLink.open(engine, RtcSettings.defaults(), loop, heard);

    private ScriptedRtcPeer connected() {
        loop.run();
        engine.peer().connect();
        loop.run();
        heard.events.clear();
        return engine.peer();
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer sound(int millis, int level) {
        ByteBuffer sound = ByteBuffer.allocate(millis * 48).order(ByteOrder.LITTLE_ENDIAN);
        while (sound.hasRemaining()) {
            sound.putShort((short) level);
        }
        return sound.flip();
    }

    private static byte[] part(byte[] sound, int fromFrame, int toFrame) {
        return Arrays.copyOfRange(sound, fromFrame * FRAME, toFrame * FRAME);
    }

    @AfterEach
    void everything_is_released() {
        link.close();
        loop.run();
        assertEquals(0, loop.timers());
        engine.verify();
    }

    // ---- sound

    @Test
    void sound_that_was_offered_early_leaves_from_the_first_packet_on() {
        loop.run();
        assertTrue(link.out().offer(sound(30, 900)));
        engine.peer().state(RtcState.CONNECTING);
        loop.advance(Duration.ofSeconds(1));
        assertEquals(30_000, link.out().waitingMicros());
        assertEquals(0, engine.peer().pushedFrames());
        engine.peer().state(RtcState.CONNECTED);
        loop.advance(Duration.ofMillis(40));
        assertEquals(5, engine.peer().pushedFrames());
        assertArrayEquals(sound(30, 900).array(), part(engine.peer().pushed(), 0, 3));
        assertArrayEquals(new byte[2 * FRAME], part(engine.peer().pushed(), 3, 5));
    }

    @Test
    void ten_milliseconds_leave_every_ten_and_go_on_over_a_lost_path() {
        ScriptedRtcPeer peer = connected();
        int before = peer.pushedFrames();
        loop.advance(Duration.ofSeconds(2));
        peer.state(RtcState.DISCONNECTED);
        loop.advance(Duration.ofSeconds(1));
        peer.state(RtcState.CONNECTED);
        loop.advance(Duration.ofSeconds(1));
        assertEquals(400, peer.pushedFrames() - before);
    }

    @Test
    void a_mute_holds_from_the_first_packet_on() {
        loop.run();
        link.out().mute(true);
        link.out().offer(sound(500, 9_000));
        engine.peer().connect();
        loop.advance(Duration.ofMillis(990));
        assertArrayEquals(new byte[100 * FRAME], engine.peer().pushed());
        assertEquals(0, link.out().sentMicros());
    }

    @Test
    void who_was_refused_hears_when_there_is_room_and_when_all_has_left() {
        connected();
        assertTrue(link.out().offer(sound(1_000, 1)));
        assertFalse(link.out().offer(sound(100, 1)));
        loop.advance(Duration.ofMillis(480));
        assertEquals(List.of(), heard.events);
        loop.advance(Duration.ofMillis(20));
        assertEquals(List.of("sound writable"), heard.events);
        loop.advance(Duration.ofMillis(600));
        assertEquals(List.of("sound writable", "sound sent"), heard.events);
        assertEquals(1_000_000, link.out().sentMicros());
    }

    @Test
    void a_flush_silences_from_the_next_frame_on() {
        ScriptedRtcPeer peer = connected();
        link.out().offer(sound(500, 4_000));
        loop.advance(Duration.ofMillis(100));
        int before = peer.pushedFrames();
        link.out().flush();
        loop.advance(Duration.ofMillis(50));
        byte[] pushed = peer.pushed();
        assertArrayEquals(new byte[5 * FRAME], part(pushed, before, before + 5));
        assertEquals(100_000, link.out().sentMicros());
        assertEquals(List.of(), heard.events);
    }

    @Test
    void received_sound_is_always_48_kHz_mono() {
        ScriptedRtcPeer peer = connected();
        ByteBuffer stereo = ByteBuffer.allocate(2 * 960).order(ByteOrder.LITTLE_ENDIAN);
        while (stereo.hasRemaining()) {
            stereo.putShort((short) 1_000).putShort((short) 3_000);
        }
        peer.hear(stereo.flip(), 48_000, 2);
        loop.run();
        ByteBuffer got = ByteBuffer.wrap(heard.sound.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(960, got.remaining());
        assertEquals(2_000, got.getShort());
        peer.hear(ByteBuffer.allocate(160), 8_000, 1);
        peer.hear(ByteBuffer.allocate(160), 8_000, 1);
        loop.run();
        assertEquals(3 * 960, heard.sound.size());
    }

    @Test
    void what_a_busy_loop_comes_too_late_for_is_counted() {
        ScriptedRtcPeer peer = connected();
        for (int i = 0; i < 60; i++) {
            peer.hear(ByteBuffer.allocate(960), 48_000, 1);
        }
        loop.run();
        assertEquals(50 * 960, heard.sound.size());
        assertEquals(100_000, link.lostMicros());
    }

    // ---- text

    @Test
    void texts_leave_in_order_and_whole() {
        ScriptedRtcPeer peer = connected();
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sent.add("text " + i);
            assertTrue(link.sendText(text("text " + i)));
        }
        loop.run();
        assertEquals(sent, peer.texts());
        assertEquals(0, link.pendingText());
    }

    @Test
    void a_text_before_the_channel_is_open_is_refused() {
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> link.sendText(text("early")));
        assertEquals("the text channel is not open; wait for onTextOpen", e.getMessage());
    }

    @Test
    void a_text_that_the_far_end_does_not_take_is_refused() {
        loop.run();
        engine.peer().limitText(1_000);
        engine.peer().connect();
        loop.run();
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> link.sendText(text("x".repeat(1_001))));
        assertEquals("the far end takes messages of up to 1000 bytes, not 1001", e.getMessage());
    }

    @Test
    void an_engine_is_not_given_more_than_its_window() {
        ScriptedRtcPeer peer = connected();
        peer.stall(true);
        String long_ = "x".repeat(100_000);
        int taken = 0;
        while (link.sendText(text(long_))) {
            taken++;
        }
        assertEquals(41, taken, "4 MiB may wait");
        loop.advance(Duration.ofSeconds(1));
        assertEquals(3, peer.texts().size());
        assertTrue(link.pendingText() > 4_000_000);
        assertEquals(List.of(), heard.events);
        for (int i = 0; i < 5; i++) {
            peer.stall(false);
            peer.stall(true);
            loop.advance(Duration.ofMillis(10));
        }
        assertEquals(18, peer.texts().size());
        assertEquals(List.of(), heard.events, "less than half of the bound is free");
        peer.stall(false);
        loop.advance(Duration.ofMillis(10));
        assertEquals(List.of("writable"), heard.events);
        assertEquals(41, peer.texts().size());
        assertEquals(0, link.pendingText());
    }

    @Test
    void texts_that_come_with_the_channel_are_heard_after_it() {
        loop.run();
        engine.peer().openText();
        engine.peer().hear("first");
        loop.run();
        assertEquals(List.of("text open", "text"), heard.events);
    }

    @Test
    void a_far_end_that_floods_ends_the_link() {
        ScriptedRtcPeer peer = connected();
        String long_ = "x".repeat(100_000);
        Collections.nCopies(60, long_).forEach(peer::hear);
        loop.run();
        assertEquals(1, heard.ends.size());
        assertEquals(RtcException.Kind.CLOSED, heard.ends.get(0).kind());
        assertEquals(
                "the far end sent text faster than it was taken: more than 4194304 bytes waited",
                heard.ends.get(0).getMessage());
    }

    @Test
    void empty_texts_do_not_queue_without_end() {
        ScriptedRtcPeer peer = connected();
        for (int i = 0; i < 70_000; i++) {
            peer.hear("");
        }
        loop.run();
        assertEquals(1, heard.ends.size());
    }

    @Test
    void last_words_leave_before_the_end() {
        ScriptedRtcPeer peer = connected();
        link.sendText(text("good bye"));
        link.close();
        loop.run();
        assertEquals(List.of("good bye"), peer.texts());
        assertTrue(peer.isClosed());
    }

    @Test
    void a_channel_that_breaks_under_a_text_ends_the_link() {
        ScriptedRtcPeer peer = connected();
        peer.breakText();
        link.sendText(text("into the void"));
        loop.run();
        assertEquals(RtcException.Kind.CLOSED, heard.ends.get(0).kind());
    }
}
