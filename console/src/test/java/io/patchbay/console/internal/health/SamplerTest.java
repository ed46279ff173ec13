package io.patchbay.console.internal.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One look for all who ask. */
class SamplerTest {

    private final AtomicLong clock = new AtomicLong();
    private final AtomicInteger made = new AtomicInteger();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final Sampler<Integer> sampler =
            new Sampler<>(made::incrementAndGet, work::add, Duration.ofSeconds(2), clock::get);

    private int latest() {
        var value = sampler.latest().toCompletableFuture();
        while (!work.isEmpty()) {
            work.remove().run();
        }
        return value.join();
    }

    @Test
    void all_who_ask_within_two_seconds_get_the_same() {
        var first = sampler.latest().toCompletableFuture();
        var second = sampler.latest().toCompletableFuture();
        assertEquals(1, work.size());
        work.remove().run();
        assertEquals(1, first.join());
        assertEquals(1, second.join());
        clock.set(Duration.ofMillis(1_999).toNanos());
        assertEquals(1, latest());
        clock.set(Duration.ofSeconds(2).toNanos());
        assertEquals(2, latest());
        assertTrue(work.isEmpty(), "nothing is made while nobody asks");
    }

    @Test
    void one_that_takes_long_is_waited_for_by_all() {
        var first = sampler.latest().toCompletableFuture();
        clock.set(Duration.ofSeconds(10).toNanos());
        var second = sampler.latest().toCompletableFuture();
        assertEquals(1, work.size());
        assertFalse(second.isDone());
        work.remove().run();
        assertEquals(first.join(), second.join());
    }
}
