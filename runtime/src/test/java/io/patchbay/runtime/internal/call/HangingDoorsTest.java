package io.patchbay.runtime.internal.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.PlugInfo;
import io.patchbay.api.plug.PlugInfo.State;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallRouter;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.runtime.Plugged;
import io.patchbay.tck.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Plugs that do not come back from their doors, on threads of their own. */
@Timeout(120)
class HangingDoorsTest {

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final VirtualLoop loop = new VirtualLoop();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger hanging = new AtomicInteger();
    private final CallRouter never = call -> new CompletableFuture<>();
    private final Map<String, IncomingCalls> doors = new ConcurrentHashMap<>();
    private final Map<String, String> did = new ConcurrentHashMap<>();

    private final Patchbay patchbay =
            Patchbay.builder().loops(() -> loop).workers(this::thread).callRouter(never).build();

    private synchronized void thread(Runnable task) {
        Thread thread = new Thread(task, "worker");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    @AfterEach
    void close() throws InterruptedException {
        end.countDown();
        patchbay.plugs(); // what is left ends by itself now
        List<Thread> all;
        synchronized (this) {
            all = List.copyOf(threads);
        }
        for (Thread thread : all) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
            assertTrue(!thread.isAlive(), "a worker hangs");
        }
    }

    private void hang() {
        hanging.incrementAndGet();
        try {
            assertTrue(end.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            hanging.decrementAndGet();
        }
    }

    private CallerLegFactory door(String name, String version, boolean listens, boolean closes) {
        return new CallerLegFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public AutoCloseable listen(
                    Settings settings, PlugContext context, IncomingCalls calls) {
                did.put(name + version, "listens");
                if (!listens) {
                    hang();
                }
                doors.put(name + version, calls);
                did.put(name + version, "open");
                return () -> {
                    did.put(name + version, "closes");
                    if (!closes) {
                        hang();
                    }
                    did.put(name + version, "closed");
                };
            }
        };
    }

    private PlugIn plug(String name, String version, boolean listens, boolean closes) {
        return PlugIn.callerLegs(door(name, version, listens, closes)).version(version);
    }

    private void until(BooleanSupplier condition) {
        loop.runUntil(condition, BOUND);
    }

    private void until(String door, String what) {
        until(() -> what.equals(did.get(door)));
    }

    /** Whether all that run hang: whoever does not would lose its time by no fault of its own. */
    private synchronized boolean allHang() {
        return threads.stream().filter(Thread::isAlive).count() == hanging.get();
    }

    /** Moves the clock until something is so: its timers may come a moment later. */
    private void later(BooleanSupplier condition) {
        long begun = System.nanoTime();
        while (!condition.getAsBoolean()) {
            loop.run();
            if (allHang()) {
                loop.advance(PATIENCE);
            } else {
                Thread.yield();
            }
            assertTrue(System.nanoTime() - begun < BOUND.toNanos(), "not in time");
        }
    }

    private List<State> states() {
        return patchbay.plugs().stream().map(PlugInfo::state).toList();
    }

    @Test
    void a_door_that_does_not_open_keeps_no_other_from_opening() {
        patchbay.plugIn(plug("a", "1", false, true));
        until("a1", "listens");
        patchbay.plugIn(plug("b", "1", true, true));
        until("b1", "open");
        assertEquals("listens", did.get("a1"));
    }

    @Test
    void a_door_that_does_not_close_keeps_no_other_from_closing() {
        Plugged stuck = patchbay.plugIn(plug("a", "1", true, false));
        Plugged other = patchbay.plugIn(plug("b", "1", true, true));
        until("a1", "open");
        until("b1", "open");
        stuck.remove();
        until("a1", "closes");
        CompletableFuture<Void> gone = other.remove().toCompletableFuture();
        until("b1", "closed");
        until(gone::isDone);
    }

    @Test
    void a_new_version_takes_over_from_one_whose_door_does_not_close() {
        Plugged old = patchbay.plugIn(plug("a", "1", true, false));
        until("a1", "open");
        patchbay.plugIn(plug("a", "2", true, true));
        until("a2", "open");
        until("a1", "closes");
        patchbay.plugIn(plug("a", "3", true, true));
        later(() -> "open".equals(did.get("a3")));
        CompletableFuture<Void> gone = old.remove().toCompletableFuture();
        later(gone::isDone);
        later(() -> states().contains(State.LEAKED));
        end.countDown();
        until("a1", "closed");
        until(() -> !states().contains(State.LEAKED));
    }

    @Test
    void an_old_version_stays_when_the_new_one_does_not_open_and_what_opens_too_late_is_closed() {
        patchbay.plugIn(plug("a", "1", true, true));
        until("a1", "open");
        Plugged stuck = patchbay.plugIn(plug("a", "2", false, true));
        until("a2", "listens");
        later(() -> users("2") == 0);
        CompletableFuture<Void> gone = stuck.remove().toCompletableFuture();
        later(gone::isDone);
        later(() -> states().contains(State.LEAKED));
        end.countDown();
        until("a2", "closed");
        assertEquals("open", did.get("a1"));
        until(() -> states().equals(List.of(State.ACTIVE)));
    }

    private int users(String version) {
        return patchbay.plugs().stream()
                .filter(plug -> plug.version().equals(version))
                .mapToInt(PlugInfo::users)
                .sum();
    }

    private CompletableFuture<Decision> offer(String door) {
        return Objects.requireNonNull(doors.get(door))
                .offer(new CallRouter.IncomingCall("a", "call", Map.of()))
                .toCompletableFuture();
    }

    @Test
    void a_call_on_which_nobody_decides_is_refused_and_keeps_no_plug() {
        Plugged plugged = patchbay.plugIn(plug("a", "1", true, true));
        until("a1", "open");
        CompletableFuture<Decision> decision = offer("a1");
        until(() -> users("1") == 1);
        later(decision::isDone);
        assertEquals(503, ((Decision.Refuse) decision.join()).status());
        assertEquals(0, users("1"));
        assertEquals(1, patchbay.calls().undecided());
        assertEquals(1, patchbay.calls().offered());
        until(plugged.remove().toCompletableFuture()::isDone);
    }
}
