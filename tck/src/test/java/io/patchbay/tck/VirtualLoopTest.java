package io.patchbay.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class VirtualLoopTest {

    private final VirtualLoop loop = new VirtualLoop();
    private final List<String> story = new ArrayList<>();

    @Test
    void nothing_runs_until_the_test_says_so() {
        loop.execute(() -> story.add("task"));
        assertEquals(List.of(), story);
        loop.run();
        assertEquals(List.of("task"), story);
    }

    @Test
    void tasks_run_in_the_order_of_their_arrival_and_so_do_those_they_hand_over() {
        loop.execute(
                () -> {
                    story.add("first");
                    loop.execute(() -> story.add("third"));
                });
        loop.execute(() -> story.add("second"));
        loop.run();
        assertEquals(List.of("first", "second", "third"), story);
    }

    @Test
    void timers_fire_in_order_each_at_its_own_time() {
        loop.schedule(() -> story.add("b at " + loop.elapsed()), Duration.ofMillis(20));
        loop.schedule(() -> story.add("a at " + loop.elapsed()), Duration.ofMillis(10));
        loop.schedule(() -> story.add("c at " + loop.elapsed()), Duration.ofMillis(20));
        loop.advance(Duration.ofMillis(20));
        assertEquals(List.of("a at PT0.01S", "b at PT0.02S", "c at PT0.02S"), story);
        assertEquals(Duration.ofMillis(20), loop.elapsed());
    }

    @Test
    void a_timer_set_by_a_timer_fires_in_the_same_advance_when_it_falls_due() {
        loop.schedule(
                () -> loop.schedule(() -> story.add("inner"), Duration.ofMillis(5)),
                Duration.ofMillis(5));
        loop.advance(Duration.ofMillis(9));
        assertEquals(List.of(), story);
        loop.advance(Duration.ofMillis(1));
        assertEquals(List.of("inner"), story);
    }

    @Test
    void a_timer_does_not_fire_before_its_time_and_never_once_taken_back() {
        SerialLoop.Timer kept = loop.schedule(() -> story.add("kept"), Duration.ofSeconds(1));
        SerialLoop.Timer dropped = loop.schedule(() -> story.add("dropped"), Duration.ofSeconds(1));
        assertTrue(dropped.cancel());
        assertFalse(dropped.cancel());
        loop.advance(Duration.ofMillis(999));
        assertEquals(List.of(), story);
        assertEquals(1, loop.timers());
        loop.advance(Duration.ofMillis(1));
        assertEquals(List.of("kept"), story);
        assertFalse(kept.cancel());
    }

    @Test
    void the_clock_may_overflow_as_any_such_clock_and_differences_stay_right() {
        long before = loop.nanoTime();
        loop.advance(Duration.ofHours(1));
        assertEquals(Duration.ofHours(1).toNanos(), loop.nanoTime() - before);
        assertTrue(loop.nanoTime() < before);
    }

    @Test
    void an_exception_of_a_task_surfaces_after_the_other_tasks_have_run() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second");
        loop.execute(
                () -> {
                    throw first;
                });
        loop.execute(
                () -> {
                    throw second;
                });
        loop.execute(() -> story.add("third"));
        assertSame(first, assertThrows(IllegalStateException.class, loop::run));
        assertEquals(List.of(second), List.of(first.getSuppressed()));
        assertEquals(List.of("third"), story);
        loop.run();
    }

    @Test
    void a_task_knows_that_it_is_in_the_loop_and_nobody_else_is() {
        assertFalse(loop.inLoop());
        assertTrue(loop.call(loop::inLoop));
        assertFalse(loop.inLoop());
    }

    @Test
    void a_task_must_not_drive_its_own_loop() {
        loop.execute(loop::run);
        assertThrows(IllegalStateException.class, loop::run);
    }

    @Test
    void what_comes_from_another_thread_is_waited_for() {
        AtomicBoolean done = new AtomicBoolean();
        CountDownLatch go = new CountDownLatch(1);
        Thread worker =
                new Thread(
                        () -> {
                            awaitLatch(go);
                            loop.execute(() -> done.set(loop.inLoop()));
                        });
        worker.start();
        loop.execute(go::countDown);
        loop.runUntil(done::get, Duration.ofSeconds(20));
        assertTrue(done.get());
    }

    @Test
    void what_never_comes_fails_the_test() {
        AssertionError error =
                assertThrows(
                        AssertionError.class,
                        () -> loop.runUntil(() -> false, Duration.ofMillis(1)));
        assertTrue(error.toString().contains("PT0.001S"), error.toString());
    }

    @Test
    void tasks_that_feed_each_other_without_end_are_stopped() {
        AssertionError error =
                assertThrows(
                        AssertionError.class,
                        () -> {
                            loop.execute(this::again);
                            loop.run();
                        });
        assertTrue(error.toString().contains("without end"), error.toString());
    }

    @Test
    void an_ended_loop_takes_nothing_more() {
        loop.execute(() -> story.add("dropped"));
        loop.end();
        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
        assertThrows(
                RejectedExecutionException.class, () -> loop.schedule(() -> {}, Duration.ZERO));
        loop.run();
        assertEquals(List.of(), story);
    }

    @Test
    void the_clock_does_not_run_backwards() {
        assertThrows(
                IllegalArgumentException.class, () -> loop.advance(Duration.ofMillis(1).negated()));
    }

    private void again() {
        loop.execute(this::again);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
