package io.patchbay.runtime.internal.plug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.plug.PlugInfo.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeaseCountTest {

    private final AtomicInteger revoked = new AtomicInteger();
    private final LeaseCount count = new LeaseCount(revoked::incrementAndGet);

    @Test
    void an_idle_plug_that_drains_is_gone_at_once() {
        count.drain();
        assertEquals(State.REVOKED, count.state());
        assertEquals(1, revoked.get());
    }

    @Test
    void a_used_plug_that_drains_is_gone_with_its_last_user() {
        assertTrue(count.acquire());
        assertTrue(count.acquire());
        count.drain();
        assertEquals(State.DRAINING, count.state());
        assertFalse(count.acquire());
        count.release();
        assertEquals(1, count.users());
        assertEquals(0, revoked.get());
        count.release();
        assertEquals(State.REVOKED, count.state());
        assertEquals(1, revoked.get());
    }

    @Test
    void a_plug_that_drains_is_joined_only_where_somebody_is() {
        assertTrue(count.join());
        count.drain();
        assertTrue(count.join());
        count.release();
        count.release();
        assertEquals(State.REVOKED, count.state());
        assertFalse(count.join());
        assertEquals(1, revoked.get());
    }

    @Test
    void a_plug_may_be_revoked_under_its_users_once() {
        assertTrue(count.acquire());
        count.drain();
        count.revoke();
        count.revoke();
        count.drain();
        assertEquals(State.REVOKED, count.state());
        assertEquals(1, count.users());
        count.release();
        assertEquals(0, count.users());
        assertEquals(1, revoked.get());
    }

    @Test
    void nobody_is_inside_a_revoked_plug_however_threads_race() throws Exception {
        for (int round = 0; round < 200; round++) {
            AtomicBoolean gone = new AtomicBoolean();
            AtomicInteger times = new AtomicInteger();
            AtomicInteger inside = new AtomicInteger();
            LeaseCount raced =
                    new LeaseCount(
                            () -> {
                                gone.set(true);
                                times.incrementAndGet();
                            });
            CyclicBarrier start = new CyclicBarrier(3);
            List<Thread> users = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread user =
                        new Thread(
                                () -> {
                                    meet(start);
                                    while (raced.acquire()) {
                                        if (gone.get()) {
                                            inside.incrementAndGet();
                                        }
                                        raced.release();
                                    }
                                });
                user.start();
                users.add(user);
            }
            meet(start);
            raced.drain();
            for (Thread user : users) {
                user.join(TimeUnit.SECONDS.toMillis(10));
                assertFalse(user.isAlive());
            }
            assertEquals(0, inside.get(), "users inside a revoked plug");
            assertEquals(1, times.get(), "revocations");
            assertEquals(0, raced.users());
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
