package io.patchbay.runtime.leg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioSink.Offer;
import io.patchbay.api.audio.PlayedPosition;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.tck.VirtualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceLegTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final LegLog log = new LegLog();
    private final FakeDevices devices = new FakeDevices();

    @AfterEach
    void unplug() {
        devices.microphone.unplug();
    }

    private DeviceLeg join(boolean headset) throws IOException {
        DeviceLeg leg = DeviceLeg.builder(devices).headset(headset).open();
        leg.sink().listen(log);
        return loop.call(
                () -> {
                    leg.join(loop, log);
                    return leg;
                });
    }

    /** Says one frame and gives back what the session heard of it. */
    private int heard(int value) {
        int before = log.frames;
        devices.microphone.say(value);
        loop.runUntil(() -> log.frames > before, Duration.ofSeconds(10));
        byte[] all = log.sound.toByteArray();
        return all[all.length - 1];
    }

    /** Time passes for the loop and for the device. */
    private void pass(int millis) {
        for (int i = 0; i < millis; i += 10) {
            devices.speaker.play(10);
            loop.advance(Duration.ofMillis(10));
        }
    }

    private static int offer(DeviceLeg leg, String item, int frames) {
        int taken = 0;
        while (taken < frames
                && leg.sink().offer(TestChunk.of(item, 20, taken + 1)) == Offer.ACCEPTED) {
            taken++;
        }
        return taken;
    }

    private static PlayedPosition position(DeviceLeg leg) {
        return assertNotNullPosition(leg.sink().position());
    }

    private static PlayedPosition assertNotNullPosition(
            @org.jspecify.annotations.Nullable PlayedPosition position) {
        assertNotNull(position);
        return position;
    }

    @Test
    void whole_frames_of_the_microphone_reach_the_session_in_order() throws Exception {
        join(false);
        for (int i = 1; i <= 60; i++) {
            assertEquals(i, heard(i));
        }
        assertEquals(60 * 640, log.sound.size());
        assertEquals("media up", log.events.get(0));
    }

    @Test
    void a_late_loop_loses_the_newest_frames_and_counts_them() throws Exception {
        DeviceLeg leg = join(false);
        for (int i = 1; i <= 40; i++) {
            devices.microphone.say(i);
        }
        while (leg.lostFrames() < 15) {
            Thread.onSpinWait();
        }
        loop.run();
        assertEquals(25, log.frames);
        assertEquals(25, log.sound.toByteArray()[25 * 640 - 1]);
        assertEquals(99, heard(99));
    }

    @Test
    void the_microphone_is_silent_while_the_agent_is_heard_and_a_moment_longer() throws Exception {
        DeviceLeg leg = join(false);
        offer(leg, "a", 2);
        assertEquals(0, heard(7));
        pass(40);
        assertEquals(0, heard(7), "the room still answers");
        pass(240);
        assertEquals(0, heard(7));
        pass(30);
        assertEquals(7, heard(7));
    }

    @Test
    void with_a_headset_the_caller_may_interrupt() throws Exception {
        DeviceLeg leg = join(true);
        offer(leg, "a", 2);
        assertEquals(7, heard(7));
    }

    @Test
    void a_muted_caller_goes_on_in_silence() throws Exception {
        DeviceLeg leg = join(true);
        leg.mute(true);
        assertEquals(0, heard(7));
        leg.mute(false);
        assertEquals(7, heard(7));
    }

    @Test
    void a_full_speaker_refuses_and_tells_when_there_is_room() throws Exception {
        DeviceLeg leg = join(true);
        assertEquals(10, offer(leg, "a", 11));
        pass(10);
        assertEquals(List.of("media up"), log.events);
        pass(10);
        assertEquals(List.of("media up", "space"), log.events);
        assertEquals(1, offer(leg, "a", 1));
        pass(220);
        assertEquals(List.of("media up", "space", "drained"), log.events);
    }

    @Test
    void the_position_is_what_the_device_has_played() throws Exception {
        DeviceLeg leg = join(true);
        assertNull(leg.sink().position());
        offer(leg, "a", 3);
        offer(leg, "b", 3);
        assertEquals(120, leg.sink().latencyMillis());
        pass(50);
        assertEquals("a", position(leg).itemId());
        assertEquals(50, position(leg).millis());
        pass(50);
        assertEquals("b", position(leg).itemId());
        assertEquals(40, position(leg).millis());
        assertEquals(20, leg.sink().latencyMillis());
    }

    @Test
    void what_is_flushed_is_not_counted_as_heard() throws Exception {
        DeviceLeg leg = join(true);
        offer(leg, "a", 8);
        pass(30);
        leg.sink().flush(null);
        assertEquals(30, position(leg).millis());
        pass(100);
        assertEquals(30, position(leg).millis());
        offer(leg, "b", 2);
        pass(20);
        assertEquals("b", position(leg).itemId());
        assertEquals(20, position(leg).millis());
        assertEquals("drained", log.events.get(1));
    }

    @Test
    void another_item_behind_the_flushed_one_is_heard_at_once() throws Exception {
        DeviceLeg leg = join(true);
        offer(leg, "a", 4);
        offer(leg, "b", 2);
        pass(20);
        leg.sink().flush("a");
        pass(40);
        assertEquals("b", position(leg).itemId());
        assertEquals(40, position(leg).millis());
        byte[] played = devices.speaker.played.toByteArray();
        assertEquals(3 * 960, played.length);
        assertEquals(1, played[960]);
        assertEquals(2, played[2 * 960]);
    }

    @Test
    void a_paused_speaker_stands_still() throws Exception {
        DeviceLeg leg = join(true);
        offer(leg, "a", 4);
        leg.sink().pause();
        pass(40);
        assertEquals(0, devices.speaker.played.size());
        leg.sink().resume();
        pass(40);
        assertEquals(40, position(leg).millis());
    }

    @Test
    void an_unplugged_microphone_ends_the_leg() throws Exception {
        join(false);
        devices.microphone.unplug();
        loop.runUntil(
                () -> log.events.contains("closed " + CloseReason.NORMAL.text()),
                Duration.ofSeconds(10));
    }

    @Test
    void a_closed_leg_gives_its_devices_back() throws Exception {
        DeviceLeg leg = join(false);
        leg.close();
        loop.run();
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!devices.microphone.closed || !devices.speaker.closed) {
            assertTrue(System.nanoTime() < end, "a device is still open");
            Thread.onSpinWait();
        }
    }

    @Test
    void a_missing_speaker_is_said_and_the_microphone_given_back() {
        devices.speakerMissing = true;
        IOException failure =
                assertThrows(IOException.class, () -> DeviceLeg.builder(devices).open());
        assertEquals("no speaker", failure.getMessage());
        assertTrue(devices.microphone.closed);
    }

    @Test
    void a_telephone_it_is_not() throws Exception {
        DeviceLeg leg = join(false);
        ExecutionException failure =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                leg.control(
                                                new io.patchbay.api.transport.CallerLeg.Control
                                                        .Hold(true))
                                        .toCompletableFuture()
                                        .get());
        assertTrue(failure.getCause() instanceof UnsupportedOperationException);
    }
}
