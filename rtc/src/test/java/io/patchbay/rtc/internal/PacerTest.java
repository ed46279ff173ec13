package io.patchbay.rtc.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.rtc.RtcThreads.Pace;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When the pacer ticks, and that it stops when it is told to. */
class PacerTest {

    private static final long MS = 1_000_000;

    @Test
    void a_late_tick_is_followed_by_an_early_one() {
        assertEquals(20 * MS, Pacer.following(10 * MS, 13 * MS));
        assertEquals(20 * MS, Pacer.following(10 * MS, 29 * MS));
    }

    @Test
    void after_a_standstill_no_more_than_ten_ticks_are_made_up_for() {
        long now = 3_004 * MS;
        long next = Pacer.following(10 * MS, now);
        int due = 0;
        for (; next <= now; next = Pacer.following(next, now)) {
            due++;
        }
        // the one that is due now, and ten of the past
        assertEquals(11, due);
        assertEquals(3_010 * MS, next);
    }

    @Test
    void a_clock_that_overflows_changes_nothing() {
        long due = Long.MAX_VALUE - 2 * MS;
        assertEquals(due + 10 * MS, Pacer.following(due, due + 3 * MS));
    }

    @Test
    void all_are_ticked_until_they_stop() throws InterruptedException {
        Pacer pacer = new Pacer();
        CountDownLatch first = new CountDownLatch(20);
        CountDownLatch second = new CountDownLatch(20);
        Pace one = pacer.add(first::countDown);
        Pace other = pacer.add(second::countDown);
        assertTrue(first.await(60, TimeUnit.SECONDS));
        one.stop();
        assertTrue(second.await(60, TimeUnit.SECONDS));
        other.stop();
    }

    @Test
    void nothing_ticks_after_stop_has_returned() throws InterruptedException {
        Pacer pacer = new Pacer();
        Pace others = pacer.add(() -> {});
        for (int i = 0; i < 50; i++) {
            AtomicBoolean stopped = new AtomicBoolean();
            AtomicInteger late = new AtomicInteger();
            CountDownLatch ticked = new CountDownLatch(1);
            Pace pace =
                    pacer.add(
                            () -> {
                                ticked.countDown();
                                // long enough for a stop that does not wait to get in between
                                Thread.yield();
                                if (stopped.get()) {
                                    late.incrementAndGet();
                                }
                            });
            assertTrue(ticked.await(60, TimeUnit.SECONDS));
            pace.stop();
            stopped.set(true);
            CountDownLatch round = new CountDownLatch(1);
            Pace witness = pacer.add(round::countDown);
            assertTrue(round.await(60, TimeUnit.SECONDS));
            witness.stop();
            assertEquals(0, late.get());
        }
        others.stop();
    }

    @Test
    void one_that_throws_does_not_stop_the_others() throws InterruptedException {
        Pacer pacer = new Pacer();
        CountDownLatch ticks = new CountDownLatch(3);
        Pace broken =
                pacer.add(
                        () -> {
                            throw new IllegalStateException("a broken tick");
                        });
        Pace whole = pacer.add(ticks::countDown);
        assertTrue(ticks.await(60, TimeUnit.SECONDS));
        broken.stop();
        whole.stop();
    }
}
