package io.patchbay.transport.twilio.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.tck.VirtualLoop;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a carrier leaves sound out, silence keeps its place. */
class CallerTimelineTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private boolean awake = true;
    private int room = Integer.MAX_VALUE;
    private final CallerTimeline.Hearer hearer =
            new CallerTimeline.Hearer() {
                @Override
                public boolean hear(ByteBuffer sound) {
                    byte[] bytes = new byte[sound.remaining()];
                    sound.get(bytes);
                    heard.writeBytes(bytes);
                    return true;
                }

                @Override
                public int room() {
                    return room;
                }

                @Override
                public boolean awake() {
                    return awake;
                }
            };

    private CallerTimeline timeline = timeline(Duration.ofMillis(750));

    private CallerTimeline timeline(@Nullable Duration inactivity) {
        return new CallerTimeline(loop, AudioFormat.PCMU_8K, hearer, inactivity);
    }

    /** 20 ms that nobody takes for silence. */
    private static byte[] frame() {
        byte[] frame = new byte[160];
        Arrays.fill(frame, (byte) 0x11);
        return frame;
    }

    private boolean says(String timestamp) {
        byte[] text = timestamp.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return timeline.take(MediaScan.digits(text, 0, text.length), ByteBuffer.wrap(frame()));
    }

    /** What was heard since the last time, silence in bytes as a negative number. */
    private int[] hears() {
        byte[] bytes = heard.toByteArray();
        heard.reset();
        int[] runs = new int[bytes.length];
        int count = 0;
        for (int i = 0; i < bytes.length; i++) {
            int one = bytes[i] == (byte) 0xff ? -1 : 1;
            if (count > 0 && Integer.signum(runs[count - 1]) == one) {
                runs[count - 1] += one;
            } else {
                runs[count++] = one;
            }
        }
        return Arrays.copyOf(runs, count);
    }

    @Test
    void a_gap_of_20_ms_is_filled_with_160_bytes_of_silence() {
        says("0");
        says("40");
        assertArrayEquals(new int[] {160, -160, 160}, hears());
    }

    @Test
    void frames_that_follow_each_other_are_left_as_they_are() {
        for (int i = 0; i < 50; i++) {
            says(Integer.toString(i * 20));
        }
        assertArrayEquals(new int[] {50 * 160}, hears());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-40", "4e1", "40.5", "9007199254740993123", "", "forty"})
    void a_timestamp_that_is_none_fills_nothing(String timestamp) {
        says("0");
        says(timestamp);
        says("2000");
        assertArrayEquals(new int[] {3 * 160}, hears());
    }

    @Test
    void a_timestamp_that_goes_back_begins_anew() {
        says("1000");
        says("20");
        says("5000");
        says("5040");
        assertArrayEquals(new int[] {3 * 160, -160, 160}, hears());
    }

    @Test
    void of_a_gap_no_more_than_10_seconds_are_filled() {
        says("0");
        says("60000");
        assertArrayEquals(new int[] {160, -80_000, 160}, hears());
    }

    @Test
    void gaps_fill_no_more_than_the_clock_allows() {
        for (int i = 0; i < 10; i++) {
            says(Integer.toString(i * 60_000));
        }
        int silent = -Arrays.stream(hears()).filter(run -> run < 0).sum();
        assertEquals(20 * 8_000, silent);
    }

    @Test
    void a_gap_fills_no_more_than_there_is_room_for() {
        says("0");
        room = 320;
        assertTrue(says("1000"));
        assertArrayEquals(new int[] {160, -320, 160}, hears());
    }

    @Test
    void somebody_who_speaks_30_seconds_ahead_of_the_clock_is_none() {
        boolean taken = true;
        int frames = 0;
        while (taken && frames < 10_000) {
            taken = says("x");
            frames++;
        }
        assertFalse(taken);
        assertEquals(1_501, frames);
        loop.advance(Duration.ofSeconds(1));
        assertTrue(says("x"));
    }

    @Test
    void a_line_that_is_held_up_again_and_again_is_no_reason_to_hang_up() {
        for (int i = 0; i < 20; i++) {
            loop.advance(Duration.ofSeconds(5));
            for (int frame = 0; frame < 250; frame++) {
                assertTrue(says(Integer.toString(i * 5_000 + frame * 20)));
            }
        }
        loop.advance(Duration.ofSeconds(2));
        heard.reset();
        loop.advance(Duration.ofSeconds(1));
        assertArrayEquals(new int[] {-1_000 * 8}, hears(), "silence flows on");
    }

    // ---- when nothing comes

    @Test
    void after_750_ms_without_sound_the_caller_is_silent_until_there_is_some() {
        says("0");
        loop.advance(Duration.ofMillis(749));
        assertArrayEquals(new int[] {160}, hears());
        loop.advance(Duration.ofMillis(1));
        assertArrayEquals(new int[] {-740 * 8}, hears());
        loop.advance(Duration.ofMillis(250));
        assertArrayEquals(new int[] {-240 * 8}, hears(), "whole frames of 20 ms");
        loop.advance(Duration.ofSeconds(1));
        assertArrayEquals(new int[] {-1_000 * 8}, hears());
    }

    @Test
    void what_was_filled_because_nothing_came_is_not_filled_again() {
        says("0");
        loop.advance(Duration.ofSeconds(1));
        hears();
        says("1020");
        says("1040");
        assertArrayEquals(new int[] {-20 * 8, 320}, hears(), "980 ms were filled");
        says("2100");
        assertArrayEquals(new int[] {-1_040 * 8, 160}, hears(), "a gap that nothing filled");
    }

    @Test
    void of_a_gap_that_was_filled_in_part_the_rest_is() {
        says("0");
        loop.advance(Duration.ofSeconds(1));
        hears();
        says("1220");
        assertArrayEquals(new int[] {-220 * 8, 160}, hears());
    }

    @Test
    void sound_puts_silence_off() {
        for (int i = 0; i < 20; i++) {
            says(Integer.toString(i * 700));
            heard.reset();
            loop.advance(Duration.ofMillis(700));
            assertArrayEquals(new int[] {}, hears());
        }
    }

    @Test
    void another_patience_is_taken() {
        timeline.stop();
        timeline = timeline(Duration.ofMillis(100));
        says("0");
        loop.advance(Duration.ofMillis(100));
        assertArrayEquals(new int[] {160, -100 * 8}, hears());
    }

    @Test
    void without_one_there_is_never_silence() {
        timeline.stop();
        timeline = timeline(null);
        says("0");
        loop.advance(Duration.ofMinutes(1));
        assertArrayEquals(new int[] {160}, hears());
        assertEquals(0, loop.timers());
    }

    @Test
    void nobody_is_silent_before_somebody_listens() {
        awake = false;
        says("0");
        loop.advance(Duration.ofSeconds(8));
        assertArrayEquals(new int[] {160}, hears());
        awake = true;
        loop.advance(Duration.ofSeconds(1));
        int silent = -hears()[0];
        assertTrue(silent >= 980 * 8 && silent <= 1_760 * 8, silent + " bytes");
    }

    @Test
    void a_new_stream_begins_its_own_time() {
        says("5000");
        timeline.restart();
        says("0");
        says("20");
        assertArrayEquals(new int[] {3 * 160}, hears());
        loop.advance(Duration.ofMillis(749));
        assertArrayEquals(new int[] {}, hears());
    }

    @Test
    void an_end_leaves_no_timer() {
        timeline.stop();
        assertEquals(0, loop.timers());
    }

    @Test
    void silence_is_written_as_each_codec_has_it() {
        assertEquals((byte) 0xff, CallerTimeline.silence(AudioFormat.PCMU_8K));
        assertEquals((byte) 0xd5, CallerTimeline.silence(AudioFormat.PCMA_8K));
        assertEquals((byte) 0, CallerTimeline.silence(AudioFormat.pcm16(8_000)));
    }
}
