package io.patchbay.rtc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ring between the engine's thread and the loop. */
class ReceivedSoundTest {

    private final ReceivedSound sound = new ReceivedSound();
    private final List<Integer> heard = new ArrayList<>();
    private final Consumer<ByteBuffer> ear =
            frame -> {
                assertEquals(960, frame.remaining());
                heard.add((int) frame.order(ByteOrder.LITTLE_ENDIAN).getShort());
            };

    private static ByteBuffer frame(int samples, int level) {
        ByteBuffer frame = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        while (frame.hasRemaining()) {
            frame.putShort((short) level);
        }
        return frame.flip();
    }

    private void drain() {
        while (sound.next(ear)) {
            assertTrue(heard.size() < 1_000);
        }
    }

    @Test
    void frames_come_out_as_they_went_in() {
        sound.put(frame(480, 1), 48_000, 1);
        sound.put(frame(480, -2), 48_000, 1);
        drain();
        assertEquals(List.of(1, -2), heard);
        assertFalse(sound.waits());
    }

    @Test
    void two_channels_become_one() {
        ByteBuffer stereo = ByteBuffer.allocate(1_920).order(ByteOrder.LITTLE_ENDIAN);
        while (stereo.hasRemaining()) {
            stereo.putShort((short) 32_000).putShort((short) 30_000);
        }
        sound.put(stereo.flip(), 48_000, 2);
        drain();
        assertEquals(List.of(31_000), heard);
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 24_000, 44_100, 96_000})
    void every_rate_becomes_48_kHz_in_whole_frames(int rate) {
        for (int i = 0; i < 20; i++) {
            sound.put(frame(rate / 100, 5_000), rate, 1);
            drain();
        }
        assertEquals(20, heard.size());
        assertEquals(5_000, heard.get(15), 50);
    }

    @Test
    void when_nobody_comes_the_oldest_are_dropped_and_counted() {
        for (int i = 1; i <= ReceivedSound.SLOTS + 7; i++) {
            sound.put(frame(480, i), 48_000, 1);
        }
        drain();
        assertEquals(ReceivedSound.SLOTS, heard.size());
        assertEquals(8, heard.get(0));
        assertEquals(ReceivedSound.SLOTS + 7, heard.get(heard.size() - 1));
        assertEquals(7, sound.dropped());
    }

    @Test
    void a_listener_that_throws_loses_that_frame_alone() {
        sound.put(frame(480, 1), 48_000, 1);
        sound.put(frame(480, 2), 48_000, 1);
        try {
            sound.next(
                    frame -> {
                        throw new IllegalStateException("a broken listener");
                    });
        } catch (IllegalStateException e) {
            drain();
        }
        assertEquals(List.of(2), heard);
    }

    @Test
    void neither_side_allocates() {
        ByteBuffer frame = frame(480, 3);
        long[] bytes = new long[1];
        Consumer<ByteBuffer> counting = chunk -> bytes[0] += chunk.remaining();
        exchange(frame, counting);
        long before = allocated();
        exchange(frame, counting);
        long used = allocated() - before;
        assertTrue(used < 20_000, used + " bytes for 20000 frames");
        assertEquals(2 * 20_000 * 960, bytes[0]);
    }

    private void exchange(ByteBuffer frame, Consumer<ByteBuffer> counting) {
        for (int i = 0; i < 20_000; i++) {
            sound.put(frame, 48_000, 1);
            sound.next(counting);
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void a_reader_that_is_overtaken_hears_no_torn_frame() throws InterruptedException {
        int frames = 200_000;
        AtomicBoolean done = new AtomicBoolean();
        Thread engine =
                new Thread(
                        () -> {
                            ByteBuffer frame = frame(480, 0);
                            for (int i = 1; i <= frames; i++) {
                                short mark = (short) (i % 30_000);
                                for (int at = 0; at < 960; at += 2) {
                                    frame.putShort(at, mark);
                                }
                                sound.put(frame, 48_000, 1);
                            }
                            done.set(true);
                        });
        engine.start();
        int[] count = new int[1];
        Consumer<ByteBuffer> checking =
                frame -> {
                    frame.order(ByteOrder.LITTLE_ENDIAN);
                    short first = frame.getShort();
                    while (frame.hasRemaining()) {
                        assertEquals(first, frame.getShort());
                    }
                    count[0]++;
                };
        while (!done.get() || sound.waits()) {
            sound.next(checking);
        }
        engine.join();
        assertEquals(frames, count[0] + sound.dropped());
    }
}
