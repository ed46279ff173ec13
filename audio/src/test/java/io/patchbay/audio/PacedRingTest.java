package io.patchbay.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The ring between the loop and the pacer. 24 kHz: 480 bytes are 10 ms. */
class PacedRingTest {

    private static final int FRAME = 480;

    private final Told told = new Told();
    private final PacedRing ring = new PacedRing(24_000, 100, 0, told);
    private final byte[] frame = new byte[FRAME];

    private static final class Told implements PacedRing.Signals {

        private int writable;
        private int drained;

        @Override
        public void writable() {
            writable++;
        }

        @Override
        public void drained() {
            drained++;
        }
    }

    /** {@code millis} of samples that all have the value {@code level}. */
    private static ByteBuffer sound(int millis, int level) {
        ByteBuffer sound = ByteBuffer.allocate(millis * 48).order(ByteOrder.LITTLE_ENDIAN);
        while (sound.hasRemaining()) {
            sound.putShort((short) level);
        }
        return sound.flip();
    }

    private short taken() {
        ring.take(frame);
        return ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getShort();
    }

    @Test
    void silence_goes_out_while_nothing_waits_and_is_not_counted() {
        assertEquals(0, taken());
        assertTrue(ring.offer(sound(20, 1_000)));
        assertEquals(20_000, ring.waitingMicros());
        assertEquals(1_000, taken());
        assertEquals(10_000, ring.sentMicros());
        assertEquals(1_000, taken());
        assertEquals(0, taken());
        assertEquals(20_000, ring.sentMicros());
        assertEquals(0, ring.waitingMicros());
        assertEquals(1, told.drained);
    }

    @Test
    void an_offer_is_taken_whole_or_not_at_all() {
        assertTrue(ring.offer(sound(90, 1)));
        ByteBuffer more = sound(20, 2);
        assertFalse(ring.offer(more));
        assertEquals(0, more.position());
        assertEquals(90_000, ring.waitingMicros());
        for (int i = 0; i < 3; i++) {
            taken();
        }
        assertEquals(0, told.writable, "half of it must be free first");
        taken();
        assertEquals(1, told.writable);
        assertTrue(ring.offer(more));
        assertFalse(more.hasRemaining());
    }

    @Test
    void what_never_fits_says_so() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ring.offer(sound(101, 1)));
        assertEquals(
                "4848 bytes of sound never fit into the 4800 of sendAheadMillis; offer shorter"
                        + " pieces",
                e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> ring.offer(ByteBuffer.allocate(3)));
    }

    @Test
    void the_last_piece_is_filled_up_with_silence() {
        ring.offer(sound(15, 7));
        taken();
        taken();
        assertEquals(7, frame[238]);
        assertEquals(0, frame[240]);
        assertEquals(15_000, ring.sentMicros());
    }

    @Test
    void a_flush_empties_it_at_once_and_makes_room() {
        ring.offer(sound(100, 5));
        assertFalse(ring.offer(sound(10, 6)));
        taken();
        ring.flush();
        assertEquals(0, ring.waitingMicros());
        assertEquals(1, told.writable);
        assertEquals(0, taken());
        assertTrue(ring.offer(sound(100, 6)), "a whole ring fits again");
        assertEquals(6, taken());
        assertEquals(20_000, ring.sentMicros());
        assertEquals(0, told.drained);
    }

    @Test
    void a_pause_keeps_what_waits() {
        ring.offer(sound(20, 3));
        ring.pause();
        assertEquals(0, taken());
        assertEquals(20_000, ring.waitingMicros());
        ring.resume();
        assertEquals(3, taken());
    }

    @Test
    void what_comes_due_while_muted_is_gone_and_not_counted_as_sent() {
        ring.mute(true);
        ring.offer(sound(30, 3));
        assertEquals(0, taken());
        assertEquals(20_000, ring.waitingMicros());
        ring.mute(false);
        assertEquals(3, taken());
        ring.mute(true);
        assertEquals(0, taken());
        assertEquals(10_000, ring.sentMicros());
        assertEquals(1, told.drained);
    }

    @Test
    void above_the_mark_silent_pieces_are_left_out_and_words_are_not() {
        PacedRing trimming = new PacedRing(24_000, 1_000, 100, told);
        trimming.offer(sound(200, 1_000));
        trimming.offer(sound(300, 20));
        trimming.offer(sound(100, 2_000));
        int loud = 0;
        int quiet = 0;
        int ticks = 0;
        for (; trimming.waitingMicros() > 0; ticks++) {
            trimming.take(frame);
            int level = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).getShort();
            loud += level >= 1_000 ? 1 : 0;
            quiet += level == 20 ? 1 : 0;
        }
        assertEquals(30, loud);
        assertEquals(30 - trimming.trimmedMicros() / 10_000, quiet);
        assertTrue(trimming.trimmedMicros() >= 290_000, "trimmed " + trimming.trimmedMicros());
        assertEquals(600_000, trimming.sentMicros() + trimming.trimmedMicros());
        assertTrue(ticks <= 31, ticks + " ticks");
    }

    @Test
    void below_the_mark_silence_stays() {
        PacedRing trimming = new PacedRing(24_000, 1_000, 100, told);
        trimming.offer(sound(100, 0));
        for (int i = 0; i < 10; i++) {
            trimming.take(frame);
        }
        assertEquals(100_000, trimming.sentMicros());
        assertEquals(0, trimming.trimmedMicros());
    }

    @Test
    void neither_side_allocates() {
        ByteBuffer sound = sound(20, 9);
        exchange(sound, 20_000);
        long before = allocated();
        exchange(sound, 20_000);
        long bytes = allocated() - before;
        assertTrue(bytes < 20_000, bytes + " bytes for 20000 frames");
    }

    private void exchange(ByteBuffer sound, int frames) {
        for (int i = 0; i < frames; i += 2) {
            if (!ring.offer(sound.clear())) {
                throw new AssertionError("no room");
            }
            ring.take(frame);
            ring.take(frame);
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    /**
     * A loop that offers numbered samples and flushes now and then, a pacer that takes: what is
     * taken is never torn, never old, and everything is accounted for.
     */
    @Test
    void frames_are_whole_and_newer_than_the_last_flush() throws InterruptedException {
        AtomicLong flushedUpTo = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<AssertionError> wrong = new AtomicReference<>();
        PacedRing shared = new PacedRing(24_000, 40, 0, new Told());
        Thread pacer =
                new Thread(
                        () -> {
                            byte[] piece = new byte[FRAME];
                            while (!done.get() && wrong.get() == null) {
                                long flushed = flushedUpTo.get();
                                shared.take(piece);
                                check(piece, flushed, wrong);
                            }
                        });
        pacer.start();
        ByteBuffer offered = ByteBuffer.allocate(FRAME).order(ByteOrder.LITTLE_ENDIAN);
        long accepted = 0;
        // numbers go round in 15 bits: a flush is far enough apart for old ones to show
        for (int number = 1; number < 400_000 && wrong.get() == null; number++) {
            short mark = (short) (number % 30_000 + 1);
            offered.clear();
            while (offered.hasRemaining()) {
                offered.putShort(mark);
            }
            if (shared.offer(offered.flip())) {
                accepted++;
            }
            if (number % 7 == 0) {
                shared.flush();
                flushedUpTo.set(number);
            }
        }
        done.set(true);
        pacer.join();
        if (wrong.get() != null) {
            throw wrong.get();
        }
        assertTrue(shared.sentMicros() <= accepted * 10_000);
        assertTrue(accepted > 1_000);
    }

    private static void check(byte[] piece, long flushed, AtomicReference<AssertionError> wrong) {
        ByteBuffer samples = ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN);
        short first = samples.getShort();
        while (samples.hasRemaining()) {
            if (samples.getShort() != first) {
                wrong.set(new AssertionError("a torn frame"));
                return;
            }
        }
        long age = (flushed % 30_000 + 1 - first + 30_000) % 30_000;
        if (first != 0 && flushed > 0 && age < 10_000) {
            wrong.set(new AssertionError(first + " was flushed with " + flushed));
        }
    }
}
