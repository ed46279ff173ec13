package io.patchbay.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SerialLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@Timeout(30)
@NullUnmarked
@ExtendWith(Leaks.class)
class EventLoopsTest {

    @Test
    void a_loop_runs_tasks_in_order_on_its_own_daemon_and_survives_a_failing_one()
            throws Exception {
        try (EventLoops loops = EventLoops.create(2)) {
            SerialLoop loop = loops.next();
            var ran = new ArrayList<Integer>();
            var end = new CompletableFuture<Thread>();
            loop.execute(
                    () -> {
                        throw new IllegalStateException("on purpose");
                    });
            for (int i = 0; i < 100; i++) {
                int n = i;
                loop.execute(() -> ran.add(n));
            }
            loop.execute(() -> end.complete(Thread.currentThread()));
            Thread thread = Sockets.get(end);
            assertEquals(100, ran.size());
            assertEquals(99, ran.get(99));
            assertTrue(thread.getName().startsWith("patchbay-loop-"));
            assertTrue(thread.isDaemon());
            assertFalse(loop.inLoop());
            assertNotSame(loop, loops.next());
            assertSame(loop, loops.next());
        }
    }

    @Test
    void a_timer_runs_in_its_time_or_is_taken_back() throws Exception {
        try (EventLoops loops = EventLoops.create(1)) {
            SerialLoop loop = loops.next();
            var taken = new CompletableFuture<Void>();
            var ran = new CompletableFuture<Long>();
            long from = loop.nanoTime();
            Sockets.on( // where it cannot run in between
                    loop,
                    () -> {
                        SerialLoop.Timer timer =
                                loop.schedule(() -> taken.complete(null), Duration.ofMillis(10));
                        assertTrue(timer.cancel());
                        assertFalse(timer.cancel());
                    });
            loop.schedule(() -> ran.complete(loop.nanoTime() - from), Duration.ofMillis(30));
            assertTrue(Sockets.get(ran) >= 30_000_000);
            assertFalse(taken.isDone());
        }
    }

    @Test
    void loop_delay_is_the_time_a_task_waits() throws Exception {
        try (EventLoops loops = EventLoops.create(1)) {
            var hold = new CompletableFuture<Void>();
            loops.next().execute(hold::join);
            CompletableFuture<Duration> delay = loops.loopDelay().toCompletableFuture();
            long from = System.nanoTime();
            while (System.nanoTime() - from < 20_000_000) {
                Thread.onSpinWait();
            }
            hold.complete(null);
            assertTrue(Sockets.get(delay).toMillis() >= 15);
        }
    }

    @Test
    void closed_loops_take_nothing_more() {
        EventLoops loops = EventLoops.create(1);
        SerialLoop loop = loops.next();
        loops.close();
        loops.close();
        assertThrows(RejectedExecutionException.class, loops::next);
        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
    }

    @Test
    void the_shared_loops_come_back_after_they_were_closed() {
        EventLoops first = EventLoops.shared();
        assertSame(first, EventLoops.shared());
        first.close();
        EventLoops second = EventLoops.shared();
        assertNotSame(first, second);
        second.next().execute(() -> {});
        second.close();
    }

    @Test
    void linux_is_served_by_epoll() {
        boolean linux =
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64");
        try (EventLoops loops = EventLoops.create(1)) {
            assertEquals(linux, loops.nativeTransport());
        }
    }
}
