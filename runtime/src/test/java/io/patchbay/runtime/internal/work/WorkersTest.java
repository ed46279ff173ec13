package io.patchbay.runtime.internal.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WorkersTest {

    @Test
    void a_task_over_the_bound_is_refused_with_a_message() throws Exception {
        try (Workers workers = new Workers(2)) {
            CountDownLatch end = new CountDownLatch(1);
            CompletableFuture<Void> first = CompletableFuture.runAsync(() -> await(end), workers);
            CompletableFuture<Void> second = CompletableFuture.runAsync(() -> await(end), workers);
            assertEquals(2, workers.running());
            RejectedExecutionException refused =
                    assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> {}));
            assertTrue(String.valueOf(refused.getMessage()).startsWith("all 2 workers are busy"));
            end.countDown();
            CompletableFuture.allOf(first, second).get(10, TimeUnit.SECONDS);
            awaitIdle(workers);
            CompletableFuture.runAsync(() -> {}, workers).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_task_sees_the_neutral_class_loader_whatever_the_one_before_did() throws Exception {
        ClassLoader mine = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new ClassLoader() {});
        try (Workers workers = new Workers(1)) {
            for (int i = 0; i < 3; i++) {
                ClassLoader seen =
                        CompletableFuture.supplyAsync(
                                        () -> {
                                            Thread thread = Thread.currentThread();
                                            ClassLoader loader = thread.getContextClassLoader();
                                            thread.setContextClassLoader(null);
                                            return loader;
                                        },
                                        workers)
                                .get(10, TimeUnit.SECONDS);
                assertSame(Workers.class.getClassLoader(), seen);
                awaitIdle(workers);
            }
        } finally {
            Thread.currentThread().setContextClassLoader(mine);
        }
    }

    @Test
    void a_task_inherits_no_thread_locals() throws Exception {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        local.set("secret");
        try (Workers workers = new Workers(1)) {
            assertNull(
                    CompletableFuture.supplyAsync(local::get, workers).get(10, TimeUnit.SECONDS));
        } finally {
            local.remove();
        }
    }

    @Test
    void a_task_that_throws_hurts_nobody() throws Exception {
        try (Workers workers = new Workers(1)) {
            workers.execute(
                    () -> {
                        throw new IllegalStateException("a test's own failure");
                    });
            awaitIdle(workers);
            CompletableFuture.runAsync(() -> {}, workers).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_closed_pool_waits_for_what_runs_and_takes_no_more() {
        Workers workers = new Workers(4);
        CountDownLatch end = new CountDownLatch(1);
        workers.execute(() -> await(end));
        assertFalse(workers.close(Duration.ofMillis(20)));
        assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> {}));
        end.countDown();
        assertTrue(workers.close(Duration.ofSeconds(10)));
    }

    @Test
    void a_thread_that_somebody_holds_on_to_keeps_nothing_of_its_task() throws Exception {
        try (Workers workers = new Workers(1)) {
            AtomicReference<Thread> thread = new AtomicReference<>();
            WeakReference<Object> held = work(workers, thread);
            awaitIdle(workers);
            for (int i = 0; i < 100 && !held.refersTo(null); i++) {
                System.gc();
                Thread.yield();
            }
            assertTrue(held.refersTo(null), "what the task held is there still");
            Reference.reachabilityFence(thread.get());
        }
    }

    private static WeakReference<Object> work(Workers workers, AtomicReference<Thread> thread) {
        Object held = new Object();
        workers.execute(
                () -> {
                    assertNotNull(held);
                    thread.set(Thread.currentThread());
                });
        return new WeakReference<>(held);
    }

    private static void awaitIdle(Workers workers) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (workers.running() > 0) {
            assertTrue(System.nanoTime() < end, "a worker does not end");
            Thread.yield();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            // the pool ends what still runs
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void the_threads_have_no_bound_beside_the_one_of_the_workers() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        ExecutorService threads = WorkerThreads.pool();
        try {
            CountDownLatch running = new CountDownLatch(50);
            for (int i = 0; i < 50; i++) {
                threads.execute(
                        () -> {
                            running.countDown();
                            try {
                                hold.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
            }
            assertTrue(running.await(10, TimeUnit.SECONDS));
        } finally {
            hold.countDown();
            threads.shutdownNow();
        }
    }
}
